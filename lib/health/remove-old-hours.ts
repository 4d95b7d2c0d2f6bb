import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** For how long the counts of refreshes and checks are kept. */
const keepDays = 365;

/** Removes the counts of refreshes and checks that are older than a year. Answers how many rows there were. */
export async function removeOldHours(signal: AbortSignal): Promise<number> {
  const ofRefreshes = await deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM refresh_hours WHERE (tenant_id, hour, shard) IN (
            SELECT tenant_id, hour, shard FROM refresh_hours
            WHERE hour < now() - make_interval(days => ${keepDays}) LIMIT ${pageSize})`,
      ),
    signal,
  );
  const ofChecks = await deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM check_hours WHERE (tenant_id, hour, shard) IN (
            SELECT tenant_id, hour, shard FROM check_hours
            WHERE hour < now() - make_interval(days => ${keepDays}) LIMIT ${pageSize})`,
      ),
    signal,
  );
  return ofRefreshes + ofChecks;
}
