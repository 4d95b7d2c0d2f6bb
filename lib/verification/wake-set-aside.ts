import { asSystem } from "@/lib/db/as-system";
import type { Half } from "@/lib/db/generated/enums";

/** Halves that one call looks at. */
const pageSize = 1000;
/** So that those which are found together are not checked together. */
const spreadSeconds = 60;

/** Where the next call goes on; the first has none. */
export type WakePlace = { tenantId: string; systemEmailId: string; half: Half } | null;

/**
 * Looks at the next thousand halves, from `after` on, for those that are not due although they can be checked: whatever
 * made that possible may have forgotten to say so. Makes them due, and answers where to go on, or null at the end.
 */
export async function wakeSetAside(after: WakePlace, at: Date | null): Promise<WakePlace> {
  const from = after ?? beforeAll;
  return asSystem("sweep due checks", async (db) => {
    // Whose statistics are old takes a table for one row, and would read all of it for each of the thousand.
    await db.$executeRaw`SELECT set_config('enable_seqscan', 'off', true)`;
    const rows = await db.$queryRaw<NonNullable<WakePlace>[]>`
      WITH page AS MATERIALIZED (
        SELECT tenant_id, system_email_id, half, due_at FROM half_checks
        WHERE (tenant_id, system_email_id, half) > (${from.tenantId}::uuid, ${from.systemEmailId}::uuid, ${from.half}::half)
        ORDER BY tenant_id, system_email_id, half LIMIT ${pageSize}
      ), locked AS (
        SELECT k.tenant_id, k.system_email_id, k.half FROM page
          JOIN half_checks k USING (tenant_id, system_email_id, half)
        WHERE page.due_at IS NULL AND k.due_at IS NULL AND may_be_checked(k) FOR UPDATE OF k SKIP LOCKED
      ), woken AS (
        UPDATE half_checks k SET
          due_at = COALESCE(${at}::timestamptz, now()) + make_interval(secs => ${spreadSeconds} * random())
        FROM locked l
        WHERE k.tenant_id = l.tenant_id AND k.system_email_id = l.system_email_id AND k.half = l.half
      )
      SELECT tenant_id AS "tenantId", system_email_id AS "systemEmailId", half::text AS half FROM page`;
    return rows.length < pageSize ? null : (rows.at(-1) ?? null);
  });
}

const zero = "00000000-0000-0000-0000-000000000000";
const beforeAll: NonNullable<WakePlace> = { tenantId: zero, systemEmailId: zero, half: "remote_mailbox" };
