import { hkdfSync } from "node:crypto";
import { isIP } from "node:net";
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
  refresh: RefreshSettings;
  checks: CheckSettings;
  /** Requests of the REST API a minute, for all instances together; 0 is no limit. */
  rateLimits: { perKey: number; perTenant: number };
  /** Where the jobs process answers questions about its health; null where it does not listen. */
  jobsListener: { host: string; port: number } | null;
  /** Who may read the metrics; null when nobody may. */
  metricsToken: Secret | null;
  /** Where traces are sent (OTLP over HTTP); null when there are none. */
  tracesEndpoint: string | null;
  /** Through which server alerts go out by e-mail; null where they do not. */
  alertMail: AlertMail | null;
  /** Whom of the operator's people is told that the jobs have stopped; empty for the owners of all tenants. */
  alertEmailTo: readonly string[];
};

/** The operator's own SMTP server; only one without a user may be spoken to in plain text. */
export type AlertMail = SmtpServer & { from: { name: string; address: string } };

type SmtpServer = { host: string; port: number; security: "tls" | "starttls" | "none" } & (
  | { username: string; password: Secret }
  | { username: null; password: null }
);

/** When Grants are refreshed by themselves, and how many at once. */
export type RefreshSettings = {
  /** How long before its end the access token of a Grant in use is replaced. */
  marginSeconds: number;
  /** The longest that a refresh token goes unused. */
  keepAliveDays: number;
  /** Calls that this process makes to one provider host at once. */
  parallelPerHost: number;
};

/** When mailboxes are checked by themselves, and how many at once. */
export type CheckSettings = {
  /** How often a mailbox that is well is checked; 0 when none is checked by itself. */
  everyMinutes: number;
  /** Checks of one mail server at once, of all processes together. */
  parallelPerServer: number;
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
    refresh: {
      marginSeconds: variables.MAILGRANT_REFRESH_MARGIN_SECONDS,
      keepAliveDays: variables.MAILGRANT_KEEP_ALIVE_DAYS,
      parallelPerHost: variables.MAILGRANT_PROVIDER_PARALLEL,
    },
    checks: {
      everyMinutes: variables.MAILGRANT_CHECK_EVERY_MINUTES,
      parallelPerServer: variables.MAILGRANT_CHECKS_PER_SERVER,
    },
    rateLimits: {
      perKey: variables.MAILGRANT_RATE_LIMIT_PER_KEY,
      perTenant: variables.MAILGRANT_RATE_LIMIT_PER_TENANT,
    },
    jobsListener: chooseJobsListener(variables),
    metricsToken: variables.METRICS_TOKEN === undefined ? null : new Secret(variables.METRICS_TOKEN),
    tracesEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    alertMail: chooseAlertMail(variables.ALERT_SMTP_URL, variables.ALERT_FROM),
    alertEmailTo: variables.ALERT_EMAIL_TO,
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

/** By itself the jobs process listens where the web server would; beside a web server only when it is told to. */
function chooseJobsListener(variables: {
  MAILGRANT_ROLE: "all" | "web" | "jobs";
  HOST: string;
  PORT: number;
  JOBS_PORT?: number | undefined;
}): { host: string; port: number } | null {
  const port = variables.JOBS_PORT ?? (variables.MAILGRANT_ROLE === "jobs" ? variables.PORT : undefined);
  return port === undefined ? null : { host: variables.HOST, port };
}

/**
 * Parses `smtps://user:password@host:465` (TLS from the start) or `smtp://user:password@host:587` (STARTTLS). With
 * `?security=none` and without a user nothing is encrypted, for a relay on the same machine. Throws a sentence that
 * never names what is in it.
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = /^smtps?:\/\/\S+$/.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "") throw new Error("it must be an smtp:// or smtps:// address");
  const isTls = url.protocol === "smtps:";
  const isPlain = url.searchParams.get("security") === "none";
  if (isPlain && (isTls || url.username !== ""))
    throw new Error("?security=none is for smtp:// without a user alone: a password is never sent in plain text");
  const security = isTls ? "tls" : isPlain ? "none" : "starttls";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const server = { host, port: Number(url.port) || { tls: 465, starttls: 587, none: 25 }[security], security } as const;
  if (url.username === "") return { ...server, username: null, password: null };
  const [username, password] = [decodePart(url.username), decodePart(url.password)];
  if (password === "") throw new Error("it names a user and no password");
  return { ...server, username, password: new Secret(password) };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error("a percent sign in the user or the password has to be written as %25");
  }
}

/** Messages come from ALERT_FROM, or from the user where that is an address. */
function chooseAlertMail(server: SmtpServer | undefined, from: AlertMail["from"] | undefined): AlertMail | null {
  if (server === undefined) return null;
  const address = from ?? { name: "Mailgrant", address: server.username ?? "" };
  if (addressSchema.safeParse(address.address).success) return { ...server, from: address };
  throw new EnvironmentError(
    "ALERT_FROM: it is missing, and the user of ALERT_SMTP_URL is no email address that alerts could come from",
  );
}

/** `alerts@example.com` or `Mailgrant <alerts@example.com>`. */
function parseFrom(text: string): AlertMail["from"] {
  const [, name = "Mailgrant", inBrackets] = /^\s*([^<>"\r\n]*?)\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  const address = addressSchema.safeParse(inBrackets ?? text);
  if (!address.success) throw new Error('it must be an email address, or "Name <address>"');
  return { name: name || "Mailgrant", address: address.data };
}

function parseAddresses(list: string): string[] {
  return list
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((entry) => {
      if (!addressSchema.safeParse(entry).success) throw new Error("it must be email addresses with commas between");
      return entry;
    });
}

const addressSchema = z.string().trim().max(254).pipe(z.email());

/** Refuses what is no list of addresses and networks; scripts/client-address.mjs reads it for the web server. */
function checkNetworks(list: string): string {
  for (const entry of list.split(",").map((text) => text.trim())) {
    const [address = "", bits, ...rest] = entry.split("/");
    const family = isIP(address);
    const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    if (entry !== "" && (family === 0 || !isPrefix || rest.length > 0)) {
      throw new Error(`"${entry}" is not an address or a network such as 10.0.0.0/8`);
    }
  }
  return list;
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

function numberFrom(least: number, most: number) {
  const mistake = `it must be a number from ${least} to ${most}`;
  return z.coerce.number(mistake).min(least, mistake).max(most, mistake);
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
  JOBS_PORT: z.coerce.number("it must be a number").int().min(1).max(65535).optional(),
  TRUSTED_PROXIES: z.string().default("").pipe(parsedBy(checkNetworks)),
  METRICS_TOKEN: z.string().min(16, "it must have at least 16 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "it must be an http:// or https:// address such as http://127.0.0.1:4318" })
    .optional(),
  MAILGRANT_EGRESS_ALLOW: z.string().default("").pipe(parsedBy(parseEgressPolicy)),
  MAILGRANT_PROVIDER_PARALLEL: numberFrom(1, 1000).default(10),
  MAILGRANT_REFRESH_MARGIN_SECONDS: numberFrom(30, 86_400).default(600),
  MAILGRANT_KEEP_ALIVE_DAYS: numberFrom(0.01, 60).default(7),
  MAILGRANT_CHECK_EVERY_MINUTES: numberFrom(0, 1440).default(60),
  MAILGRANT_CHECKS_PER_SERVER: numberFrom(1, 100).default(4),
  MAILGRANT_RATE_LIMIT_PER_KEY: numberFrom(0, 1_000_000_000).default(6_000),
  MAILGRANT_RATE_LIMIT_PER_TENANT: numberFrom(0, 1_000_000_000).default(60_000),
  SYSTEM_SMTP_URL: smtpUrlSchema,
  ALERT_SMTP_URL: z.string().pipe(parsedBy(parseSmtpUrl)).optional(),
  ALERT_FROM: z.string().pipe(parsedBy(parseFrom)).optional(),
  ALERT_EMAIL_TO: z.string().default("").pipe(parsedBy(parseAddresses)),
  SIGN_UP: z.enum(["open", "closed"], "it must be open or closed").default("closed"),
});
