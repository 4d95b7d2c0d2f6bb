import { z } from "zod";

/** What a Worker Key may be allowed to do. */
export const workerScopes = ["mailboxes:read", "credentials:read"] as const;
export const workerScopeSchema = z.enum(workerScopes);
export type WorkerScope = z.infer<typeof workerScopeSchema>;

const halfStatusSchema = z.enum(["enabled", "disabled"]);
const timestampSchema = z.iso.datetime();

/** GET /api/v1/mailboxes: query and answer. */
export const listMailboxesQuerySchema = z.strictObject({
  cursor: z.uuid("it must be a nextCursor of an earlier page").optional(),
  limit: z.coerce.number("it must be a number").int().min(1).max(200).default(100),
});
export type ListMailboxesQuery = z.infer<typeof listMailboxesQuerySchema>;

export const mailboxSchema = z.strictObject({
  id: z.uuid(),
  address: z.string(),
  type: z.enum(["user", "shared"]),
  incoming: z.strictObject({ protocol: z.enum(["imap", "pop3"]), status: halfStatusSchema }),
  outgoing: z.strictObject({ status: halfStatusSchema }),
  grant: z
    .strictObject({
      status: z.enum(["active", "needs_authorization", "needs_reauthorization"]),
      expiresAt: timestampSchema.nullable(),
    })
    .nullable()
    .describe("Null where the mailbox signs in without OAuth2."),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

export const mailboxListSchema = z.strictObject({ data: z.array(mailboxSchema), nextCursor: z.uuid().nullable() });

/** GET /api/v1/mailboxes/{id}/credentials: path, query and answer. */
export const mailboxPathSchema = z.strictObject({ id: z.string() });

export const credentialsQuerySchema = z.strictObject({
  minValidSeconds: z.coerce
    .number("it must be a number of seconds")
    .int("it must be a whole number of seconds")
    .min(0, "it must not be negative")
    .max(2700, "at most 2700 seconds, 45 minutes, may be asked for")
    .default(300),
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

/** Every error of the API: a problem document (RFC 9457) with a stable code. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;
