import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

const keepDays = 90;

/** Removes alerts that were resolved more than 90 days ago, with their halves. Answers how many there were. */
export function removeOldAlerts(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM alerts WHERE id IN (SELECT id FROM alerts
            WHERE resolved_at < now() - make_interval(days => ${keepDays}) ORDER BY resolved_at LIMIT ${pageSize})`,
      ),
    signal,
  );
}

/** Removes messages older than 90 days, sent or not. Answers how many there were. */
export function removeOldNotices(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM alert_notices WHERE id IN (SELECT id FROM alert_notices
            WHERE created_at < now() - make_interval(days => ${keepDays}) LIMIT ${pageSize})`,
      ),
    signal,
  );
}
