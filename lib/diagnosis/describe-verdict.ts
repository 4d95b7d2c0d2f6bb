import { causeLabels } from "./cause-words";
import type { Cause, Known } from "./causes/cause";
import { causes } from "./causes/causes";
import { isAboutAnother, type TextValues } from "./find-values";
import type { Verdict } from "./find-verdict";
import { hideSecrets } from "./hide-secrets";
import type { Diagnosis, DiagnosisContext, DiagnosisRequest } from "./schema";

/**
 * Where it failed. `own`: here, so that all values are known, and none is taken from the words of a server, which could
 * have its own registered by them. `told`: somebody brought the text, and it may be about what is set up here; what is
 * not known is filled in from it. `foreign`: in another program, so that no step speaks of Mailgrant.
 */
export type Origin = "own" | "told" | "foreign";

/** What a verdict is told for, the text itself aside. `values` are the text's own, used where it was brought here; so is `isLineRefused`. */
export type Circumstances = Omit<DiagnosisRequest, "raw"> & {
  origin?: Origin;
  values?: TextValues;
  isLineRefused?: boolean;
};

/** A verdict before people: its words, steps and commands, with the values of the context filled in. */
export function describeVerdict(verdict: Verdict, circumstances: Circumstances): Diagnosis {
  const cause: Cause = causes[verdict.cause];
  const known = describeKnown(circumstances);
  const told = {
    explanation: cause.explain(known),
    steps: cause.listSteps(known),
    commands: cause.listCommands?.(known) ?? [],
  };
  const title = cause.judgeTitle?.(known) ?? causeLabels[verdict.cause];
  const fromText = listFromText(circumstances, known.context, JSON.stringify(told));
  return {
    cause: verdict.cause,
    alternatives: verdict.alternatives.filter((alternative) => alternative !== verdict.cause),
    owner: cause.judgeOwner?.(known) ?? cause.owner,
    transient: verdict.isTransient ?? cause.isTransient,
    confidence: verdict.confidence,
    title: known.isForeign ? title.replace("The Callback Endpoint", "The redirect URI") : title,
    ...told,
    evidence: verdict.evidence.map(describeClue),
    ...(fromText.length === 0 ? {} : { fromText }),
  };
}

/** Whether the steps are for another program than Mailgrant. */
export function isForeign({ origin = "own", values = {}, context = {} }: Circumstances): boolean {
  return origin === "foreign" || (origin === "told" && isAboutAnother(values, context));
}

function describeKnown(circumstances: Circumstances): Known {
  const { stage, provider, origin = "own", values = {}, context: given = {}, isLineRefused = false } = circumstances;
  const isElsewhere = isForeign(circumstances);
  // Of another program the text knows more than what is set up here.
  const context: DiagnosisContext =
    origin === "own" ? given : isElsewhere ? { ...given, ...values } : { ...withServer(values, given), ...given };
  const { host, port } = context;
  return {
    stage,
    provider,
    context,
    isForeign: isElsewhere,
    mailbox: context.mailbox ?? "the mailbox",
    callbackEndpoint: context.callbackEndpoint ?? (isElsewhere ? "the redirect URI" : "the Callback Endpoint"),
    protocol: stage === "pop3" ? "POP3" : stage === "smtp" ? "SMTP" : "IMAP",
    server: host === undefined ? "the server" : port === undefined ? host : `${host}:${port}`,
    isLineRefused,
  };
}

/** A port goes with its host. */
function withServer({ host, port, ...values }: TextValues, given: DiagnosisContext): TextValues {
  const isOfText = given.host === undefined && host !== undefined;
  return isOfText ? { ...values, host, ...(port === undefined ? {} : { port }) } : values;
}

const valueLabels: Readonly<Record<Exclude<keyof TextValues, "port">, string>> = {
  clientId: "Client ID",
  directoryId: "Directory (tenant) ID",
  mailbox: "Mailbox",
  resourceOwner: "Who signs in",
  callbackEndpoint: "Redirect URI",
  host: "Server",
};

/** Which of the text's values are used in what is told. */
function listFromText({ values = {}, context: given = {} }: Circumstances, used: DiagnosisContext, told: string) {
  const names = ["clientId", "directoryId", "mailbox", "resourceOwner", "callbackEndpoint", "host"] as const;
  return names.flatMap((name) => {
    const value = values[name];
    const isUsed = value !== undefined && used[name] === value && given[name] !== value && told.includes(value);
    return isUsed ? [{ name: valueLabels[name], value }] : [];
  });
}

/** A rule may have found nothing but what is not shown, such as a challenge in base64. */
function describeClue(clue: string): string {
  const shown = hideSecrets(clue);
  return /^the words "?\[secret\]"?$/.test(shown) ? "words that are encoded, and are not repeated here" : shown;
}
