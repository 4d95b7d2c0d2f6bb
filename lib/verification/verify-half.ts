import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import type { Stage, VerificationReport } from "@/lib/mail/schema";
import { verifyImap } from "@/lib/mail/verify-imap";
import { verifyPop3 } from "@/lib/mail/verify-pop3";
import { verifySmtp } from "@/lib/mail/verify-smtp";
import { fail, type Result, succeed } from "@/lib/result";
import {
  getMailAccess,
  loadSystemEmail,
  type MailAccess,
  type MailAccessFailure,
} from "@/lib/system-email/get-mail-access";
import type { TenantContext } from "@/lib/tenancy/context";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { recordVerification } from "./record-verification";

/** One deadline for all stages together, in milliseconds. */
const deadlineMs = 30_000;

export type VerifyFailure = MailAccessFailure | Failure<"rate_limited">;

/**
 * Verifies one half of a System Email on its mail server, with the settings that are saved. Each stage is told
 * to `onStage` when it is over; the finished Verification is kept. A failed stage is a report, not a failure: a
 * failure means that there was nothing to sign in with.
 */
export async function verifyHalf(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
  onStage: (stage: Stage) => void,
): Promise<Result<VerificationReport, VerifyFailure>> {
  requirePermission(context, "system_email:verify");
  const waitSeconds = await takePoints([{ limit: runs, subject: context.tenantId }]);
  if (waitSeconds > 0)
    return fail({ code: "rate_limited", message: `Too many checks at once. Try again in ${waitSeconds} seconds.` });
  const email = await loadSystemEmail(context, systemEmailId);
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const access = await getMailAccess(context, email, { half, minValidSeconds: 60 });
  if (!access.ok) return access;

  const startedAt = systemClock();
  const report = await run(access.value, half === "outgoing_smtp" ? null : email.remoteMailbox, onStage);
  await inTenant(context, async (db) => {
    await recordAudit(db, context, {
      action: "verification.finished",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { half, protocol: report.protocol, isHealthy: report.isHealthy, failure: report.failure?.code ?? null },
    });
    await recordVerification(db, context, {
      systemEmailId,
      half,
      protocol: report.protocol,
      isHealthy: report.isHealthy,
      stages: report.stages,
      failureCode: report.failure?.code ?? null,
      folders: report.folders?.map(({ path }) => path) ?? [],
      configVersion: email.configVersion,
      reportedBy: null,
      startedAt,
      finishedAt: systemClock(),
    });
  });
  return succeed(report);
}

const runs: Limit = { name: "verify", points: 120, perSeconds: 300 };

type Incoming = { protocol: "imap" | "pop3"; folder: string; afterFetchAction: string; archiveFolder: string | null };

function run({ settings, credential }: MailAccess, incoming: Incoming | null, onStage: (stage: Stage) => void) {
  const request = { settings, policy: environment().egressPolicy, deadlineMs };
  if (incoming === null) return verifySmtp({ ...request, credential }, onStage);
  if (credential.mechanism === "NONE") throw new Error("A Remote Mailbox always signs in");
  if (incoming.protocol === "pop3") return verifyPop3({ ...request, credential }, onStage);
  const { folder, afterFetchAction, archiveFolder } = incoming;
  const archive = afterFetchAction === "archive" && archiveFolder !== null ? { archiveFolder } : {};
  return verifyImap({ ...request, credential, folder, ...archive }, onStage);
}
