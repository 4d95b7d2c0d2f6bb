import { addSeconds, systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Health } from "@/lib/system-email/health-schema";
import { halfKey, readHalfStates } from "@/lib/system-email/read-half-states";
import type { WorkerContext } from "./authenticate-worker";
import { canSee } from "./can-see";
import { describeProblem } from "./describe-problem";
import { keepReport } from "./keep-report";
import { toProblemDiagnosis } from "./problem-contract";
import { replaceRefusedToken, toleranceSeconds } from "./replace-refused-token";
import type { Report, ReportAnswer } from "./report-contract";
import { requireScope } from "./require-scope";

/**
 * Takes what a mail server said to a Mail Worker: it becomes part of the mailbox's health, and is explained. Where it
 * refused a token, the provider is asked for a new one, once, however many workers report it.
 */
export async function reportReply(
  context: WorkerContext,
  mailboxId: string,
  report: Report,
): Promise<Result<ReportAnswer, Failure<"not_found" | "invalid_request">>> {
  requireScope(context, "reports:write");
  const notFound = fail({ code: "not_found" as const, message: "There is no such mailbox." });
  if (!canSee(context, mailboxId)) return notFound;
  const arrivedAt = systemClock();
  const kept = await keepReport(context, mailboxId, report);
  if (!kept.ok) return kept;
  const { half, blamesToken } = kept.value;
  let diagnosis = kept.value.diagnosis === null ? null : toProblemDiagnosis(kept.value.diagnosis);
  let refreshed = false;
  if (blamesToken) {
    const { tokenExpiresAt } = report;
    const refusedAt = findRefusal(report, arrivedAt);
    const replaced = await replaceRefusedToken(context, { systemEmailId: mailboxId, half, tokenExpiresAt, refusedAt });
    refreshed = replaced.refreshed;
    // What the provider says is nearer to the cause than what the mail server said.
    if (replaced.failure !== null)
      diagnosis = describeProblem(replaced.failure, context.requestId).diagnosis ?? diagnosis;
  }
  const health = await readHealth(context, mailboxId, half);
  return health === null ? notFound : succeed({ diagnosis, health, refreshed });
}

/** When the mail server refused: never after the report came, and as late as a time kept to the second allows. */
function findRefusal({ at }: Report, arrivedAt: Date): Date {
  if (at === undefined) return arrivedAt;
  const latest = addSeconds(new Date(at), toleranceSeconds);
  return latest < arrivedAt ? latest : arrivedAt;
}

/** How a half stands now, or null where the mailbox is gone. */
async function readHealth(context: WorkerContext, id: string, half: Half): Promise<Health | null> {
  const states = await inTenant(context, (db) => readHalfStates(db, [id]));
  return states.get(halfKey(id, half))?.health ?? null;
}
