import { z } from "zod";
import { defineOperation } from "./operation";

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

export const mailboxPathSchema = z.strictObject({ id: z.string().describe("A mailbox's id.") });

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
};
