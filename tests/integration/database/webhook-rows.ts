import { randomUUID } from "node:crypto";
import { inTenant } from "@/lib/db/in-tenant";
import type { UserContext } from "@/lib/tenancy/context";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { expectSuccess } from "./authorized-email";

/** A webhook endpoint that nothing is sent to, with a delivery in its log. */
export async function newWebhookRows(
  context: UserContext,
): Promise<{ webhookEndpointId: string; webhookDeliveryId: string }> {
  const input = { url: "https://hooks.example.com/", description: "", eventTypes: ["mailbox.deleted" as const] };
  const { id: webhookEndpointId } = expectSuccess(await createWebhookEndpoint(context, input));
  const delivery = await inTenant(context, (db) =>
    db.webhookDelivery.create({
      data: {
        tenantId: context.tenantId,
        webhookEndpointId,
        eventId: randomUUID(),
        eventType: "mailbox.deleted",
        payload: "{}",
        status: "dead",
      },
    }),
  );
  return { webhookEndpointId, webhookDeliveryId: delivery.id };
}
