import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { nameEndpoint } from "./check-url";

/**
 * Sends a delivery again, whatever became of it, within seconds and with a new round of retries. The message has the
 * same id and the same payload; only its time and its signature are new. A conflict while the endpoint is disabled.
 */
export async function replayWebhookDelivery(
  context: TenantContext,
  { endpointId, deliveryId }: { endpointId: string; deliveryId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "webhook:write");
  return inTenant(context, async (db) => {
    const delivery = await db.webhookDelivery.findUnique({
      where: { id: deliveryId, webhookEndpointId: endpointId },
      select: { eventType: true, webhookEndpoint: { select: { url: true, description: true, enabled: true } } },
    });
    if (delivery === null) return fail({ code: "not_found", message: "There is no such delivery." });
    const { webhookEndpoint: endpoint, eventType } = delivery;
    if (!endpoint.enabled) return fail({ code: "conflict", message: "The endpoint is disabled. Enable it first." });
    await db.webhookDelivery.update({
      where: { id: deliveryId },
      data: { status: "pending", queuedAt: null, finishedAt: null },
    });
    await recordAudit(db, context, {
      action: "webhook_delivery.replayed",
      subject: { type: "webhook_endpoint", id: endpointId, label: nameEndpoint(endpoint) },
      details: { eventType },
    });
    return succeed(null);
  });
}
