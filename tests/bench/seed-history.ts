import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";

export type HistoryOptions = {
  tenantId: string;
  /** For how many days back every hourly check of both halves is there, at most the 30 that are kept. */
  checkDays: number;
  /** For how many days back the counts of the days are there, at most a year. */
  countDays: number;
};

/** Days of hourly checks that one statement writes: a mailbox has 48 of them a day. */
const daysAtOnce = 2;

/**
 * Gives every mailbox of a tenant a history of scheduled checks, as they would have been kept: of every hundred halves
 * three fail at the moment for a cause that somebody has to mend, three for one that passes by itself, and the others
 * are well, with a bad hour now and then. Which ones follows from their ids, so that it is the same every time.
 */
export async function seedCheckHistory({ tenantId, checkDays, countDays }: HistoryOptions): Promise<void> {
  await inTenant({ tenantId }, async (db) => {
    await markStates(db);
    await addDays(db, countDays);
  });
  for (let day = 0; day < checkDays; day += daysAtOnce) {
    const until = Math.min(checkDays, day + daysAtOnce);
    await inTenant({ tenantId }, (db) => addChecks(db, day * 24, until * 24));
  }
  await runAlone("VACUUM ANALYZE");
}

/** A number from 0 to 99 that belongs to a half for good. */
const luck = `(abs(hashtext(k.system_email_id::text || k.half::text)) % 100)`;
const stageTimes = "dns 3, tcp 14, tls 41, greeting 12, capabilities 11, authentication 187, folder 96";

async function markStates(db: Database): Promise<void> {
  await db.$executeRawUnsafe(`
    UPDATE half_checks h SET is_healthy = s.luck >= 6, config_version = s.config_version,
      failure_code = CASE WHEN s.luck < 3 THEN 'authentication_failed' WHEN s.luck < 6 THEN 'server_unavailable' END,
      cause = CASE WHEN s.luck < 3 THEN 'imap_disabled' WHEN s.luck < 6 THEN 'mail_server_unavailable' END,
      is_transient = CASE WHEN s.luck < 6 THEN s.luck >= 3 END,
      checked_at = now() - random() * interval '1 hour', due_at = now() + random() * interval '1 hour',
      since = now() - CASE WHEN s.luck < 6 THEN interval '3 hours' ELSE interval '9 days' END,
      failed_in_row = CASE WHEN s.luck < 6 THEN 3 ELSE 0 END,
      last_healthy_at = now() - CASE WHEN s.luck < 6 THEN interval '4 hours' ELSE interval '20 minutes' END
    FROM (SELECT k.system_email_id, k.half, e.config_version, ${luck} AS luck
      FROM half_checks k JOIN system_emails e ON e.tenant_id = k.tenant_id AND e.id = k.system_email_id) s
    WHERE s.system_email_id = h.system_email_id AND s.half = h.half AND h.tenant_id = current_tenant_id()`);
}

async function addDays(db: Database, countDays: number): Promise<void> {
  await db.$executeRawUnsafe(`
    INSERT INTO verification_days (tenant_id, system_email_id, half, protocol, day, passed_count, transient_count,
      failed_count, timed_count, passed_total_ms, slowest_ms, last_cause)
    SELECT k.tenant_id, k.system_email_id, k.half,
      CASE WHEN k.half = 'remote_mailbox' THEN 'imap' ELSE 'smtp' END::verification_protocol,
      current_date - back.days, 24 - b.bad, b.bad, 0, 24 - b.bad, (24 - b.bad) * (300 + back.days % 90), 900,
      CASE WHEN b.bad > 0 THEN 'throttled' END
    FROM half_checks k CROSS JOIN generate_series(0, ${Math.round(countDays)} - 1) AS back(days)
      CROSS JOIN LATERAL (SELECT CASE WHEN (${luck} + back.days) % 40 = 0 THEN 2 ELSE 0 END AS bad) b
    WHERE k.tenant_id = current_tenant_id()`);
}

async function addChecks(db: Database, fromHours: number, untilHours: number): Promise<void> {
  await db.$executeRawUnsafe(`
    INSERT INTO verifications (tenant_id, system_email_id, half, protocol, is_healthy, stages, config_version, trigger,
      started_at, finished_at)
    SELECT k.tenant_id, k.system_email_id, k.half,
      CASE WHEN k.half = 'remote_mailbox' THEN 'imap' ELSE 'smtp' END::verification_protocol,
      true, '"${stageTimes}"'::jsonb, e.config_version, 'scheduled', at.finished - interval '364 milliseconds', at.finished
    FROM half_checks k JOIN system_emails e ON e.tenant_id = k.tenant_id AND e.id = k.system_email_id
      CROSS JOIN generate_series(${Math.round(fromHours)}, ${Math.round(untilHours)} - 1) AS back(hours)
      CROSS JOIN LATERAL (SELECT now() - make_interval(hours => back.hours) - random() * interval '55 minutes' AS finished) at
    WHERE k.tenant_id = current_tenant_id() ORDER BY at.finished`);
}
