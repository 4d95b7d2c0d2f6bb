import { z } from "zod";

/** What can happen to a tenant's mailboxes, as the feed and the webhooks name it. */
export const eventTypes = [
  "mailbox.created",
  "mailbox.authorized",
  "mailbox.needs_reauthorization",
  "mailbox.recovered",
  "mailbox.settings_changed",
  "mailbox.deleted",
  "idp_config.refused",
  "idp_config.recovered",
  "idp_config.credential_expiring",
  "verification.failed",
  "verification.recovered",
  "alert.opened",
  "alert.escalated",
  "alert.recovered",
] as const;
export const eventTypeSchema = z.enum(eventTypes);
export type EventType = z.infer<typeof eventTypeSchema>;

/** One event as the feed and the webhooks tell it. `position` orders the events of a tenant, without gaps. */
export const eventSchema = z.strictObject({
  id: z.uuid(),
  position: z.number().int(),
  type: eventTypeSchema,
  at: z.iso.datetime(),
  mailboxId: z.uuid().nullable(),
  idpConfigId: z.uuid().nullable(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
export type EventView = z.infer<typeof eventSchema>;
