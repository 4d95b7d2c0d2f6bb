import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** Longer than a year, so that an auditor finds all of the last one. */
const keepDays = 400;

/**
 * Removes the records of credentials reads that are older than 400 days, and what a read left behind that was under way
 * while its tenant was deleted. Answers how many there were.
 */
export async function removeOldReads(signal: AbortSignal): Promise<number> {
  return (await removeThoseBefore(signal)) + (await removeThoseOfNobody(signal));
}

function removeThoseBefore(signal: AbortSignal): Promise<number> {
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

/** Goes from key to key by the index, as a table of years is not read to find what is hardly ever there. */
function removeThoseOfNobody(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          WITH RECURSIVE readers AS (
            (SELECT tenant_id, worker_key_id FROM credential_reads ORDER BY tenant_id, worker_key_id LIMIT 1)
            UNION ALL
            SELECT next.tenant_id, next.worker_key_id FROM readers, LATERAL (
              SELECT r.tenant_id, r.worker_key_id FROM credential_reads r
              WHERE (r.tenant_id, r.worker_key_id) > (readers.tenant_id, readers.worker_key_id)
              ORDER BY r.tenant_id, r.worker_key_id LIMIT 1
            ) AS next
          )
          DELETE FROM credential_reads WHERE id IN (
            SELECT r.id FROM readers JOIN credential_reads r USING (tenant_id, worker_key_id)
            WHERE NOT EXISTS (
              SELECT FROM worker_keys k WHERE k.tenant_id = readers.tenant_id AND k.id = readers.worker_key_id
            ) LIMIT ${pageSize})`,
      ),
    signal,
  );
}
