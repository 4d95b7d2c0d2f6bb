import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

const keepHours = 24;

/** Removes Idempotency-Keys, with the answers kept under them, after 24 hours. Answers how many there were. */
export function removeOldIdempotencyKeys(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM idempotency_keys WHERE (tenant_id, worker_key_id, key) IN (
            SELECT tenant_id, worker_key_id, key FROM idempotency_keys
            WHERE created_at < now() - make_interval(hours => ${keepHours}) LIMIT ${pageSize})`,
      ),
    signal,
  );
}
