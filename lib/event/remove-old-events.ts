import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

const keepDays = 90;

/**
 * Removes events older than 90 days from the feed, never one that still has to be turned into a webhook delivery.
 * Answers how many there were.
 */
export function removeOldEvents(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM events WHERE (tenant_id, position) IN (
            SELECT e.tenant_id, e.position FROM events e
            WHERE e.at < now() - make_interval(days => ${keepDays}) AND NOT EXISTS (
              SELECT FROM webhook_endpoints w
              WHERE w.tenant_id = e.tenant_id AND w.enabled AND w.position < e.position)
            ORDER BY e.at LIMIT ${pageSize})`,
      ),
    signal,
  );
}
