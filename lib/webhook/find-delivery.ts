import { asSystem } from "@/lib/db/as-system";

/** The tenant of a delivery that is still to be delivered, or null: a job knows nothing but the delivery's id. */
export async function findDelivery(deliveryId: string): Promise<{ tenantId: string } | null> {
  return asSystem("look up webhook delivery", (db) =>
    db.webhookDelivery.findUnique({ where: { id: deliveryId, status: "pending" }, select: { tenantId: true } }),
  );
}
