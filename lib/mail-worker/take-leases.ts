import { inTenant } from "@/lib/db/in-tenant";
import type { WorkerContext } from "./authenticate-worker";
import type { Lease, TakeLeases } from "./lease-contract";
import { leaseId } from "./lease-id";
import { requireScope } from "./require-scope";

/**
 * Leases mailboxes that are due to be fetched, those first that have waited longest: never one to two workers, however
 * many ask at once in however many processes. Only enabled ones that can sign in as things stand; a mailbox whose Grant
 * needs authorizing is due again by itself when it has been.
 *
 * While a lease lasts its end is when the mailbox falls due, so that one that nobody ended is handed to the next who
 * asks, with a higher fence.
 */
export async function takeLeases(
  context: WorkerContext,
  { max, leaseSeconds, protocol, mailboxIds }: TakeLeases,
): Promise<{ data: Lease[] }> {
  requireScope(context, "leases:write");
  const only = protocol ?? null;
  const among = intersect(context.systemEmailIds, mailboxIds ?? null);
  const taken = await inTenant(
    context,
    (db) => db.$queryRaw<TakenLease[]>`
      WITH due AS (
        SELECT f.system_email_id, f.next_fetch_at, e.address, r.protocol, r.fetch_every_minutes
        FROM fetch_states f
          JOIN system_emails e ON e.tenant_id = f.tenant_id AND e.id = f.system_email_id
          JOIN remote_mailboxes r ON r.tenant_id = f.tenant_id AND r.system_email_id = f.system_email_id
          LEFT JOIN grants g
            ON g.tenant_id = f.tenant_id AND g.system_email_id = f.system_email_id AND g.half = 'remote_mailbox'
          LEFT JOIN idp_configs c ON c.tenant_id = r.tenant_id AND c.id = r.idp_config_id
        WHERE f.tenant_id = ${context.tenantId}::uuid AND f.next_fetch_at <= now()
          AND (f.lease_until IS NULL OR f.lease_until <= now())
          AND r.status = 'enabled' AND (${only}::incoming_protocol IS NULL OR r.protocol = ${only}::incoming_protocol)
          AND (${among}::uuid[] IS NULL OR f.system_email_id = ANY (${among}::uuid[]))
          -- What lib/grant/standing.ts judges at each use of a Grant, so that none is handed out in vain.
          AND CASE r.authentication WHEN 'basic' THEN r.basic_password_sealed IS NOT NULL ELSE
            g.status = 'active' AND c.enabled AND g.idp_config_id = c.id AND g.config_signature = c.config_signature
            AND g.authorized_address = e.address
            AND (g.strict_matching OR NOT r.strict_matching OR lower(g.resource_owner) = e.address) END
        ORDER BY f.next_fetch_at
        LIMIT ${max}
        FOR UPDATE OF f SKIP LOCKED
      )
      UPDATE fetch_states f SET
        fence = f.fence + 1, worker_key_id = ${context.actor.id}::uuid,
        lease_until = now() + make_interval(secs => ${leaseSeconds}),
        next_fetch_at = now() + make_interval(secs => ${leaseSeconds})
      FROM due WHERE f.tenant_id = ${context.tenantId}::uuid AND f.system_email_id = due.system_email_id
      RETURNING f.system_email_id AS "mailboxId", f.fence, f.lease_until AS "leaseUntil", f.last_uid AS "lastUid",
        f.last_fetched_at AS "lastFetchedAt", due.next_fetch_at AS "dueAt", due.address, due.protocol::text AS protocol,
        due.fetch_every_minutes AS "everyMinutes"`,
  );
  return {
    data: taken
      .toSorted((left, right) => left.dueAt.getTime() - right.dueAt.getTime())
      .map(({ mailboxId, fence, leaseUntil, lastFetchedAt, dueAt: _, ...lease }) => ({
        ...lease,
        id: leaseId(mailboxId, Number(fence)),
        mailboxId,
        fence: Number(fence),
        expiresAt: leaseUntil.toISOString(),
        lastFetchedAt: lastFetchedAt?.toISOString() ?? null,
      })),
  };
}

type TakenLease = Pick<Lease, "mailboxId" | "address" | "protocol" | "everyMinutes" | "lastUid"> & {
  fence: bigint;
  leaseUntil: Date;
  lastFetchedAt: Date | null;
  dueAt: Date;
};

/** Null stands for every mailbox. */
function intersect(left: readonly string[] | null, right: readonly string[] | null): string[] | null {
  if (left === null || right === null) return left === null ? (right === null ? null : [...right]) : [...left];
  return left.filter((id) => right.includes(id));
}
