import type { Database } from "@/lib/db/client";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import { canSee } from "./can-see";
import { parseLeaseId } from "./lease-id";

/** A lease whose row is locked until the transaction ends. */
export type LockedLease = {
  mailboxId: string;
  fence: number;
  /** Its worker has told how it ended. */
  hasEnded: boolean;
  everyMinutes: number;
  protocol: "imap" | "pop3";
  failureCount: number;
};

/**
 * Locks the caller's lease. Fails with not_found where the key sees no such mailbox or there never was such a lease,
 * and with lease_lost where the mailbox has been handed to another worker since, or `fence` is not the lease's. One
 * that has run out and that nobody has taken over is still the caller's.
 */
export async function lockLease(
  db: Database,
  context: WorkerContext,
  { id, fence }: { id: string; fence: number | undefined },
): Promise<Result<LockedLease, Failure<"not_found" | "lease_lost">>> {
  const notFound = fail({ code: "not_found" as const, message: "There is no such lease." });
  const named = parseLeaseId(id);
  if (named === null || !canSee(context, named.mailboxId)) return notFound;
  const [row] = await db.$queryRaw<LeaseRow[]>`
    SELECT f.fence, f.worker_key_id AS "workerKeyId", f.lease_until IS NULL AS "hasEnded",
      f.failure_count AS "failureCount", r.fetch_every_minutes AS "everyMinutes", r.protocol::text AS protocol
    FROM fetch_states f
      JOIN remote_mailboxes r ON r.tenant_id = f.tenant_id AND r.system_email_id = f.system_email_id
    WHERE f.tenant_id = ${context.tenantId}::uuid AND f.system_email_id = ${named.mailboxId}::uuid
    FOR UPDATE OF f`;
  if (row === undefined || Number(row.fence) < named.fence) return notFound;
  const { workerKeyId, ...lease } = row;
  const isCurrent = Number(row.fence) === named.fence && (fence === undefined || fence === named.fence);
  if (!isCurrent || workerKeyId !== context.actor.id) {
    return fail({
      code: "lease_lost",
      message: "Another worker has the mailbox by now, or had it before. Stop, and throw away what is not stored yet.",
    });
  }
  return succeed({ ...lease, mailboxId: named.mailboxId, fence: named.fence });
}

type LeaseRow = Pick<LockedLease, "hasEnded" | "everyMinutes" | "protocol" | "failureCount"> & {
  fence: bigint;
  workerKeyId: string | null;
};
