import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** Removes the counters of rate limits that have run out. Answers how many there were. */
export function removeEndedLimits(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM rate_limits WHERE key IN (
            SELECT key FROM rate_limits WHERE expire < extract(epoch FROM now()) * 1000 LIMIT ${pageSize})`,
      ),
    signal,
  );
}
