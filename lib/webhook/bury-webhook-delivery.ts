import { addSeconds, systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { metrics } from "@/lib/metrics/metrics";
import { findDelivery } from "./find-delivery";
import { shortestRunSeconds } from "./retry-plan";

/**
 * Gives a delivery up whose retries have ended; an admin may replay it. One that was delivered meanwhile, or that was
 * replayed less than a day ago and so has a round of attempts before it, is left alone.
 */
export async function buryWebhookDelivery(deliveryId: string): Promise<void> {
  const tenant = await findDelivery(deliveryId);
  if (tenant === null) return;
  const now = systemClock();
  const { count } = await inTenant(tenant, (db) =>
    db.webhookDelivery.updateMany({
      where: { id: deliveryId, status: "pending", queuedAt: { lt: addSeconds(now, -shortestRunSeconds) } },
      data: { status: "dead", finishedAt: now },
    }),
  );
  if (count > 0) metrics().webhookDeliveries.inc({ outcome: "dead" });
}
