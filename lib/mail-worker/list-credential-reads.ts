import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

const pageSize = 50;
const mostSearched = 200;
const mostNamed = 3;

/**
 * Whose reads: those by a Worker Key, of the System Emails whose address holds `mailbox` where that is not empty; or
 * those of one System Email. `before` is the number of the read before which the page goes on.
 */
export type CredentialReadsQuery = { before?: string | undefined } & (
  | { workerKeyId: string; mailbox: string }
  | { systemEmailId: string }
);

/** One call by which a Mail Worker was handed credentials. */
export type CredentialRead = {
  id: string;
  at: Date;
  workerKey: { id: string; name: string };
  /** From where it came. */
  address: string;
  requestId: string;
  /** The first few that are asked for; the address is null where the System Email is gone. */
  mailboxes: { id: string; address: string | null }[];
  mailboxCount: number;
};

/**
 * One page of the record of credentials reads, newest first, with the number at which the next page goes on. Pages
 * have no numbers of their own and there is no total: a record of millions would have to be counted for them.
 */
export async function listCredentialReads(
  context: TenantContext,
  query: CredentialReadsQuery,
): Promise<{ reads: CredentialRead[]; nextBefore: string | null }> {
  requirePermission(context, "audit:read");
  return inTenant(context, async (db) => {
    const wanted = await findWantedMailboxes(db, query);
    const found = await findReadIds(db, query, wanted);
    const ids = found.slice(0, pageSize);
    const reads = ids.length === 0 ? [] : await loadReads(db, ids, wanted ?? []);
    return { reads, nextBefore: found.length > pageSize ? String(ids.at(-1)) : null };
  });
}

/** The System Emails that are asked for, or null for all. */
async function findWantedMailboxes(db: Database, query: CredentialReadsQuery): Promise<string[] | null> {
  if ("systemEmailId" in query) return [query.systemEmailId];
  if (query.mailbox === "") return null;
  const found = await db.systemEmail.findMany({
    where: { address: { contains: query.mailbox, mode: "insensitive" } },
    orderBy: { address: "asc" },
    take: mostSearched,
    select: { id: true },
  });
  return found.map(({ id }) => id);
}

/** One more than a page holds, so that it is known whether it is the last. */
async function findReadIds(db: Database, query: CredentialReadsQuery, wanted: string[] | null): Promise<bigint[]> {
  const workerKeyId = "workerKeyId" in query ? query.workerKeyId : null;
  const before = query.before === undefined ? null : BigInt(query.before);
  if (wanted === null) {
    const rows = await db.credentialRead.findMany({
      where: {
        ...(workerKeyId === null ? {} : { workerKeyId }),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      orderBy: { id: "desc" },
      take: pageSize + 1,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM credential_read_ids(
      ${wanted}::uuid[], ${workerKeyId}::uuid, ${before}::bigint, ${pageSize + 1}::integer) AS found(id)`;
  return rows.map(({ id }) => id);
}

type LoadedRead = {
  id: bigint;
  at: Date;
  address: string;
  requestId: string;
  workerKeyId: string;
  workerKeyName: string;
  mailboxes: CredentialRead["mailboxes"];
  mailboxCount: number;
};

/** Of a read of a thousand mailboxes only the first few are fetched, those that are asked for before the others. */
async function loadReads(db: Database, ids: bigint[], wanted: string[]): Promise<CredentialRead[]> {
  const rows = await db.$queryRaw<LoadedRead[]>`
    SELECT r.id, r.at, r.address, r.request_id AS "requestId", k.id AS "workerKeyId", k.name AS "workerKeyName",
      cardinality(r.system_email_ids) AS "mailboxCount",
      (SELECT coalesce(json_agg(json_build_object('id', few.id, 'address', e.address) ORDER BY few.place), '[]')
        FROM (SELECT read.id, row_number() OVER (ORDER BY read.id = ANY (${wanted}::uuid[]) DESC, read.place) AS place
          FROM unnest(r.system_email_ids) WITH ORDINALITY AS read(id, place) ORDER BY 2 LIMIT ${mostNamed}) few
        LEFT JOIN system_emails e ON e.tenant_id = r.tenant_id AND e.id = few.id) AS mailboxes
    FROM credential_reads r JOIN worker_keys k ON k.tenant_id = r.tenant_id AND k.id = r.worker_key_id
    WHERE r.id = ANY (${ids}::bigint[]) ORDER BY r.id DESC`;
  return rows.map(({ id, workerKeyId, workerKeyName, ...read }) => ({
    ...read,
    id: String(id),
    workerKey: { id: workerKeyId, name: workerKeyName },
  }));
}
