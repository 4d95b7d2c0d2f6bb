import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** How long each Verification is kept, and how long the counts of its day, in days. */
const keepDays = 30;
const keepCountsDays = 366;

/**
 * Removes Verifications older than 30 days, the newest of each half aside, which says how that stands. Answers how many
 * there were.
 */
export function removeOldVerifications(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM verifications WHERE id IN (
            SELECT v.id FROM verifications v
            WHERE v.finished_at < now() - make_interval(days => ${keepDays}) AND EXISTS (
              SELECT FROM verifications newer WHERE newer.tenant_id = v.tenant_id
                AND newer.system_email_id = v.system_email_id AND newer.half = v.half AND newer.finished_at > v.finished_at)
            ORDER BY v.finished_at LIMIT ${pageSize})`,
      ),
    signal,
  );
}

/** Removes the counts of days that are more than a year ago. Answers how many there were. */
export function removeOldDays(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM verification_days WHERE (tenant_id, system_email_id, half, protocol, day) IN (
            SELECT tenant_id, system_email_id, half, protocol, day FROM verification_days
            WHERE day < current_date - ${keepCountsDays}::int ORDER BY day LIMIT ${pageSize})`,
      ),
    signal,
  );
}

/** Removes what is remembered of mail servers that nothing has been checked at for a day. Answers how many there were. */
export function removeIdleServers(): Promise<number> {
  return asSystem(
    "remove leftovers",
    (db) => db.$executeRaw`
      DELETE FROM mail_servers
      WHERE tokens_at < now() - interval '1 day' AND COALESCE(paused_until < now() - interval '1 day', true)`,
  );
}
