import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import type { RenewLease } from "./lease-contract";
import { lockLease } from "./lock-lease";
import { requireScope } from "./require-scope";

/** Has a lease last for `leaseSeconds` from now, unless it was ended or taken over (lease_lost). */
export async function renewLease(
  context: WorkerContext,
  id: string,
  { leaseSeconds, fence }: RenewLease,
): Promise<
  Result<{ id: string; mailboxId: string; fence: number; expiresAt: string }, Failure<"not_found" | "lease_lost">>
> {
  requireScope(context, "leases:write");
  return inTenant(context, async (db) => {
    const lease = await lockLease(db, context, { id, fence });
    if (!lease.ok) return lease;
    const { mailboxId, hasEnded } = lease.value;
    if (hasEnded) return fail({ code: "lease_lost", message: "The lease has been ended. Take a new one." });
    const [renewed] = await db.$queryRaw<{ leaseUntil: Date }[]>`
      UPDATE fetch_states SET lease_until = now() + make_interval(secs => ${leaseSeconds}),
        next_fetch_at = now() + make_interval(secs => ${leaseSeconds})
      WHERE tenant_id = ${context.tenantId}::uuid AND system_email_id = ${mailboxId}::uuid
      RETURNING lease_until AS "leaseUntil"`;
    if (renewed === undefined) throw new Error("The lease's row is locked and gone");
    return succeed({ id, mailboxId, fence: lease.value.fence, expiresAt: renewed.leaseUntil.toISOString() });
  });
}
