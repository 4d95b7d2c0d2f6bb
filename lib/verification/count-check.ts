import type { Database } from "@/lib/db/client";
import type { TenantContext } from "@/lib/tenancy/context";
import type { CheckOutcome } from "./plan-next-check";

/**
 * Counts a check that ended in this hour. Like the count of refreshes it comes after `recordEvent`: whoever holds its
 * row waits for nothing else, so that two who count cannot wait for each other.
 */
export async function countCheck(
  db: Database,
  { tenantId }: Pick<TenantContext, "tenantId">,
  outcome: CheckOutcome,
): Promise<void> {
  const one = (of: CheckOutcome) => (outcome === of ? 1 : 0);
  await db.$executeRaw`
    SELECT count_check(${tenantId}::uuid, ${one("healthy")}::int, ${one("transient")}::int, ${one("failed")}::int)`;
}
