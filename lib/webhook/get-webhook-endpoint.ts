import { inTenant } from "@/lib/db/in-tenant";
import { composeRevision } from "@/lib/revision/revision";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { endpointFields } from "./form-fields";
import { shownEndpoint } from "./shown-fields";

/** One webhook endpoint without its secrets, or null. `revision` is what the form that is filled from it carries. */
export async function getWebhookEndpoint(context: TenantContext, endpointId: string) {
  requirePermission(context, "webhook:read");
  const endpoint = await inTenant(context, (db) =>
    db.webhookEndpoint.findUnique({ where: { id: endpointId }, select: shownEndpoint }),
  );
  return endpoint && { ...endpoint, revision: composeRevision(endpointFields(endpoint)) };
}
