import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** How the fetching of a System Email stands, as far as Mail Workers take leases for it. */
export type FetchStateView = {
  nextFetchAt: Date;
  /** Who has it now, and until when it is theirs alone. Of a key that is gone the name is not known. */
  heldBy: { workerKeyId: string; name: string | null; until: Date } | null;
  /** Null while it was never fetched. */
  lastFetchedAt: Date | null;
  lastFetchedCount: number | null;
  /** What went wrong the last time, in the server's words; null after a fetch that succeeded. */
  lastError: string | null;
  failureCount: number;
  /** Whether any worker has ever taken a lease for it. */
  isLeased: boolean;
};

/** How the fetching of a System Email stands, or null where there is no such System Email. */
export async function getFetchState(context: TenantContext, systemEmailId: string): Promise<FetchStateView | null> {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const state = await db.fetchState.findFirst({ where: { systemEmailId } });
    if (state === null) return null;
    const { workerKeyId, leaseUntil } = state;
    const isHeld = workerKeyId !== null && leaseUntil !== null && leaseUntil > systemClock();
    const holder = isHeld
      ? await db.workerKey.findUnique({ where: { id: workerKeyId }, select: { name: true } })
      : null;
    return {
      nextFetchAt: state.nextFetchAt,
      heldBy: isHeld ? { workerKeyId, name: holder?.name ?? null, until: leaseUntil } : null,
      lastFetchedAt: state.lastFetchedAt,
      lastFetchedCount: state.lastFetchedCount,
      lastError: state.lastError,
      failureCount: state.failureCount,
      isLeased: state.fence > 0n,
    };
  });
}
