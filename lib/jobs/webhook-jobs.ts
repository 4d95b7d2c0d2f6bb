import type PgBoss from "pg-boss";
import { z } from "zod";
import { buryWebhookDelivery } from "@/lib/webhook/bury-webhook-delivery";
import { deliverWebhook } from "@/lib/webhook/deliver-webhook";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import { writeSlotKey } from "./slot-key";
import type { Job } from "./work-queue";

const jobSchema = z.object({ deliveryId: z.uuid() });

/**
 * Puts what has to be delivered into the job queue, a job a delivery, until nothing more is waiting. The jobs of an
 * endpoint have a key in common, by which they are taken (take-deliveries-by-shares.ts).
 */
export async function fanOut(boss: PgBoss, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const deliveries = await fanOutEvents();
    if (deliveries.length === 0) return;
    const queued = await findQueued(
      boss,
      deliveries.filter(({ wasTaken }) => wasTaken).map(({ id }) => id),
    );
    const jobs = deliveries
      .filter(({ id }) => !queued.has(id))
      .map(({ id, ...slot }) => ({
        name: "webhook-delivery",
        data: { deliveryId: id },
        singletonKey: writeSlotKey(slot),
      }));
    if (jobs.length > 0) await boss.insert(jobs);
  }
}

/** Those of the deliveries whose jobs wait or run. */
async function findQueued(boss: PgBoss, deliveryIds: string[]): Promise<Set<string>> {
  if (deliveryIds.length === 0) return new Set();
  const { rows } = await boss.getDb().executeSql(
    `SELECT data->>'deliveryId' AS "deliveryId" FROM pgboss.job
     WHERE name = $1 AND state <= 'active' AND data->>'deliveryId' = ANY($2::text[])`,
    ["webhook-delivery", deliveryIds],
  );
  return new Set(
    z
      .array(jobSchema)
      .parse(rows)
      .map(({ deliveryId }) => deliveryId),
  );
}

/**
 * Tries a delivery once; a failure is thrown, which is how the job queue learns to try again. `onAttempt` is told how long
 * the server took, as deliverWebhook tells.
 */
export async function deliver(
  { data, retryCount }: Job,
  onAttempt: (durationMs: number) => void,
): Promise<Record<string, unknown>> {
  const { deliveryId } = jobSchema.parse(data);
  const outcome = await deliverWebhook(deliveryId, onAttempt);
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
