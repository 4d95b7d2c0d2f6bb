import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";
import { failures, isFailureCode } from "@/lib/errors";
import { recordEvent } from "@/lib/event/record-event";
import { metrics } from "@/lib/metrics/metrics";
import { writeStageTimes } from "@/lib/system-email/stored-stages";
import type { TenantContext } from "@/lib/tenancy/context";
import { addToDay } from "./add-to-day";
import { countCheck } from "./count-check";
import type { FinishedVerification } from "./finished-verification";
import { type CheckOutcome, planNextCheck } from "./plan-next-check";
import { type Kept, lockHalfCheck, writeHalfCheck } from "./write-half-check";

/** The same told again within this time adds nothing. */
const sameForSeconds = 60;

/** Checks are planned also while none runs by itself, so that they begin where that is changed. */
const assumedMinutes = 60;

/**
 * Keeps a Verification, with what follows from it: how the half stands since when, when it is checked again, and the
 * day's counts. Tells the feed when a half that was well fails, and when one that had failed is well again. Call it last
 * in the transaction: it records an event. `leaseOwner` is whoever holds the half's lease, which ends with this.
 *
 * Of what Mail Workers report, no more than one row a minute is kept for each outcome and failure code, however many
 * report it: what was told less than a minute ago becomes the newest again instead.
 */
export async function recordVerification(
  db: Database,
  context: Pick<TenantContext, "tenantId">,
  verification: FinishedVerification,
  { leaseOwner = null }: { leaseOwner?: string | null } = {},
): Promise<void> {
  const { systemEmailId, half, isHealthy, failureCode, finishedAt, reportedBy, protocol } = verification;
  // Whoever records one of the same System Email waits, so that of many who tell the same only the first tells the feed.
  const [email] = await db.$queryRaw<object[]>`
    SELECT 1 FROM system_emails WHERE id = ${systemEmailId}::uuid FOR NO KEY UPDATE`;
  // It was deleted while it was checked.
  if (email === undefined) return;
  const known = await lockHalfCheck(db, context, { systemEmailId, half });
  // What happened before the newest check says nothing about how things stand.
  if (reportedBy !== null && known.checkedAt !== null && known.checkedAt > finishedAt) return;
  const outcome = judgeOutcome(verification);
  const kept = reportedBy === null ? "added" : await keepAgain(db, verification);
  if (kept === "added") {
    await db.verification.create({ data: { tenantId: context.tenantId, ...toRow(verification, outcome) } });
    await addToDay(db, context, verification, outcome);
  }
  const isToldAgain = kept !== "added" && known.isHealthy === false;
  const failedInRow = isHealthy ? 0 : known.failedInRow + (isToldAgain ? 0 : 1);
  // What somebody else saw fail is looked at as soon as what may pass by itself.
  const toPlan = reportedBy === null ? { outcome, failedInRow } : { outcome: "transient" as const, failedInRow: 1 };
  const dueAt = planNextCheck(toPlan, finishedAt, environment().checks.everyMinutes || assumedMinutes, Math.random);
  await writeHalfCheck(db, verification, { known, outcome, failedInRow, kept, dueAt, leaseOwner });
  metrics().checks.inc({ protocol, outcome });
  const wasHealthy = known.isHealthy ?? true;
  if (wasHealthy !== isHealthy) {
    await recordEvent(db, context, {
      type: isHealthy ? "verification.recovered" : "verification.failed",
      systemEmailId,
      data: { half, protocol, code: failureCode, reportedBy },
    });
  }
  if (kept === "added") await countCheck(db, context, outcome);
}

/** What the Diagnosis does not say is judged by the failure's code. */
function judgeOutcome({ isHealthy, isTransient, failureCode }: FinishedVerification): CheckOutcome {
  if (isHealthy) return "healthy";
  const byCode = failureCode !== null && isFailureCode(failureCode) && failures[failureCode].retryable;
  return (isTransient ?? byCode) ? "transient" : "failed";
}

/** A scheduled one that passed is one of very many, so that its row has the times of its stages alone. */
function toRow(verification: FinishedVerification, outcome: CheckOutcome) {
  const { stages, folders, trigger, isHealthy } = verification;
  const isOneOfMany = trigger === "scheduled" && isHealthy;
  return {
    ...verification,
    isTransient: isHealthy ? null : outcome === "transient",
    stages: isOneOfMany ? writeStageTimes(stages) : stages,
    folders: isOneOfMany ? [] : folders,
  };
}

/** Whether the same was told less than a minute ago; if something else has been told since, it is the newest again. */
async function keepAgain(
  db: Database,
  { systemEmailId, half, isHealthy, failureCode, configVersion, finishedAt, stages }: FinishedVerification,
): Promise<Kept> {
  const since = new Date(finishedAt.getTime() - sameForSeconds * 1000);
  const newestFirst = { orderBy: { finishedAt: "desc" }, select: { id: true, trigger: true } } as const;
  const same = await db.verification.findFirst({
    where: { systemEmailId, half, isHealthy, failureCode, configVersion, startedAt: { gt: since } },
    ...newestFirst,
  });
  if (same === null) return "added";
  const newest = await db.verification.findFirst({ where: { systemEmailId, half }, ...newestFirst });
  if (same.id === newest?.id) return "newest";
  // What a check of our own saw stays as it was seen.
  const seen = same.trigger === "reported" ? { finishedAt, stages } : { finishedAt };
  await db.verification.update({ where: { id: same.id }, data: seen });
  return "newest_again";
}
