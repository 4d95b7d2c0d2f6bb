import { addSeconds, systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** For how long the counts of refreshes and checks are kept: a year, in seconds. */
const keepSeconds = 365 * 86_400;

type Old = { where: { hour: { lt: Date } }; limit: number };

/** The twins that are counted in. */
const tables = [
  (db: Database, old: Old) => db.refreshHour.deleteMany(old),
  (db: Database, old: Old) => db.checkHour.deleteMany(old),
];

/** Removes the counts of refreshes and checks that are older than a year. Answers how many rows there were. */
export async function removeOldHours(signal: AbortSignal): Promise<number> {
  const old: Old = { where: { hour: { lt: addSeconds(systemClock(), -keepSeconds) } }, limit: pageSize };
  let total = 0;
  for (const deleteFrom of tables) {
    total += await deleteInPages(
      () => asSystem("remove leftovers", async (db) => (await deleteFrom(db, old)).count),
      signal,
    );
  }
  return total;
}
