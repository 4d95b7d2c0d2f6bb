import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { shownEndpoint } from "./shown-fields";

/** One webhook endpoint without its secrets, or null. */
export async function getWebhookEndpoint(context: TenantContext, endpointId: string) {
  requirePermission(context, "webhook:read");
  return inTenant(context, (db) => db.webhookEndpoint.findUnique({ where: { id: endpointId }, select: shownEndpoint }));
}
