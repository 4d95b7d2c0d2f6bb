import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import type { Failure } from "@/lib/errors";
import { refreshNow } from "@/lib/grant/refresh-now";
import { fail, type Result, succeed } from "@/lib/result";
import { healthReasonSchema } from "@/lib/system-email/health-schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { verifyHalf } from "@/lib/verification/verify-half";

/** What a retry of one mailbox came to, and how many others follow by themselves. */
export type Retried = {
  address: string;
  isMended: boolean;
  /** What still fails; null where nothing does. */
  reason: string | null;
  /** How many halves besides are due now. */
  othersDue: number;
};

type Concerned = { systemEmailId: string; half: Half; serving: Half; address: string; reason: string };

/**
 * Tries at once whether a cause is mended, on the mailbox that it has concerned longest, and makes the checks of all
 * others that it concerns due now. What is no failure of a check is tried by a refresh.
 */
export async function retryCause(
  context: TenantContext,
  { causeKey }: { causeKey: string },
): Promise<Result<Retried, Failure>> {
  requirePermission(context, "system_email:verify");
  const halves = await inTenant(context, async (db) => {
    await joinByHash(db);
    return db.$queryRaw<Concerned[]>`
      SELECT h.system_email_id AS "systemEmailId", h.half::text AS half, h.serving_half::text AS serving, h.address, h.reason
      FROM half_states h
      WHERE h.tenant_id = current_tenant_id() AND h.cause_key = ${causeKey} 
      ORDER BY h.grant_id IS NULL, h.half, h.since, h.address`;
  });
  const [first, ...others] = halves;
  if (first === undefined) return succeed({ address: "", isMended: true, reason: null, othersDue: 0 });
  const reason = healthReasonSchema.parse(first.reason);
  const isOfCheck = reason === "check_failed" || reason === "check_failing";
  const tried = isOfCheck ? await check(context, first) : await refresh(context, first);
  if (!tried.ok) return tried;
  if (others.length > 0) await makeDue(context, others);
  return succeed({
    address: first.address,
    isMended: tried.value === null,
    reason: tried.value,
    othersDue: others.length,
  });
}

/** What the check failed with; null where it passed. */
async function check(
  context: TenantContext,
  { systemEmailId, half }: Concerned,
): Promise<Result<string | null, Failure>> {
  const report = await verifyHalf(context, { systemEmailId, half }, () => undefined);
  if (!report.ok) return report;
  const { isHealthy, failure } = report.value;
  return succeed(isHealthy ? null : (failure?.message ?? "The check failed."));
}

async function refresh(
  context: TenantContext,
  { systemEmailId, serving }: Concerned,
): Promise<Result<string | null, Failure>> {
  const refreshed = await refreshNow(context, { systemEmailId, half: serving });
  if (refreshed.ok) return succeed(null);
  const { code, message } = refreshed.failure;
  // What says nothing of the cause is told as it is.
  return code === "not_found" || code === "rate_limited" ? fail(refreshed.failure) : succeed(message);
}

async function makeDue(context: TenantContext, halves: readonly Concerned[]): Promise<void> {
  const ids = halves.map(({ systemEmailId }) => systemEmailId);
  await inTenant(
    context,
    (db) => db.$executeRaw`
      UPDATE half_checks k SET due_at = LEAST(k.due_at, clock_timestamp())
      FROM (
        SELECT k.tenant_id, k.system_email_id, k.half FROM half_checks k
        WHERE k.system_email_id = ANY (${ids}::uuid[]) AND k.due_at IS NOT NULL
        -- Whoever holds a row is checking it at this moment.
        FOR UPDATE SKIP LOCKED
      ) l
      WHERE k.tenant_id = l.tenant_id AND k.system_email_id = l.system_email_id AND k.half = l.half`,
  );
}
