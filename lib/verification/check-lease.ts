import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";

/** How long a half is leased to whoever checks it: longer than getting a token and the longest check take together. */
export const checkLeaseSeconds = 90;

/** How long somebody who asks waits for a check of the same half that is under way. */
const patienceMs = 20_000;
const pollMs = 250;

/**
 * Runs `work`, a check that somebody asked for, while no other check of that half runs in any process; `work` is told
 * who holds the lease. Answers null without running it when the one that is under way did not end in time.
 */
export async function withCheckLease<Value>(
  context: TenantContext,
  place: { systemEmailId: string; half: Half },
  work: (leaseOwner: string) => Promise<Value>,
): Promise<{ value: Value } | null> {
  const leaseOwner = randomUUID();
  const giveUpAt = performance.now() + patienceMs;
  while (!(await takeLease(context, place, leaseOwner))) {
    if (performance.now() > giveUpAt) return null;
    await wait(pollMs);
  }
  try {
    return { value: await work(leaseOwner) };
  } finally {
    await endCheckLease(context, place, leaseOwner);
  }
}

/** Gives a lease back that is still held; the half is due when it was before. */
export async function endCheckLease(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  leaseOwner: string,
): Promise<void> {
  await inTenant(context, (db) =>
    db.halfCheck.updateMany({
      where: { systemEmailId, half, leaseOwner },
      data: { leaseOwner: null, leaseUntil: null },
    }),
  );
}

/** Whether the lease is the caller's, or there is nothing to lease, which the check itself will tell. */
function takeLease(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  leaseOwner: string,
): Promise<boolean> {
  return inTenant(context, async (db) => {
    const taken = await db.$executeRaw`
      UPDATE half_checks SET lease_owner = ${leaseOwner},
        lease_until = clock_timestamp() + make_interval(secs => ${checkLeaseSeconds})
      WHERE system_email_id = ${systemEmailId}::uuid AND half::text = ${half}
        AND (lease_until IS NULL OR lease_until < clock_timestamp())`;
    return taken > 0 || (await db.halfCheck.count({ where: { systemEmailId, half } })) === 0;
  });
}
