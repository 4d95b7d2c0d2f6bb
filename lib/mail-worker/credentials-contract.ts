import { z } from "zod";
import { mailboxPathSchema } from "./mailbox-contract";
import { defineOperation } from "./operation";
import { problemSchema } from "./problem-contract";

const timestampSchema = z.iso.datetime();

const minValidWords =
  "How long the access token has to be valid yet; it is renewed first where it is not. Four fifths of a token's life are the most that is taken care of: where a provider gives shorter ones, token.validForSeconds says how long this one lasts.";

export const credentialsQuerySchema = z.strictObject({
  minValidSeconds: z.coerce
    .number("it must be a number of seconds")
    .int("it must be a whole number of seconds")
    .min(0, "it must not be negative")
    .max(2700, "at most 2700 seconds, 45 minutes, may be asked for")
    .default(300)
    .describe(minValidWords),
  protocol: z
    .enum(["imap", "pop3", "smtp"])
    .optional()
    .describe("Answers that half alone: the other one is null and cannot make the call fail."),
});

const saslSchema = z.discriminatedUnion("mechanism", [
  z.strictObject({ mechanism: z.literal("XOAUTH2"), username: z.string(), accessToken: z.string() }),
  z.strictObject({ mechanism: z.literal("PLAIN"), username: z.string(), password: z.string() }),
]);

const connectionFields = {
  host: z.string(),
  port: z.number().int(),
  security: z.enum(["tls", "starttls", "none"]),
};

export const credentialsSchema = z.strictObject({
  mailbox: z.strictObject({ id: z.uuid(), address: z.string(), type: z.enum(["user", "shared"]) }),
  configVersion: z.number().int(),
  incoming: z
    .strictObject({ protocol: z.enum(["imap", "pop3"]), ...connectionFields, folder: z.string(), sasl: saslSchema })
    .nullable()
    .describe("Null where the Remote Mailbox is disabled."),
  outgoing: z
    .strictObject({ ...connectionFields, sasl: saslSchema.nullable() })
    .nullable()
    .describe("Null where Outgoing (SMTP) is disabled; its sasl is null where the server wants no sign-in."),
  token: z
    .strictObject({ expiresAt: timestampSchema, validForSeconds: z.number().int(), scopes: z.array(z.string()) })
    .nullable()
    .describe("Null where the mailbox signs in without OAuth2."),
  fetch: z.strictObject({
    everyMinutes: z.number().int(),
    maxPerFetch: z.number().int(),
    afterFetch: z.discriminatedUnion("action", [
      z.strictObject({ action: z.literal("archive"), folder: z.string() }),
      z.strictObject({ action: z.literal("delete") }),
      z.strictObject({ action: z.literal("nothing") }),
    ]),
  }),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/** POST /credentials:batch: which mailboxes, and what is wanted of each. */
export const credentialsBatchSchema = z.strictObject({
  mailboxIds: z.array(z.string().max(100)).min(1, "name at least one").max(1000, "at most 1000 mailboxes a call"),
  minValidSeconds: z
    .number()
    .int()
    .min(0)
    .max(2700, "at most 2700 seconds, 45 minutes, may be asked for")
    .default(300)
    .describe(minValidWords),
  protocol: credentialsQuerySchema.shape.protocol,
  deadlineMs: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe(
      "How long refreshes may take; what is not ready by then comes as a problem with the code refresh_pending.",
    ),
});
export type CredentialsBatch = z.infer<typeof credentialsBatchSchema>;

/** What a problem inside a batch says; it shares the request's id with the whole answer. */
const itemProblemSchema = problemSchema.extend({ retryAfterSeconds: z.number().int().optional() });

export const credentialsBatchAnswerSchema = z.strictObject({
  data: z
    .array(
      z.union([
        z.strictObject({ mailboxId: z.string(), credentials: credentialsSchema }),
        z.strictObject({ mailboxId: z.string(), problem: itemProblemSchema }),
      ]),
    )
    .describe("One entry a mailbox, in the order of the request."),
});
export type CredentialsBatchAnswer = z.infer<typeof credentialsBatchAnswerSchema>;

export const credentialsOperations = {
  readCredentials: defineOperation({
    method: "GET",
    path: "/mailboxes/{id}/credentials",
    scope: "credentials:read",
    summary: "Read settings and a fresh access token",
    pathParameters: mailboxPathSchema,
    query: credentialsQuerySchema,
    body: null,
    answer: credentialsSchema,
    status: 200,
  }),
  readCredentialsBatch: defineOperation({
    method: "POST",
    path: "/credentials:batch",
    scope: "credentials:read",
    summary: "Read settings and fresh access tokens of up to 1,000 mailboxes",
    description: "Counts as ten requests in the rate limits, however many mailboxes it names.",
    pathParameters: z.strictObject({}),
    query: z.strictObject({}),
    body: credentialsBatchSchema,
    answer: credentialsBatchAnswerSchema,
    status: 200,
    isRead: true,
    points: 10,
    sampleAnswer: ({ data }) => ({ data: data.slice(0, 20) }),
  }),
};
