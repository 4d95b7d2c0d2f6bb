import { hkdfSync } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { type EgressPolicy, parseEgressPolicy } from "@/lib/egress/policy";
import { Secret } from "@/lib/secret";

/** One key of the installation's key ring: 32 bytes under the id that stands in every envelope it seals. */
export type RingKey = { id: string; key: Buffer };

export type Environment = {
  databaseUrl: Secret;
  /** The first key seals, all of them open. Never empty. */
  keyRing: readonly [RingKey, ...RingKey[]];
  authSecret: Secret;
  /** Without a trailing slash, for example `https://mail.example.com`. */
  publicUrl: string;
  dataDir: string;
  egressPolicy: EgressPolicy;
  isSignUpOpen: boolean;
};

let parsed: Environment | undefined;

/** The process's environment, parsed once. Throws EnvironmentError with one sentence a mistake. */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** A mistake in the environment, told so that the operator can mend it. The product does not start with one. */
export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/** Parses every variable that the product knows. Throws EnvironmentError; never prints a value that is secret. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const outcome = variablesSchema.safeParse(given);
  if (!outcome.success) {
    throw new EnvironmentError(
      outcome.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"),
    );
  }
  const variables = outcome.data;
  const publicUrl = variables.PUBLIC_URL ?? `http://localhost:${variables.PORT}`;
  return {
    databaseUrl: new Secret(variables.DATABASE_URL),
    keyRing: variables.MAILGRANT_KEYS,
    authSecret: new Secret(variables.AUTH_SECRET ?? deriveAuthSecret(variables.MAILGRANT_KEYS)),
    publicUrl,
    dataDir: path.resolve(variables.DATA_DIR),
    egressPolicy: variables.MAILGRANT_EGRESS_ALLOW,
    isSignUpOpen: variables.SIGN_UP === "open",
  };
}

/**
 * Parses `id:base64,…`. Each key is 32 bytes; ids are unique, because an envelope names the key that opens it.
 * Throws a sentence that names the entry by its place, never by its value.
 */
export function parseKeyRing(list: string): [RingKey, ...RingKey[]] {
  const keys = list.split(",").map((entry, index): RingKey => {
    const match = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_=-]+)\s*$/.exec(entry);
    const key = Buffer.from(match?.[2] ?? "", "base64");
    if (match?.[1] === undefined || key.length !== 32) {
      throw new Error(
        `key ${index + 1} is not "id:" followed by 32 bytes in base64 (make one with: openssl rand -base64 32)`,
      );
    }
    return { id: match[1], key };
  });
  const [first, ...others] = keys;
  if (first === undefined) throw new Error("it holds no key");
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) throw new Error("two keys have the same id");
  return [first, ...others];
}

// The last key is the oldest, so putting a new key in front does not sign everybody out.
function deriveAuthSecret(keyRing: readonly RingKey[]): string {
  const oldest = keyRing[keyRing.length - 1];
  if (oldest === undefined) throw new EnvironmentError("MAILGRANT_KEYS: it holds no key");
  return Buffer.from(hkdfSync("sha256", oldest.key, "", "mailgrant auth secret", 32)).toString("base64url");
}

function parsedBy<Value>(parse: (text: string) => Value) {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

const smtpUrlSchema = z
  .string()
  .regex(/^smtps?:\/\/\S+$/, "it must be an smtp:// or smtps:// address")
  .optional();

const variablesSchema = z.object({
  DATABASE_URL: z
    .string({ error: "it is missing; `npm start` sets it to the embedded database when you leave it out" })
    .regex(/^postgres(ql)?:\/\//, "it must be a postgresql:// address"),
  MAILGRANT_KEYS: z
    .string({
      error: 'it is missing; without keys nothing can be sealed. Make one with: echo "k1:$(openssl rand -base64 32)"',
    })
    .pipe(parsedBy(parseKeyRing)),
  AUTH_SECRET: z.string().min(32, "it must have at least 32 characters").optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "it must be an http:// or https:// address such as https://mail.example.com" })
    .refine((url) => new URL(url).pathname === "/", "it must not have a path")
    .transform((url) => new URL(url).origin)
    .optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number("it must be a number").int().min(1).max(65535).default(3000),
  DATA_DIR: z.string().default("./data"),
  MAILGRANT_ROLE: z.enum(["all", "web", "jobs"], "it must be all, web or jobs").default("all"),
  MAILGRANT_EGRESS_ALLOW: z.string().default("").pipe(parsedBy(parseEgressPolicy)),
  SYSTEM_SMTP_URL: smtpUrlSchema,
  ALERT_SMTP_URL: smtpUrlSchema,
  SIGN_UP: z.enum(["open", "closed"], "it must be open or closed").default("closed"),
});
