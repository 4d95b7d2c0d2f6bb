import type { Database } from "@/lib/db/client";
import type { Verification } from "@/lib/db/generated/client";
import type { IncomingProtocol } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import type { SystemEmailListQuery } from "./schema";
import { type HalfView, viewedFields, viewHalf } from "./view";

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
 * One page of the System Emails whose address or name holds the search, by address. Pages count from 1. There are more
 * than `total` where `isTotalLeast`.
 */
export async function listSystemEmails(
  context: TenantContext,
  { search, page }: SystemEmailListQuery,
): Promise<{ rows: SystemEmailRow[]; total: number; isTotalLeast: boolean; hasNext: boolean; pageSize: number }> {
  requirePermission(context, "system_email:read");
  const contains = { contains: search, mode: "insensitive" as const };
  const where = search === "" ? {} : { OR: [{ address: contains }, { name: contains }] };
  return inTenant(context, async (db) => {
    const counted = await db.systemEmail.count({ where, take: countedAtMost + 1 });
    // The ids first: what a row includes is then joined to one page, and not to every row that is skipped.
    const onPage = await db.systemEmail.findMany({
      where,
      orderBy: { address: "asc" },
      skip: (page - 1) * pageSize,
      take: pageSize + 1,
      select: { id: true },
    });
    const emails = await db.systemEmail.findMany({
      where: { id: { in: onPage.slice(0, pageSize).map(({ id }) => id) } },
      orderBy: { address: "asc" },
      include: viewedFields,
    });
    const newest = await findNewestVerifications(
      db,
      emails.map(({ id }) => id),
    );
    const rows = emails.map((email) => ({
      id: email.id,
      address: email.address,
      name: email.name,
      protocol: email.remoteMailbox?.protocol ?? "imap",
      incoming: viewHalf(email, "remote_mailbox", newest.get(`${email.id} remote_mailbox`) ?? null),
      outgoing: viewHalf(email, "outgoing_smtp", newest.get(`${email.id} outgoing_smtp`) ?? null),
      updatedAt: email.updatedAt,
    }));
    return {
      rows,
      total: Math.min(counted, countedAtMost),
      isTotalLeast: counted > countedAtMost,
      hasNext: onPage.length > pageSize,
      pageSize,
    };
  });
}

/** The newest Verification of each half, keyed by System Email and half with a space between. */
export async function findNewestVerifications(
  db: Database,
  systemEmailIds: string[],
): Promise<Map<string, Verification>> {
  // One index step a half, instead of reading the history of every mailbox on the page.
  const newest = await db.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM unnest(${systemEmailIds}::uuid[]) AS email(id)
    CROSS JOIN unnest(ARRAY['remote_mailbox', 'outgoing_smtp']::half[]) AS side(half)
    CROSS JOIN LATERAL (
      SELECT id FROM verifications
      WHERE tenant_id = current_tenant_id() AND system_email_id = email.id AND half = side.half
      ORDER BY finished_at DESC LIMIT 1
    ) v`;
  const verifications = await db.verification.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
  return new Map(
    verifications.map((verification) => [`${verification.systemEmailId} ${verification.half}`, verification]),
  );
}
