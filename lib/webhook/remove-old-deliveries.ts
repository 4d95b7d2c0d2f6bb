import { addSeconds, systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";

const keptSeconds = 30 * 86_400;
const removedAtOnce = 10_000;

/**
 * Removes deliveries that ended more than 30 days ago, at most 10,000 a call, and answers how many: call it again
 * until there are none.
 */
export async function removeOldDeliveries(): Promise<number> {
  const before = addSeconds(systemClock(), -keptSeconds);
  return asSystem(
    "remove leftovers",
    (db) => db.$executeRaw`
      DELETE FROM webhook_deliveries WHERE id IN (
        SELECT id FROM webhook_deliveries WHERE created_at < ${before} AND status <> 'pending' LIMIT ${removedAtOnce})`,
  );
}
