import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

const pageSize = 50;

/**
 * One page of the tenant's audit events, newest first; those about one subject when `subjectId` is given.
 * Pages count from 1.
 */
export async function listAuditEvents(
  context: TenantContext,
  { page, subjectId }: { page: number; subjectId?: string },
) {
  requirePermission(context, "audit:read");
  const where = subjectId === undefined ? {} : { subjectId };
  return inTenant(context, async (db) => {
    const total = await db.auditEvent.count({ where });
    const events = await db.auditEvent.findMany({
      where,
      orderBy: [{ at: "desc" }, { id: "desc" }],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: {
        id: true,
        at: true,
        actorLabel: true,
        actorType: true,
        action: true,
        subjectType: true,
        subjectLabel: true,
        details: true,
      },
    });
    return { events, total, pageSize };
  });
}
