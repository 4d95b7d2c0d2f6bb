import { addSeconds, type Clock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { type FailureCode, failures } from "@/lib/errors";
import type { ClaimedCheck } from "./claim-due-checks";
import type { FinishedVerification } from "./finished-verification";
import { leaveServerAlone, trustServerAgain } from "./leave-server-alone";
import { recordVerification } from "./record-verification";
import { runCheck } from "./run-check";

/** Shorter than when somebody waits: a server that answers so slowly is told as slow. In milliseconds. */
const deadlineMs = 15_000;
/** When there is no token for now, the mail server is left for the next time. */
const retrySeconds = 600;

/** How a scheduled check ended: kept; nothing to sign in with until somebody acts; or only for now. */
export type CheckedByItself = "checked" | "set_aside" | "put_off";

/**
 * Checks a half whose lease was claimed, keeps what was found and ends the lease. Audits nothing: there are too many of
 * these. Where the server throttles or refuses, it is left alone for a while.
 */
export async function checkClaimed(claimed: ClaimedCheck, clock: Clock): Promise<CheckedByItself> {
  const { context, systemEmailId, half, leaseOwner } = claimed;
  const checked = await runCheck(context, { systemEmailId, half, deadlineMs }, () => undefined);
  if (!checked.ok) {
    const isForNow = failures[checked.failure.code].retryable;
    await giveBack(claimed, addSeconds(clock(), retrySeconds));
    return isForNow ? "put_off" : "set_aside";
  }
  const finishedAt = clock();
  const { startedAt, finishedAt: ended, ...found } = checked.value.verification;
  const verification: FinishedVerification = {
    ...found,
    trigger: "scheduled",
    askedBy: null,
    reportedBy: null,
    startedAt: new Date(finishedAt.getTime() - (ended.getTime() - startedAt.getTime())),
    finishedAt,
  };
  await inTenant(context, (db) => recordVerification(db, context, verification, { leaseOwner }));
  await judgeServer(claimed, verification);
  return "checked";
}

/** Ends the lease of a half that could not be checked. What somebody has to act on first is not due until then. */
async function giveBack({ context, systemEmailId, half, leaseOwner }: ClaimedCheck, retryAt: Date): Promise<void> {
  await inTenant(
    context,
    (db) => db.$executeRaw`
      UPDATE half_checks k SET lease_owner = NULL, lease_until = NULL,
        due_at = CASE WHEN may_be_checked(k) THEN ${retryAt}::timestamptz END
      WHERE k.system_email_id = ${systemEmailId}::uuid AND k.half::text = ${half} AND k.lease_owner = ${leaseOwner}`,
  );
}

async function judgeServer({ server, wasServerPaused }: ClaimedCheck, found: FinishedVerification): Promise<void> {
  const { isHealthy, cause, failureCode, finishedAt } = found;
  if (isHealthy) {
    if (wasServerPaused) await trustServerAgain(server, finishedAt);
    return;
  }
  const isKnown = cause !== null && cause !== "unknown";
  if (isKnown ? pausingCauses.has(cause) : pausingCodes.has(failureCode ?? "")) {
    await leaveServerAlone(server, finishedAt);
  }
}

/** What is no mailbox's fault, but the server's wish or state. */
const pausingCauses: ReadonlySet<string> = new Set([
  "too_many_connections",
  "too_many_logins",
  "throttled",
  "mail_server_unavailable",
  "refused",
  "host_unreachable",
  "timeout",
]);
const pausingCodes: ReadonlySet<string> = new Set<FailureCode>([
  "server_unavailable",
  "connection_refused",
  "deadline_passed",
]);
