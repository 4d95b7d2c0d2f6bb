import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { diagnose } from "@/lib/diagnosis/diagnose";
import { diagnoseMailFailure } from "@/lib/diagnosis/diagnose-mail-failure";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import type { Failure } from "@/lib/errors";
import { causeSet } from "@/lib/health/cause-set";
import { classifyReply, mayBeTheToken } from "@/lib/mail/classify-reply";
import { redactReport } from "@/lib/mail/redact-report";
import type { MailFailureCode, Stage } from "@/lib/mail/schema";
import { fail, type Result, succeed } from "@/lib/result";
import { findNewestVerifications } from "@/lib/system-email/find-newest-verifications";
import { readKnownSecrets } from "@/lib/system-email/read-known-secrets";
import { type DiagnosisFacts, readDiagnosisFacts } from "@/lib/verification/read-diagnosis-facts";
import { readFailureFacts } from "@/lib/verification/read-failure-facts";
import { recordVerification } from "@/lib/verification/record-verification";
import type { WorkerContext } from "./authenticate-worker";
import { otherProtocol } from "./other-protocol";
import type { Report } from "./report-contract";

export type KeptReport = { half: Half; diagnosis: Diagnosis | null; blamesToken: boolean };

/**
 * Keeps what a Mail Worker was told by a mail server as a Verification of that half, without secrets. What happened
 * before the settings were last changed says nothing about them and is not kept; neither is, with `onlyNews`, a success
 * where the last check succeeded too.
 */
export async function keepReport(
  context: WorkerContext,
  mailboxId: string,
  report: Report,
  { onlyNews = false }: { onlyNews?: boolean } = {},
): Promise<Result<KeptReport, Failure<"not_found" | "invalid_request">>> {
  const half: Half = report.protocol === "smtp" ? "outgoing_smtp" : "remote_mailbox";
  return inTenant(context, async (db) => {
    const reported = await findReported(db, mailboxId, report);
    if (!reported.ok) return reported;
    const { configVersion, updatedAt, facts } = reported.value;
    const lines = redactReport(report.raw, await readKnownSecrets(db, context, mailboxId));
    const judged = judge(report, lines, facts);
    const kept = { half, diagnosis: judged?.diagnosis ?? null, blamesToken: judged?.blamesToken === true };
    const at = whenOf(report);
    if (at < updatedAt || (onlyNews && (await isKnownHealthy(db, mailboxId, half, configVersion))))
      return succeed(kept);
    await recordVerification(db, context, {
      systemEmailId: mailboxId,
      half,
      protocol: report.protocol,
      isHealthy: judged === null,
      stages: [describeStage(report, lines, judged)],
      failureCode: judged?.code ?? null,
      cause: judged?.diagnosis.cause ?? null,
      isTransient: judged?.diagnosis.transient ?? null,
      folders: [],
      configVersion,
      trigger: "reported",
      askedBy: null,
      reportedBy: context.actor.label,
      startedAt: at,
      finishedAt: at,
    });
    return succeed(kept);
  });
}

/** When it happened. A worker's clock may be ahead of ours. */
function whenOf({ at }: Report): Date {
  const now = systemClock();
  return at === undefined || new Date(at) > now ? now : new Date(at);
}

type Reported = { facts: DiagnosisFacts; configVersion: number; updatedAt: Date };

async function findReported(
  db: Database,
  id: string,
  { protocol, outcome }: Report,
): Promise<Result<Reported, Failure<"not_found" | "invalid_request">>> {
  const email = await db.systemEmail.findUnique({
    where: { id },
    select: { address: true, configVersion: true, updatedAt: true },
  });
  const half: Half = protocol === "smtp" ? "outgoing_smtp" : "remote_mailbox";
  const place = { systemEmailId: id, half };
  const facts =
    outcome === "ok"
      ? await readDiagnosisFacts(db, place)
      : await readFailureFacts(db, { ...place, at: systemClock() });
  if (email === null || facts === null) return fail({ code: "not_found", message: "There is no such mailbox." });
  const { address, ...version } = email;
  if (protocol !== facts.protocol) return fail(otherProtocol({ address, protocol: facts.protocol }));
  return succeed({ ...version, facts });
}

async function isKnownHealthy(db: Database, id: string, half: Half, configVersion: number): Promise<boolean> {
  const newest = (await findNewestVerifications(db, [id])).get(`${id} ${half}`);
  return newest?.isHealthy === true && newest.configVersion === configVersion;
}

type Judgement = { code: MailFailureCode; diagnosis: Diagnosis; blamesToken: boolean };

/** What is wrong, by the server's words; null when nothing is. */
function judge(
  { protocol, stage, outcome }: Report,
  lines: readonly string[],
  facts: DiagnosisFacts,
): Judgement | null {
  if (outcome === "ok") return null;
  const reply = lines.join(" ");
  const code = classifyReply({ protocol, stage, reply });
  const told = diagnose({ stage: protocol, provider: facts.provider, raw: lines.join("\n"), context: facts.context });
  const isKnown = told.cause !== "unknown" && told.confidence >= 0.5;
  // Where the words are not known, the stage that the worker named says more.
  const diagnosis = isKnown ? told : diagnoseMailFailure({ replies: lines, failure: { code, message: reply } }, facts);
  const signsInByToken = facts.context.signsInBy === "token";
  return {
    code,
    diagnosis,
    blamesToken:
      code === "authentication_failed" && signsInByToken && mayBeTheToken(reply) && causesOfSignIn.has(diagnosis.cause),
  };
}

/**
 * What a new token may mend, or what a refused one may look like. Anything else (the connection, a line that is too long, a
 * limit, a server in trouble) stays as it is whatever token comes next.
 */
const causesOfSignIn = causeSet(
  "xoauth2_token_rejected",
  "access_token_expired",
  "wrong_audience_scopes",
  "mailbox_access_denied",
  "service_principal_missing",
  "consent_missing",
  "admin_consent_required",
  "refresh_token_inactive",
  "grant_revoked_password_changed",
  "grant_expired_or_revoked",
  "mfa_required",
  "conditional_access_blocked",
  "sign_in_frequency",
  "user_disabled",
  "account_locked",
  "password_expired",
  "password_wrong",
  "app_password_required",
  "web_login_required",
  "basic_auth_disabled",
  "legacy_auth_blocked_by_policy",
  // Some servers refuse a token with the same words.
  "imap_disabled",
  "pop_disabled",
  "smtp_not_authenticated",
  "unknown",
);

/** The one stage that the worker told of; how long it took only the worker knows. */
function describeStage({ stage: name }: Report, replies: string[], judged: Judgement | null): Stage {
  const told = { name, durationMs: 0, replies };
  if (judged === null) return { ...told, status: "passed", summary: "Reported by a Mail Worker" };
  const { code, diagnosis } = judged;
  const message = [diagnosis.explanation, ...diagnosis.steps].join(" ");
  return { ...told, status: "failed", summary: message, failure: { code, message } };
}
