import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { nameEndpoint } from "./check-url";

/** Deletes a webhook endpoint with its deliveries; what has not been delivered never will be. */
export async function deleteWebhookEndpoint(
  context: TenantContext,
  endpointId: string,
): Promise<Result<null, Failure<"not_found">>> {
  requirePermission(context, "webhook:write");
  return inTenant(context, async (db) => {
    const endpoint = await db.webhookEndpoint.findUnique({
      where: { id: endpointId },
      select: { url: true, description: true },
    });
    if (endpoint === null) return fail({ code: "not_found", message: "There is no such webhook endpoint." });
    await db.webhookEndpoint.delete({ where: { id: endpointId } });
    await recordAudit(db, context, {
      action: "webhook_endpoint.deleted",
      subject: { type: "webhook_endpoint", id: endpointId, label: nameEndpoint(endpoint) },
      details: { host: new URL(endpoint.url).host },
    });
    return succeed(null);
  });
}
