import { z } from "zod";
import { stageNameSchema } from "@/lib/mail/schema";
import { defineOperation } from "./operation";

const timestampSchema = z.iso.datetime();
const leaseSecondsSchema = z
  .number()
  .int()
  .min(30, "at least 30 seconds")
  .max(3600, "at most 3600 seconds, an hour")
  .describe("For how long from now the mailbox is yours alone.");
const fenceSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** POST /leases */
export const takeLeasesSchema = z.strictObject({
  max: z.number().int().min(1).max(100, "at most 100 leases a call").default(10),
  leaseSeconds: leaseSecondsSchema.default(300),
  protocol: z.enum(["imap", "pop3"]).optional().describe("Only mailboxes that are fetched by it."),
  mailboxIds: z.array(z.uuid()).min(1, "name at least one, or leave it out").max(1000).optional(),
});
export type TakeLeases = z.infer<typeof takeLeasesSchema>;

export const leaseSchema = z.strictObject({
  id: z.string(),
  mailboxId: z.uuid(),
  address: z.string(),
  protocol: z.enum(["imap", "pop3"]),
  fence: fenceSchema.describe("Higher with each lease of the mailbox: what comes with a lower one is out of date."),
  expiresAt: timestampSchema,
  everyMinutes: z.number().int().describe("The fetch frequency: when it is due again after a fetch."),
  lastUid: z.string().nullable().describe("What the last worker ended with, as it said it."),
  lastFetchedAt: timestampSchema.nullable(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** PUT /leases/{id} */
export const renewLeaseSchema = z.strictObject({ leaseSeconds: leaseSecondsSchema, fence: fenceSchema.optional() });
export type RenewLease = z.infer<typeof renewLeaseSchema>;

/** DELETE /leases/{id}: how the fetch ended. */
export const endLeaseSchema = z.strictObject({
  outcome: z
    .enum(["fetched", "failed", "released"])
    .describe(
      "fetched: due again after the fetch frequency. failed: later each time, up to an hour. released: due at once, for others.",
    ),
  fetchedCount: z.number().int().min(0).max(1_000_000).optional(),
  lastUid: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]+$/, "it must be printable ASCII")
    .optional()
    .describe("Where the next fetch goes on, such as UIDVALIDITY:UID; kept and handed to the next worker as it is."),
  error: z
    .strictObject({ stage: stageNameSchema.optional(), raw: z.string().min(1).max(16_384) })
    .optional()
    .describe("What the server said, word for word; it counts as a report of the mailbox."),
  fence: fenceSchema.optional(),
});
export type EndLease = z.infer<typeof endLeaseSchema>;

const leasePathSchema = z.strictObject({ id: z.string().describe("A lease's id.") });
const none = z.strictObject({});

export const leaseOperations = {
  takeLeases: defineOperation({
    method: "POST",
    path: "/leases",
    scope: "leases:write",
    summary: "Lease mailboxes that are due to be fetched",
    description:
      "Hands out mailboxes that are due, those first that have waited longest; none of them to two workers at once. A lease that runs out is handed to the next who asks, with a higher fence.",
    pathParameters: none,
    query: none,
    body: takeLeasesSchema,
    answer: z.strictObject({ data: z.array(leaseSchema) }),
    status: 200,
  }),
  renewLease: defineOperation({
    method: "PUT",
    path: "/leases/{id}",
    scope: "leases:write",
    summary: "Renew a lease",
    description: "Fails with lease_lost when the lease was ended or the mailbox has been handed to another worker.",
    pathParameters: leasePathSchema,
    query: none,
    body: renewLeaseSchema,
    answer: z.strictObject({ id: z.string(), mailboxId: z.uuid(), fence: fenceSchema, expiresAt: timestampSchema }),
    status: 200,
  }),
  endLease: defineOperation({
    method: "DELETE",
    path: "/leases/{id}",
    scope: "leases:write",
    summary: "End a lease with the outcome of the fetch",
    description:
      "Ending it again changes nothing and succeeds; after another worker took over it fails with lease_lost.",
    pathParameters: leasePathSchema,
    query: none,
    body: endLeaseSchema,
    answer: null,
    status: 204,
  }),
};
