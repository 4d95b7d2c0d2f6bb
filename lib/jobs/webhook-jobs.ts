import type PgBoss from "pg-boss";
import { z } from "zod";
import { buryWebhookDelivery } from "@/lib/webhook/bury-webhook-delivery";
import { deliverWebhook } from "@/lib/webhook/deliver-webhook";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import type { Job } from "./work-queue";

const jobSchema = z.object({ deliveryId: z.uuid() });

/** Puts what has to be delivered into the job queue, a job a delivery, until nothing more is waiting. */
export async function fanOut(boss: PgBoss, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const deliveryIds = await fanOutEvents();
    if (deliveryIds.length === 0) return;
    await boss.insert(deliveryIds.map((deliveryId) => ({ name: "webhook-delivery", data: { deliveryId } })));
  }
}

/** Tries a delivery once; a failure is thrown, which is how the job queue learns to try again. */
export async function deliver({ data, retryCount }: Job): Promise<Record<string, unknown>> {
  const { deliveryId } = jobSchema.parse(data);
  const outcome = await deliverWebhook(deliveryId);
  if (!outcome.ok) throw new DeliveryFailed(`${outcome.failure.code} at attempt ${retryCount + 1}`);
  return { deliveryId, attempt: retryCount + 1 };
}

/** Expected, and told in the delivery's own log: the job's has one line of it. */
class DeliveryFailed extends Error {
  override name = "DeliveryFailed";
}

/** Gives a delivery up whose retries have all failed. */
export async function buryDelivery({ data }: Job): Promise<Record<string, unknown>> {
  const { deliveryId } = jobSchema.parse(data);
  await buryWebhookDelivery(deliveryId);
  return { deliveryId };
}
