import { causeLabels } from "./cause-words";
import type { Cause, Known } from "./causes/cause";
import { causes } from "./causes/causes";
import type { Verdict } from "./find-verdict";
import { hideSecrets } from "./hide-secrets";
import type { Diagnosis, DiagnosisRequest } from "./schema";

/** A verdict before people: its words, steps and commands, with the values of the context filled in. */
export function describeVerdict(verdict: Verdict, request: Omit<DiagnosisRequest, "raw">): Diagnosis {
  const cause: Cause = causes[verdict.cause];
  const known = describeKnown(request);
  return {
    cause: verdict.cause,
    alternatives: verdict.alternatives.filter((alternative) => alternative !== verdict.cause),
    owner: cause.owner,
    transient: verdict.isTransient ?? cause.isTransient,
    confidence: verdict.confidence,
    title: causeLabels[verdict.cause],
    explanation: cause.explain(known),
    steps: cause.listSteps(known),
    commands: cause.listCommands?.(known) ?? [],
    evidence: verdict.evidence.map(hideSecrets),
  };
}

function describeKnown({ stage, provider, context = {} }: Omit<DiagnosisRequest, "raw">): Known {
  const { host, port } = context;
  return {
    stage,
    provider,
    context,
    mailbox: context.mailbox ?? "the mailbox",
    callbackEndpoint: context.callbackEndpoint ?? "the Callback Endpoint",
    protocol: stage === "pop3" ? "POP3" : stage === "smtp" ? "SMTP" : "IMAP",
    server: host === undefined ? "the server" : port === undefined ? host : `${host}:${port}`,
  };
}
