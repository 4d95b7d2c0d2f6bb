import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { countStates, type StateCounts } from "./count-states";
import { keepBriefly } from "./keep-briefly";
import { type CauseRow, readCauses } from "./read-causes";
import { type Expiry, readExpiries } from "./read-expiries";
import { readTrends, type Trends } from "./read-trends";

export type TenantHealth = {
  emailCount: number;
  /** Null for a tenant of more than 10,000 System Emails. */
  counts: StateCounts | null;
  causes: { rows: CauseRow[]; total: number };
  expiries: Expiry[];
  trends: Trends;
  /** Where nothing needs a hand: when a check last ended. Null before the first. */
  lastCheckedAt: Date | null;
};

/**
 * How a tenant stands: what needs a hand now, how many mailboxes are in each state, what ends soon, and how refreshes
 * and checks went. Of a tenant of many System Emails it may be some seconds old.
 */
export async function readHealth(context: TenantContext): Promise<TenantHealth> {
  requirePermission(context, "system_email:read");
  const [counts, rest] = await Promise.all([countStates(context), readRest(context)]);
  return { counts, ...rest };
}

const readRest = keepBriefly(
  (context: { tenantId: string }) => inTenant(context, readAll),
  ({ emailCount }: Omit<TenantHealth, "counts">) => emailCount,
);

async function readAll(db: Database): Promise<Omit<TenantHealth, "counts">> {
  const now = systemClock();
  const emailCount = await db.systemEmail.count();
  const causes = await readCauses(db);
  return {
    emailCount,
    causes,
    expiries: await readExpiries(db, now),
    trends: await readTrends(db, now),
    lastCheckedAt: causes.total === 0 ? await readLastCheck(db) : null,
  };
}

/** Looks at every half, so that it is asked only where it is shown. */
async function readLastCheck(db: Database): Promise<Date | null> {
  const newest = await db.halfCheck.aggregate({ _max: { checkedAt: true } });
  return newest._max.checkedAt;
}
