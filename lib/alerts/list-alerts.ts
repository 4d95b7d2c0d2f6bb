import type { Prisma } from "@/lib/db/generated/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type AlertView, viewAlert } from "./view-alert";

const pageSize = 25;

/**
 * One page of the tenant's alerts: the open ones, those first that nobody has taken on, of these those of the most
 * mailboxes; or the resolved ones of the last 90 days, newest first. Pages count from 1.
 */
export async function listAlerts(
  context: TenantContext,
  { filter, page }: { filter: "open" | "resolved"; page: number },
): Promise<{ alerts: AlertView[]; total: number; pageSize: number }> {
  requirePermission(context, "alert:read");
  const isOpen = filter === "open";
  const where = isOpen ? { resolvedAt: null } : { resolvedAt: { not: null } };
  const orderBy: Prisma.AlertOrderByWithRelationInput[] = isOpen
    ? [
        { acknowledgedAt: { sort: "asc", nulls: "first" } },
        { snoozedAt: { sort: "asc", nulls: "first" } },
        { subjects: { _count: "desc" } },
        { openedAt: "asc" },
        { id: "asc" },
      ]
    : [{ resolvedAt: "desc" }, { id: "asc" }];
  return inTenant(context, async (db) => {
    const total = await db.alert.count({ where });
    const include = { subjects: { orderBy: [{ address: "asc" as const }, { half: "asc" as const }] } };
    const skip = (page - 1) * pageSize;
    const alerts = await db.alert.findMany({ where, orderBy, skip, take: pageSize, include });
    return { alerts: alerts.map((alert) => viewAlert(alert, context.slug)), total, pageSize };
  });
}

/** How many alerts are open that nobody has acknowledged or snoozed, for the count in the frame. */
export async function countOpenAlerts(context: TenantContext): Promise<number> {
  requirePermission(context, "alert:read");
  return inTenant(context, (db) =>
    db.alert.count({ where: { resolvedAt: null, acknowledgedAt: null, snoozedAt: null } }),
  );
}
