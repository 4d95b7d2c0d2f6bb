import type { Database } from "@/lib/db/client";
import type { IncomingProtocol } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import type { SystemEmailListQuery } from "./schema";
import { type HalfView, viewedFields, viewHalves } from "./view";

const pageSize = 25;

/** Counting goes no further: it would take longer the more there are, on every page. */
const countedAtMost = 10_000;

export type SystemEmailRow = {
  id: string;
  address: string;
  name: string;
  protocol: IncomingProtocol;
  incoming: HalfView;
  outgoing: HalfView;
  updatedAt: Date;
};

/**
 * One page of the System Emails whose address or name holds the search and that stand as is asked, by address. Pages
 * count from 1. There are more than `total` where `isTotalLeast`.
 */
export async function listSystemEmails(
  context: TenantContext,
  query: SystemEmailListQuery,
): Promise<{ rows: SystemEmailRow[]; total: number; isTotalLeast: boolean; hasNext: boolean; pageSize: number }> {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const { counted, ids } = await findPage(db, query);
    const emails = await db.systemEmail.findMany({
      where: { id: { in: ids.slice(0, pageSize) } },
      orderBy: { address: "asc" },
      include: viewedFields,
    });
    const halvesOf = await viewHalves(db, emails);
    const rows = emails.map((email) => ({
      id: email.id,
      address: email.address,
      name: email.name,
      protocol: email.remoteMailbox?.protocol ?? "imap",
      ...halvesOf(email.id),
      updatedAt: email.updatedAt,
    }));
    return {
      rows,
      total: Math.min(counted, countedAtMost),
      isTotalLeast: counted > countedAtMost,
      hasNext: ids.length > pageSize,
      pageSize,
    };
  });
}

type FoundPage = { counted: number; ids: string[] };

/** How many there are, and the ids of the page with one more: what a row includes is then joined to one page. */
function findPage(db: Database, query: SystemEmailListQuery): Promise<FoundPage> {
  const isJudged = query.state !== undefined || query.cause !== undefined;
  return isJudged ? findJudged(db, query) : findAny(db, query);
}

/** An index gives the page, whatever the number of emails. */
async function findAny(db: Database, { search, protocol, page }: SystemEmailListQuery): Promise<FoundPage> {
  const contains = { contains: search, mode: "insensitive" as const };
  const where = {
    ...(search === "" ? {} : { OR: [{ address: contains }, { name: contains }] }),
    ...(protocol === undefined || protocol === "smtp" ? {} : { remoteMailbox: { protocol } }),
  };
  const counted = await db.systemEmail.count({ where, take: countedAtMost + 1 });
  const skip = (page - 1) * pageSize;
  const order = { orderBy: { address: "asc" as const }, skip, take: pageSize + 1 };
  const onPage = await db.systemEmail.findMany({ where, ...order, select: { id: true } });
  return { counted, ids: onPage.map(({ id }) => id) };
}

/** The states are worked out once, of all emails, for the count and the page. */
async function findJudged(db: Database, query: SystemEmailListQuery): Promise<FoundPage> {
  const { search, state = null, protocol = null, cause = null, page } = query;
  await joinByHash(db);
  const [found] = await db.$queryRaw<FoundPage[]>`
    WITH judged AS (
      SELECT h.system_email_id FROM half_states h
      WHERE h.tenant_id = current_tenant_id() AND (${cause}::text IS NOT NULL OR ${protocol}::text IS NOT NULL)
        AND (${cause}::text IS NULL OR h.cause_key = ${cause}) AND (${state}::text IS NULL OR h.state = ${state})
        AND (${protocol}::text IS NULL OR h.protocol = ${protocol})
      UNION
      SELECT s.system_email_id FROM email_states s
      WHERE s.tenant_id = current_tenant_id() AND ${cause}::text IS NULL AND ${protocol}::text IS NULL
        AND s.state = ${state}
    ), found AS MATERIALIZED (
      SELECT e.id, e.address FROM system_emails e JOIN judged j ON j.system_email_id = e.id
      WHERE e.tenant_id = current_tenant_id()
        AND (strpos(lower(e.address), lower(${search})) > 0 OR strpos(lower(e.name), lower(${search})) > 0)
    )
    SELECT (SELECT count(*)::integer FROM found) AS counted,
      ARRAY(SELECT id::text FROM found ORDER BY address LIMIT ${pageSize + 1} OFFSET ${(page - 1) * pageSize}) AS ids`;
  if (found === undefined) throw new Error("A query for one row answered none");
  return found;
}
