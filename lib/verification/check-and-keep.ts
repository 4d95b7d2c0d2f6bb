import { recordAudit } from "@/lib/audit/record-audit";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import type { VerificationReport } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import type { MailAccessFailure } from "@/lib/system-email/get-mail-access";
import type { TenantContext } from "@/lib/tenancy/context";
import { withCheckLease } from "./check-lease";
import { recordVerification } from "./record-verification";
import { type OnStage, runCheck } from "./run-check";

export type CheckFailure = MailAccessFailure | Failure<"request_under_way">;

/**
 * Checks one half because somebody asked, keeps what was found and audits it. Waits for a check of the same half that is
 * under way; fails with request_under_way where that does not end. What asking costs is the caller's business.
 */
export async function checkAndKeep(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  onStage: OnStage,
): Promise<Result<VerificationReport, CheckFailure>> {
  const run = await withCheckLease(context, { systemEmailId, half }, async (leaseOwner) => {
    const checked = await runCheck(context, { systemEmailId, half }, onStage);
    if (!checked.ok) return checked;
    const { address, report, verification } = checked.value;
    const { protocol, isHealthy, failure } = report;
    const kept = { ...verification, trigger: "asked", askedBy: context.actor.label, reportedBy: null } as const;
    await inTenant(context, async (db) => {
      await recordAudit(db, context, {
        action: "verification.finished",
        subject: { type: "system_email", id: systemEmailId, label: address },
        details: { half, protocol, isHealthy, failure: failure?.code ?? null },
      });
      await recordVerification(db, context, kept, { leaseOwner });
    });
    return succeed(report);
  });
  if (run !== null) return run.value;
  return fail({
    code: "request_under_way",
    message: "This is being checked already, and that takes its time. Its outcome is kept; try again in a moment.",
  });
}
