import type { Database } from "@/lib/db/client";
import type { TenantContext } from "@/lib/tenancy/context";
import type { FinishedVerification } from "./finished-verification";
import type { CheckOutcome } from "./plan-next-check";

/**
 * Adds a Verification to the counts of its day, in UTC. How long it took counts where it passed and was a check of our
 * own: a failed one may have waited for its deadline, and what a Mail Worker reports has no times.
 */
export async function addToDay(
  db: Database,
  { tenantId }: Pick<TenantContext, "tenantId">,
  { systemEmailId, half, protocol, stages, finishedAt, cause, failureCode, trigger }: FinishedVerification,
  outcome: CheckOutcome,
): Promise<void> {
  const isTimed = outcome === "healthy" && trigger !== "reported";
  const tookMs = isTimed ? stages.reduce((sum, { durationMs }) => sum + durationMs, 0) : 0;
  const day = finishedAt.toISOString().slice(0, 10);
  const passed = Number(outcome === "healthy");
  const transient = Number(outcome === "transient");
  const failed = Number(outcome === "failed");
  await db.$executeRaw`
    INSERT INTO verification_days AS d (tenant_id, system_email_id, half, protocol, day, passed_count, transient_count,
      failed_count, timed_count, passed_total_ms, slowest_ms, last_cause)
    VALUES (${tenantId}::uuid, ${systemEmailId}::uuid, ${half}::half, ${protocol}::verification_protocol, ${day}::date,
      ${passed}, ${transient}, ${failed}, ${Number(isTimed)}, ${tookMs}, ${tookMs},
      ${outcome === "healthy" ? null : (cause ?? failureCode)})
    ON CONFLICT (tenant_id, system_email_id, half, protocol, day) DO UPDATE SET
      passed_count = d.passed_count + excluded.passed_count,
      transient_count = d.transient_count + excluded.transient_count,
      failed_count = d.failed_count + excluded.failed_count,
      timed_count = d.timed_count + excluded.timed_count,
      passed_total_ms = d.passed_total_ms + excluded.passed_total_ms,
      slowest_ms = GREATEST(d.slowest_ms, excluded.slowest_ms),
      last_cause = COALESCE(excluded.last_cause, d.last_cause)`;
}
