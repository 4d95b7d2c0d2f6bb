import type { Database } from "@/lib/db/client";
import type { TenantContext } from "@/lib/tenancy/context";

/** How a refresh ended, as the trends show it: of failures, whether it passes by itself. */
export type RefreshEnd = "refreshed" | "transient" | "permanent";

/**
 * Counts a refresh that ended in this hour. It is the one thing that comes after `recordEvent`: whoever holds its row
 * waits for nothing else, so that two who count cannot wait for each other.
 */
export async function countRefresh(
  db: Database,
  { tenantId }: Pick<TenantContext, "tenantId">,
  end: RefreshEnd,
): Promise<void> {
  const one = (of: RefreshEnd) => (end === of ? 1 : 0);
  await db.$executeRaw`
    SELECT count_refresh(${tenantId}::uuid, ${one("refreshed")}::int, ${one("transient")}::int, ${one("permanent")}::int)`;
}
