import { z } from "zod";
import { healthReasonSchema, healthSchema } from "@/lib/system-email/health-schema";
import { connectionSecurities, halfProtocols, halves } from "@/lib/system-email/schema";

/** Halves that have one cause and one remedy. */
export const causeGroupSchema = z.object({
  key: z.string(),
  health: healthSchema,
  reason: healthReasonSchema,
  cause: z.string().nullable(),
  failureCode: z.string().nullable(),
  idpConfigId: z.string().nullable(),
  idpConfigName: z.string().nullable(),
  server: z.string(),
  since: z.date(),
  emailCount: z.number(),
  receivingCount: z.number(),
  sendingCount: z.number(),
  /** One of the halves has passed a check before, with whatever settings. */
  hasWorked: z.boolean(),
  /** The first few halves, those that receive first. */
  halves: z.array(
    z.object({
      systemEmailId: z.string(),
      address: z.string(),
      half: z.enum(halves),
      /** The half whose Grant or password it signs in with. */
      serving: z.enum(halves),
    }),
  ),
});
export type CauseGroup = z.infer<typeof causeGroupSchema>;

/** What is known around the first half of a group, for the values in its steps. */
export const firstHalfSchema = z.object({
  systemEmailId: z.string(),
  half: z.enum(halves),
  address: z.string(),
  mailboxType: z.enum(["user", "shared"]),
  protocol: z.enum(halfProtocols),
  host: z.string(),
  port: z.number(),
  security: z.enum(connectionSecurities),
  provider: z.enum(["microsoft", "google", "other"]).nullable(),
  clientId: z.string().nullable(),
  directoryId: z.string().nullable(),
  resourceOwner: z.string().nullable(),
  configVersion: z.number(),
  lastHealthyAt: z.date().nullable(),
  /** The version of the settings with which it passed last, among its newest checks. */
  healthyVersion: z.number().nullable(),
  /** Our sentence with the provider's own words, as it was kept with the failure. */
  detail: z.string().nullable(),
  /** What is known of its last authorization, where that failed. */
  authorizationFacts: z.record(z.string(), z.string()).nullable(),
  /** The alert by which somebody has taken it on; null while nobody has. */
  takenOn: z
    .object({
      alertId: z.string(),
      as: z.enum(["acknowledged", "snoozed"]),
      by: z.string(),
      /** Of what is snoozed; null where it is until it changes. */
      until: z.coerce.date().nullable(),
    })
    .nullable(),
});
export type FirstHalf = z.infer<typeof firstHalfSchema>;
