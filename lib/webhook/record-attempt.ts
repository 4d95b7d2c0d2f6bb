import type { Database } from "@/lib/db/client";
import type { DeliveryAttempt } from "./schema";

const attemptsKept = 20;

/**
 * Adds an attempt to a delivery, of which the last twenty are kept, in one statement, so that two attempts that end
 * at once are both kept. `becomes` is the status after it; one that is delivered stays so.
 */
export async function recordAttempt(
  db: Database,
  deliveryId: string,
  attempt: DeliveryAttempt,
  becomes: "pending" | "delivered" | "dead",
): Promise<void> {
  const added = JSON.stringify([attempt]);
  await db.$executeRaw`
    UPDATE webhook_deliveries SET
      attempt_count = attempt_count + 1,
      last_attempt_at = now(),
      attempts = (
        SELECT jsonb_agg(kept.attempt ORDER BY kept.place) FROM (
          SELECT attempt, place FROM jsonb_array_elements(attempts || ${added}::jsonb) WITH ORDINALITY AS a(attempt, place)
          ORDER BY place DESC LIMIT ${attemptsKept}) AS kept),
      finished_at = CASE WHEN status = 'delivered' THEN finished_at WHEN ${becomes} = 'pending' THEN NULL ELSE now() END,
      status = CASE WHEN status = 'delivered' THEN status ELSE ${becomes}::webhook_delivery_status END
    WHERE id = ${deliveryId}::uuid`;
}
