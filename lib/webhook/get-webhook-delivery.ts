import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type DeliveryView, viewDelivery } from "./list-webhook-deliveries";
import { shownDelivery } from "./shown-fields";

/** One delivery of a webhook endpoint with its last attempts, or null. */
export async function getWebhookDelivery(
  context: TenantContext,
  { endpointId, deliveryId }: { endpointId: string; deliveryId: string },
): Promise<DeliveryView | null> {
  requirePermission(context, "webhook:read");
  const delivery = await inTenant(context, (db) =>
    db.webhookDelivery.findUnique({
      where: { id: deliveryId, webhookEndpointId: endpointId },
      select: shownDelivery,
    }),
  );
  return delivery === null ? null : viewDelivery(delivery);
}
