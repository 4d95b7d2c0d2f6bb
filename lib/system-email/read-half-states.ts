import { z } from "zod";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { healthReasonSchema, healthSchema } from "./health-schema";

const halfStateSchema = z.object({
  health: healthSchema,
  reason: healthReasonSchema,
  /** Since when the half stands like that for that reason. */
  since: z.date(),
  /** What is to blame: a slug of the diagnosis or, where it gave none, a failure code; null where nothing is. */
  cause: z.string().nullable(),
  /** Halves with the same one have one cause and one remedy; null where nothing is to be mended. */
  causeKey: z.string().nullable(),
  /** The IdP Config by which the half signs in; null where it does so without one. */
  idpConfigId: z.string().nullable(),
  idpConfigName: z.string().nullable(),
  /** The Authorization Outcome of the last authorization, where it failed for a cause that the next one would meet again. */
  failedAuthorizationId: z.string().nullable(),
});
export type HalfState = z.infer<typeof halfStateSchema>;

const rowSchema = halfStateSchema.extend({
  systemEmailId: z.string(),
  half: z.enum(["remote_mailbox", "outgoing_smtp"]),
});

/**
 * How both halves of some System Emails stand, keyed by `halfKey`, as the view `half_states` judges it. Call it within
 * the tenant.
 */
export async function readHalfStates(db: Database, systemEmailIds: readonly string[]): Promise<Map<string, HalfState>> {
  // One by one, so that each step goes by the keys: joined at once, the order would be left to statistics that may be old.
  const rows = await db.$queryRaw<unknown[]>`
    SELECT system_email_id AS "systemEmailId", half::text, state AS health, reason, since, cause, cause_key AS "causeKey",
      idp_config_id AS "idpConfigId", idp_config_name AS "idpConfigName",
      failed_authorization_id AS "failedAuthorizationId"
    FROM unnest(${[...new Set(systemEmailIds)]}::uuid[]) AS wanted(id) CROSS JOIN LATERAL (
      SELECT * FROM half_states h WHERE h.tenant_id = current_tenant_id() AND h.system_email_id = wanted.id OFFSET 0) one`;
  return new Map(
    rows.map((row) => {
      const { systemEmailId, half, ...state } = rowSchema.parse(row);
      return [halfKey(systemEmailId, half), state];
    }),
  );
}

/** Names one half among those of several System Emails. */
export function halfKey(systemEmailId: string, half: Half): string {
  return `${systemEmailId} ${half}`;
}
