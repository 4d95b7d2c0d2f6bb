import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { explainMailFailure } from "@/lib/diagnosis/explain-mail-failure";
import { type Failure, failures } from "@/lib/errors";
import { classifyReply, mayBeTheToken } from "@/lib/mail/classify-reply";
import { redactReport } from "@/lib/mail/redact-report";
import type { MailFailureCode, Stage } from "@/lib/mail/schema";
import { providerOf } from "@/lib/providers/provider-of";
import { fail, type Result, succeed } from "@/lib/result";
import { findNewestVerifications } from "@/lib/system-email/list-system-emails";
import { readKnownSecrets } from "@/lib/system-email/read-known-secrets";
import { recordVerification } from "@/lib/verification/record-verification";
import type { WorkerContext } from "./authenticate-worker";
import type { Report, ReportAnswer } from "./report-contract";

type Diagnosis = NonNullable<ReportAnswer["diagnosis"]>;

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
    const { configVersion, updatedAt, ...known } = reported.value;
    const lines = redactReport(report.raw, await readKnownSecrets(db, context, mailboxId));
    const judged = judge(report, lines.join(" "), known);
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
      folders: [],
      configVersion,
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

type Reported = { address: string; signsInByToken: boolean; configVersion: number; updatedAt: Date };

async function findReported(
  db: Database,
  id: string,
  { protocol }: Report,
): Promise<Result<Reported, Failure<"not_found" | "invalid_request">>> {
  const email = await db.systemEmail.findUnique({
    where: { id },
    select: {
      address: true,
      configVersion: true,
      updatedAt: true,
      remoteMailbox: { select: { authentication: true, protocol: true } },
      outgoingSmtp: { select: { authentication: true } },
    },
  });
  if (email === null || email.remoteMailbox === null || email.outgoingSmtp === null)
    return fail({ code: "not_found", message: "There is no such mailbox." });
  const { remoteMailbox, outgoingSmtp, ...known } = email;
  if (protocol !== "smtp" && protocol !== remoteMailbox.protocol) {
    const message = `protocol: ${email.address} is fetched by ${remoteMailbox.protocol.toUpperCase()}.`;
    return fail({ code: "invalid_request", message });
  }
  const own = protocol === "smtp" ? outgoingSmtp : remoteMailbox;
  const serving = own.authentication === "same_as_remote_mailbox" ? remoteMailbox : own;
  return succeed({ ...known, signsInByToken: providerOf(serving.authentication) !== null });
}

async function isKnownHealthy(db: Database, id: string, half: Half, configVersion: number): Promise<boolean> {
  const newest = (await findNewestVerifications(db, [id])).get(`${id} ${half}`);
  return newest?.isHealthy === true && newest.configVersion === configVersion;
}

type Judgement = { code: MailFailureCode; message: string; diagnosis: Diagnosis | null; blamesToken: boolean };

/** What is wrong, by the server's words; null when nothing is. */
function judge(
  { protocol, stage, outcome }: Report,
  reply: string,
  known: { address: string; signsInByToken: boolean },
): Judgement | null {
  if (outcome === "ok") return null;
  const code = classifyReply({ protocol, stage, reply });
  const explained = explainMailFailure(code, { reply, ...known });
  const diagnosis = explained && {
    cause: explained.explanation,
    owner: explained.whoCanMend,
    step: explained.nextSteps.join(" "),
  };
  return {
    code,
    message: diagnosis === null ? failures[code].title : `${diagnosis.cause} ${diagnosis.step}`,
    diagnosis,
    blamesToken: code === "authentication_failed" && known.signsInByToken && mayBeTheToken(reply),
  };
}

/** The one stage that the worker told of; how long it took only the worker knows. */
function describeStage({ stage: name }: Report, replies: string[], judged: Judgement | null): Stage {
  const told = { name, durationMs: 0, replies };
  if (judged === null) return { ...told, status: "passed", summary: "Reported by a Mail Worker" };
  const { code, message } = judged;
  return { ...told, status: "failed", summary: message, failure: { code, message } };
}
