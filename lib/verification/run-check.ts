import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import { environment } from "@/lib/env";
import type { MailProtocol, Stage, VerificationReport } from "@/lib/mail/schema";
import { verifyImap } from "@/lib/mail/verify-imap";
import { verifyPop3 } from "@/lib/mail/verify-pop3";
import { verifySmtp } from "@/lib/mail/verify-smtp";
import { readJwtClaims } from "@/lib/oauth/read-jwt-claims";
import { fail, type Result, succeed } from "@/lib/result";
import {
  getMailAccess,
  loadSystemEmail,
  type MailAccess,
  type MailAccessFailure,
} from "@/lib/system-email/get-mail-access";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { diagnoseStages } from "./diagnose-stages";
import type { FinishedVerification } from "./finished-verification";
import type { DiagnosisFacts } from "./read-diagnosis-facts";
import { readFailureFacts } from "./read-failure-facts";
import { reviewToken } from "./review-token";

/** What a check found: for whom it asked, and as it is kept. Who asked for it is the caller's to add. */
export type FinishedCheck = {
  address: string;
  report: VerificationReport;
  /** Why it failed; null where it did not. */
  diagnosis: Diagnosis | null;
  verification: Omit<FinishedVerification, "askedBy" | "reportedBy" | "trigger">;
};

/** Hears of a stage when it is over, and of one that failed also why. */
export type OnStage = (stage: Stage, diagnosis: Diagnosis | null) => void;

/**
 * Checks one half of a System Email on its mail server with the settings that are saved, within `deadlineMs` for all
 * stages together. Each stage is told to `onStage` when it is over, one that failed with its Diagnosis and, where a
 * token was refused, with what the token says about itself. Keeps nothing and audits nothing: that is its callers'
 * business. A failed stage is a report, not a failure: a failure means that there was nothing to
 * sign in with.
 */
export async function runCheck(
  context: TenantContext,
  { systemEmailId, half, deadlineMs = 30_000 }: { systemEmailId: string; half: Half; deadlineMs?: number },
  onStage: OnStage,
): Promise<Result<FinishedCheck, MailAccessFailure>> {
  requirePermission(context, "system_email:verify");
  const email = await loadSystemEmail(context, systemEmailId);
  if (email === null) return fail({ code: "not_found", message: "There is no such System Email." });
  const access = await getMailAccess(context, email, { half, minValidSeconds: 60 });
  if (!access.ok) return access;
  const startedAt = systemClock();
  const incoming = half === "outgoing_smtp" ? null : email.remoteMailbox;
  const stages: Stage[] = [];
  const tell = (stage: Stage, why: Diagnosis | null = null) => {
    stages.push(stage);
    onStage(stage, why);
  };
  // The stage that failed, which is told once it is explained, and behind it those that were not reached.
  const untold: Stage[] = [];
  const report = await speak(access.value, { incoming, sender: email.address, deadlineMs }, (stage) => {
    if (stage.status === "failed" || untold.length > 0) untold.push(stage);
    else tell(stage);
  });
  const finishedAt = systemClock();
  const [failed, ...notReached] = untold;
  let diagnosis: Diagnosis | null = null;
  if (failed !== undefined) {
    const facts = await inTenant(context, (db) => readFailureFacts(db, { systemEmailId, half, at: finishedAt }));
    if (facts === null) return fail({ code: "not_found", message: "The System Email was deleted meanwhile." });
    const stage = addTokenReview(failed, access.value, facts);
    diagnosis = diagnoseStages([stage], facts);
    tell(stage, diagnosis);
    for (const one of notReached) tell(one);
  }
  return succeed({
    address: email.address,
    report: { ...report, stages },
    diagnosis,
    verification: {
      systemEmailId,
      half,
      protocol: report.protocol,
      isHealthy: report.isHealthy,
      stages,
      failureCode: report.failure?.code ?? null,
      ...summarize(diagnosis),
      folders: report.folders?.map(({ path }) => path) ?? [],
      configVersion: email.configVersion,
      startedAt,
      finishedAt,
    },
  });
}

function summarize(diagnosis: Diagnosis | null): Pick<FinishedVerification, "cause" | "isTransient"> {
  return { cause: diagnosis?.cause ?? null, isTransient: diagnosis?.transient ?? null };
}

/** Beside a refused token: its claims, compared with what the protocol and the mailbox need. */
function addTokenReview(stage: Stage, { credential, token }: MailAccess, facts: DiagnosisFacts): Stage {
  const isRefused = stage.name === "authentication" && stage.status === "failed";
  if (!isRefused || token === null || credential.mechanism !== "XOAUTH2") return stage;
  const { protocol, provider, context } = facts;
  const review = reviewToken({
    provider,
    protocol,
    claims: readJwtClaims(credential.accessToken),
    username: credential.username,
    mailboxType: context.mailboxType ?? "user",
    grant: {
      scopes: token.scopes,
      expiresAt: token.expiresAt,
      resourceOwner: context.resourceOwner ?? credential.username,
    },
    directoryId: context.directoryId ?? null,
    now: systemClock(),
  });
  return { ...stage, token: review };
}

type Wanted = {
  incoming: {
    protocol: Exclude<MailProtocol, "smtp">;
    folder: string;
    afterFetchAction: string;
    archiveFolder: string | null;
  } | null;
  sender: string;
  deadlineMs: number;
};

function speak(
  { settings, credential }: MailAccess,
  { incoming, sender, deadlineMs }: Wanted,
  onStage: (stage: Stage) => void,
): Promise<VerificationReport> {
  const request = { settings, policy: environment().egressPolicy, deadlineMs };
  if (incoming === null) return verifySmtp({ ...request, credential, sender }, onStage);
  if (credential.mechanism === "NONE") throw new Error("A Remote Mailbox always signs in");
  if (incoming.protocol === "pop3") return verifyPop3({ ...request, credential }, onStage);
  const { folder, afterFetchAction, archiveFolder } = incoming;
  const archive = afterFetchAction === "archive" && archiveFolder !== null ? { archiveFolder } : {};
  return verifyImap({ ...request, credential, folder, ...archive, isEmptied: afterFetchAction !== "nothing" }, onStage);
}
