import { z } from "zod";
import {
  afterFetchActions,
  connectionSecurities,
  halfStatuses,
  incomingAuthentications,
  incomingProtocols,
  mailboxTypes,
  outgoingAuthentications,
} from "@/lib/system-email/schema";
import { mailboxPathSchema } from "./mailbox-contract";
import { defineOperation } from "./operation";
import { confirmSchema, plainTextSchema } from "./plain-text-schema";

const wholeNumberSchema = z.number("it must be a number").int("it must be a whole number");

// What has a limit has it in the forms' schemas, which judge the whole half once the change is laid over it.
const halfInput = {
  status: z.enum(halfStatuses).optional().describe("A disabled half is a draft and may be incomplete."),
  host: plainTextSchema.optional().describe("Left empty with OAuth2, it becomes the provider's own mail server."),
  port: wholeNumberSchema.optional().describe("1 to 65535"),
  security: z.enum(connectionSecurities).optional(),
  username: plainTextSchema.optional().describe("The user name for Basic."),
  password: plainTextSchema
    .optional()
    .describe("The password for Basic. Never answered; left out, the saved one stays."),
  idpConfigId: z
    .uuid()
    .optional()
    .describe("The IdP Config that it is authorized by; of the authentication's provider."),
  strictMatching: z
    .boolean()
    .optional()
    .describe("The mailbox itself has to sign in. Off for shared mailboxes, where a delegate does."),
};

const incomingInputSchema = z.strictObject({
  ...halfInput,
  protocol: z.enum(incomingProtocols).optional(),
  folder: plainTextSchema.optional().describe("The folder that is fetched from."),
  authentication: z.enum(incomingAuthentications).optional(),
  fetch: z
    .strictObject({
      everyMinutes: wholeNumberSchema.optional().describe("1 to 1440"),
      maxPerFetch: wholeNumberSchema.optional().describe("1 to 1000"),
      afterFetch: z
        .strictObject({
          action: z.enum(afterFetchActions).optional(),
          folder: plainTextSchema.optional().describe("Where fetched messages are moved to, for `archive`."),
        })
        .optional(),
    })
    .optional(),
});

const outgoingInputSchema = z.strictObject({
  ...halfInput,
  authentication: z.enum(outgoingAuthentications).optional(),
  headerSpoofing: z.boolean().optional().describe("Whether agents may send under names of their own."),
});

export const createMailboxSchema = z.strictObject({
  address: plainTextSchema,
  name: plainTextSchema.describe("The name that people see."),
  type: z.enum(mailboxTypes).default("user"),
  notes: plainTextSchema.default(""),
  incoming: incomingInputSchema.optional(),
  outgoing: outgoingInputSchema.optional(),
});
export type CreateMailbox = z.infer<typeof createMailboxSchema>;

export const changeMailboxSchema = z.strictObject({
  address: plainTextSchema.optional(),
  name: plainTextSchema.optional(),
  type: z.enum(mailboxTypes).optional(),
  notes: plainTextSchema.optional(),
  incoming: incomingInputSchema.optional(),
  outgoing: outgoingInputSchema.optional(),
  confirm: confirmSchema,
});
export type ChangeMailbox = z.infer<typeof changeMailboxSchema>;

const halfAnswer = {
  status: z.enum(halfStatuses),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(connectionSecurities),
  username: z.string().nullable(),
  hasPassword: z.boolean(),
  idpConfigId: z.uuid().nullable(),
  strictMatching: z.boolean(),
};

/** A mailbox as it can be managed: the names of the fields are those that change it. */
export const managedMailboxSchema = z.strictObject({
  id: z.uuid(),
  address: z.string(),
  name: z.string(),
  type: z.enum(mailboxTypes),
  notes: z.string(),
  configVersion: z.number().int(),
  incoming: z.strictObject({
    ...halfAnswer,
    protocol: z.enum(incomingProtocols),
    folder: z.string(),
    authentication: z.enum(incomingAuthentications),
    fetch: z.strictObject({
      everyMinutes: z.number().int(),
      maxPerFetch: z.number().int(),
      afterFetch: z.strictObject({ action: z.enum(afterFetchActions), folder: z.string().nullable() }),
    }),
  }),
  outgoing: z.strictObject({
    ...halfAnswer,
    authentication: z.enum(outgoingAuthentications),
    headerSpoofing: z.boolean(),
  }),
});
export type ManagedMailbox = z.infer<typeof managedMailboxSchema>;

export const deletedMailboxSchema = z.strictObject({
  id: z.uuid(),
  address: z.string(),
  revoked: z
    .array(
      z.strictObject({
        half: z.enum(["remote_mailbox", "outgoing_smtp"]),
        resourceOwner: z.string(),
        atProvider: z.enum(["revoked", "not_offered", "failed"]),
        reason: z.string().nullable().describe("Why the Grant may be alive at the provider."),
      }),
    )
    .describe("What became of each Grant at its provider; here all of them are deleted."),
});
export type DeletedMailbox = z.infer<typeof deletedMailboxSchema>;

const common = { scope: "manage", query: z.strictObject({}) } as const;

export const manageMailboxOperations = {
  createMailbox: defineOperation({
    ...common,
    method: "POST",
    path: "/mailboxes",
    summary: "Add a mailbox",
    description:
      "Creates a System Email with both halves, whole or not at all. Halves that are left out are disabled drafts, to be filled in later.",
    pathParameters: z.strictObject({}),
    body: createMailboxSchema,
    answer: managedMailboxSchema,
    status: 201,
  }),
  changeMailbox: defineOperation({
    ...common,
    method: "PATCH",
    path: "/mailboxes/{id}",
    summary: "Change a mailbox",
    description:
      "Changes what is sent and leaves the rest, in one transaction: all of it or nothing. What would make an authorization stop counting is refused as a conflict that names a word; the same request with that word in `confirm` goes ahead. While a half works with a Grant of another IdP Config, `idpConfigId` is refused: make an authorization link with the new one, and the authorization that succeeds makes the change. Naming another host for a mailbox that has a password or a Grant needs the scope `credentials:read` as well.",
    pathParameters: mailboxPathSchema,
    body: changeMailboxSchema,
    answer: managedMailboxSchema,
    status: 200,
  }),
  deleteMailbox: defineOperation({
    ...common,
    method: "DELETE",
    path: "/mailboxes/{id}",
    summary: "Delete a mailbox",
    description:
      "Revokes its Grants at the provider first, where that is possible, and tells what could not be revoked. The mailbox is deleted here in any case.",
    pathParameters: mailboxPathSchema,
    body: null,
    answer: deletedMailboxSchema,
    status: 200,
  }),
};
