import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** Longer than a year, so that an auditor finds all of the last one. */
const keepDays = 400;

/** Removes the records of credentials reads that are older than 400 days. Answers how many there were. */
export function removeOldReads(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM credential_reads WHERE id IN (
            SELECT id FROM credential_reads WHERE at < now() - make_interval(days => ${keepDays}) LIMIT ${pageSize})`,
      ),
    signal,
  );
}
