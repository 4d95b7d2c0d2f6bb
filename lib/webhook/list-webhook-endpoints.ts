import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { shownEndpoint } from "./shown-fields";

/** The tenant's webhook endpoints, oldest first, each with its newest delivery. Of their secrets nothing. */
export async function listWebhookEndpoints(context: TenantContext) {
  requirePermission(context, "webhook:read");
  return inTenant(context, (db) =>
    db.webhookEndpoint.findMany({
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: {
        ...shownEndpoint,
        deliveries: {
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take: 1,
          select: { status: true, createdAt: true, attemptCount: true },
        },
      },
    }),
  );
}
