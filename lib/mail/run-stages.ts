import { MailError, toMailError } from "@/lib/mail/mail-error";
import { nameTarget } from "@/lib/mail/name-target";
import { createRedactor } from "@/lib/mail/redact";
import type {
  MailFailure,
  MailProtocol,
  Stage,
  StageName,
  TlsFacts,
  VerificationReport,
  VerificationRequest,
} from "@/lib/mail/schema";

/** What a stage writes down while it works; secrets are replaced when it is recorded. */
export type StageNotes = Pick<Stage, "summary" | "replies" | "challenge" | "addresses" | "tls"> & { remarks: string[] };

/** Runs one stage after the other; `work` of a stage throws a MailError to fail it and all that follow. */
export type StageRun = {
  signal: AbortSignal;
  redact: (text: string) => string;
  pass<Value>(name: StageName, work: (notes: StageNotes) => Promise<Value>): Promise<Value>;
  skip(name: StageName, summary: string): void;
};

export type StagesOutcome<Value> =
  | { stages: Stage[]; value: Value; failure?: never }
  | { stages: Stage[]; failure: MailFailure; value?: never };

/**
 * Runs a conversation with a mail server as the stages of `plan`, in that order, and tells each one to
 * `onStage` when it is over. One deadline holds for everything: when it passes, the stage at work fails with
 * `deadline_passed`. However the run ends, `signal` aborts then, and with it every socket that was opened for it.
 */
export async function runStages<Value>(
  plan: readonly StageName[],
  request: VerificationRequest,
  onStage: (stage: Stage) => void,
  work: (run: StageRun) => Promise<Value>,
): Promise<StagesOutcome<Value>> {
  const { settings, deadlineMs } = request;
  const target = nameTarget(settings);
  const redact = createRedactor(request.credential);
  const stages: Stage[] = [];
  const record = (stage: Stage) => {
    stages.push(stage);
    onStage(stage);
  };
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(new Error("the deadline has passed")), deadlineMs);

  const pass = async <Value>(name: StageName, step: (notes: StageNotes) => Promise<Value>): Promise<Value> => {
    const startedAt = performance.now();
    const notes: StageNotes = { summary: "", replies: [], remarks: [] };
    const finish = (failure?: MailFailure) =>
      record(describeStage(name, Math.round(performance.now() - startedAt), notes, redact, failure));
    try {
      const value = await untilAborted(step(notes), end.signal);
      finish();
      return value;
    } catch (error) {
      const mailError = end.signal.aborted ? deadlinePassed(name, target, deadlineMs) : toMailError(error, target);
      finish(mailError.failure);
      throw mailError;
    }
  };
  const skip = (name: StageName, summary: string) =>
    record({ name, status: "skipped", durationMs: 0, summary, replies: [] });

  try {
    return { stages, value: await work({ signal: end.signal, redact, pass, skip }) };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    for (const name of plan.slice(stages.length)) skip(name, "Not reached");
    return { stages, failure: redactFailure(error.failure, redact) };
  } finally {
    clearTimeout(timer);
    end.abort();
  }
}

/** The outcome of a Verification's stages with what was found on the way, also when it failed in the end. */
export function reportStages(
  protocol: MailProtocol,
  outcome: StagesOutcome<unknown>,
  findings: Pick<VerificationReport, "folders" | "messageCount">,
): VerificationReport {
  const report: VerificationReport = { ...findings, protocol, isHealthy: !outcome.failure, stages: outcome.stages };
  return outcome.failure ? { ...report, failure: outcome.failure } : report;
}

function describeStage(
  name: StageName,
  durationMs: number,
  notes: StageNotes,
  redact: (text: string) => string,
  failure: MailFailure | undefined,
): Stage {
  const stage: Stage = {
    name,
    status: failure ? "failed" : "passed",
    durationMs,
    summary: redact(failure?.message ?? notes.summary),
    replies: notes.replies.slice(0, 40).map(redact),
  };
  if (notes.challenge) stage.challenge = redactRecord(notes.challenge, redact);
  if (notes.remarks.length > 0) stage.remarks = notes.remarks.map(redact);
  if (notes.addresses) stage.addresses = notes.addresses;
  if (notes.tls) stage.tls = redactTls(notes.tls, redact);
  if (failure) stage.failure = redactFailure(failure, redact);
  return stage;
}

function redactFailure(failure: MailFailure, redact: (text: string) => string): MailFailure {
  const message = redact(failure.message);
  return failure.facts
    ? { code: failure.code, message, facts: redactRecord(failure.facts, redact) }
    : { code: failure.code, message };
}

function redactRecord(record: Record<string, string>, redact: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [redact(name), redact(value)]));
}

/** A server chooses the words of its certificate. */
function redactTls({ names, chain, ...facts }: TlsFacts, redact: (text: string) => string): TlsFacts {
  return {
    ...facts,
    names: names.map(redact),
    chain: chain.map((one) => ({ ...one, subject: redact(one.subject), issuer: redact(one.issuer) })),
  };
}

function deadlinePassed(stage: StageName, target: string, deadlineMs: number): MailError {
  return new MailError("deadline_passed", `${silences[stage](target)} within ${deadlineMs / 1000} seconds.`, {
    during: stage,
  });
}

/** Where a server falls silent says what to look at. */
const silences: Readonly<Record<StageName, (target: string) => string>> = {
  dns: (target) => `The name of ${target} was not resolved`,
  tcp: (target) => `${target} did not accept a connection, which is what a firewall looks like that drops it,`,
  tls: (target) => `${target} accepted the connection and did not answer the TLS handshake`,
  greeting: (target) =>
    `${target} accepted the connection and sent no greeting, as a server does that is asked on the wrong port ` +
    "or with the wrong choice between TLS and STARTTLS,",
  capabilities: (target) => `${target} greeted and did not say what it can do`,
  authentication: (target) => `${target} did not answer the sign-in`,
  folder: (target) => `${target} signed in and did not open the folder`,
  archive: (target) => `${target} did not open the archive folder`,
  mailbox: (target) => `${target} signed in and then fell silent`,
};

/** The work's outcome, or the signal's reason if that comes first; a late outcome is dropped. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
