import { z } from "zod";
import { momentSchema } from "@/lib/day-and-moment";
import { healthSchema } from "@/lib/system-email/health-schema";
import {
  afterFetchActions,
  connectionSecurities,
  halfStatuses,
  incomingAuthentications,
  incomingProtocols,
  mailboxTypes,
  outgoingAuthentications,
} from "@/lib/system-email/schema";
import { defineOperation } from "./operation";
import { problemDiagnosisSchema } from "./problem-contract";

const halfStatusSchema = z.enum(halfStatuses);
const timestampSchema = z.iso.datetime();
const grantStatusSchema = z.enum(["active", "needs_authorization", "needs_reauthorization"]);

/** GET /api/v1/mailboxes: query and answer. */
export const listMailboxesQuerySchema = z.strictObject({
  cursor: z.uuid("it must be a nextCursor of an earlier page").optional(),
  limit: z.coerce
    .number("it must be a number")
    .int("it must be a whole number")
    .min(1, "it must be at least 1")
    .max(200, "it must be at most 200")
    .default(100),
  address: z
    .string()
    .trim()
    .toLowerCase()
    .max(320)
    .optional()
    .describe("The one with exactly this address, in large or small letters."),
  status: z
    .enum(["active", "needs_authorization", "needs_reauthorization", "disabled"])
    .optional()
    .describe(
      "`disabled`: both halves are. Of the others those whose grant has this status; `active` has those without OAuth2, too.",
    ),
  health: healthSchema.optional().describe("Those whose worse half stands like that; `disabled`: both halves are."),
  protocol: z.enum(incomingProtocols).optional().describe("The protocol of the Remote Mailbox."),
  updatedSince: momentSchema("it must be a time such as 2026-11-22T10:00:00Z")
    .optional()
    .describe("Those whose settings were changed at this time or later."),
});
export type ListMailboxesQuery = z.infer<typeof listMailboxesQuerySchema>;

const accessTokenEndSchema = timestampSchema
  .nullable()
  .describe("When the access token of today ends, which is replaced before; the grant itself ends at willDieOn.");

export const mailboxSchema = z.strictObject({
  id: z.uuid(),
  address: z.string(),
  type: z.enum(mailboxTypes),
  incoming: z.strictObject({ protocol: z.enum(incomingProtocols), status: halfStatusSchema }),
  outgoing: z.strictObject({ status: halfStatusSchema }),
  grant: z
    .strictObject({ status: grantStatusSchema, expiresAt: accessTokenEndSchema })
    .nullable()
    .describe("Null where the mailbox signs in without OAuth2."),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

export const mailboxListSchema = z.strictObject({ data: z.array(mailboxSchema), nextCursor: z.uuid().nullable() });

export const mailboxPathSchema = z.strictObject({ id: z.string().describe("A mailbox's id.") });

const settingsOfHalf = {
  status: halfStatusSchema,
  health: healthSchema.describe("By the grant and the last verification or report of these settings."),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(connectionSecurities),
  grant: z
    .strictObject({
      status: grantStatusSchema,
      expiresAt: accessTokenEndSchema,
      resourceOwner: z.string().nullable(),
      willDieOn: z
        .strictObject({
          at: timestampSchema,
          reason: z.enum(["refresh_token_expires", "idle", "short_lived", "credential_expires"]),
        })
        .nullable()
        .describe("When the grant will end by itself if nothing is done, as far as that is known."),
      failedAuthorization: z
        .strictObject({ at: timestampSchema, diagnosis: problemDiagnosisSchema })
        .nullable()
        .describe(
          "Why the last authorization failed, where no grant counts; null once one succeeds or what it failed for is mended.",
        ),
    })
    .nullable()
    .describe("The grant that this half uses. Null where it signs in without OAuth2."),
};

/** GET /api/v1/mailboxes/{id}. */
export const mailboxSettingsSchema = z.strictObject({
  id: z.uuid(),
  address: z.string(),
  name: z.string(),
  type: z.enum(mailboxTypes),
  configVersion: z.number().int(),
  updatedAt: timestampSchema,
  incoming: z.strictObject({
    ...settingsOfHalf,
    protocol: z.enum(incomingProtocols),
    folder: z.string(),
    authentication: z.enum(incomingAuthentications),
    fetch: z.strictObject({
      everyMinutes: z.number().int(),
      maxPerFetch: z.number().int(),
      afterFetch: z.strictObject({ action: z.enum(afterFetchActions), folder: z.string().nullable() }),
    }),
  }),
  outgoing: z.strictObject({ ...settingsOfHalf, authentication: z.enum(outgoingAuthentications) }),
});
export type MailboxSettings = z.infer<typeof mailboxSettingsSchema>;

export const mailboxOperations = {
  listMailboxes: defineOperation({
    method: "GET",
    path: "/mailboxes",
    scope: "mailboxes:read",
    summary: "List mailboxes",
    pathParameters: z.strictObject({}),
    query: listMailboxesQuerySchema,
    body: null,
    answer: mailboxListSchema,
    status: 200,
    hasETag: true,
  }),
  getMailbox: defineOperation({
    method: "GET",
    path: "/mailboxes/{id}",
    scope: "mailboxes:read",
    summary: "Read the settings of a mailbox, without secrets",
    pathParameters: mailboxPathSchema,
    query: z.strictObject({}),
    body: null,
    answer: mailboxSettingsSchema,
    status: 200,
    hasETag: true,
  }),
};
