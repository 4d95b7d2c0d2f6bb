import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** Long after the minute that is counted, so that the counts of keys in use stay where they are. */
const keepDays = 1;

/**
 * Removes the counts of requests of Worker Keys and tenants that have asked for nothing for a day, those that are
 * revoked or deleted among them. Who asks again begins a new one. Answers how many there were.
 */
export function removeIdleCounts(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM request_counts WHERE subject IN (
            SELECT subject FROM request_counts WHERE ends_at < now() - make_interval(days => ${keepDays}) LIMIT ${pageSize})
          -- Once more for one that is counted at this moment.
          AND ends_at < now() - make_interval(days => ${keepDays})`,
      ),
    signal,
  );
}
