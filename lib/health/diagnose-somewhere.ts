import { isForeign, type Origin } from "@/lib/diagnosis/describe-verdict";
import { diagnoseParts, takeApart } from "@/lib/diagnosis/diagnose";
import {
  type Diagnosis,
  type DiagnosisContext,
  type DiagnosisProvider,
  type DiagnosisStage,
  diagnosisStageSchema,
} from "@/lib/diagnosis/schema";
import { decodeTextChallenge } from "./decode-text-challenge";
import { judgeText, type TextKind } from "./judge-text";

/**
 * Words that only one stage's answers have, the surer first. Before a line's first word only blanks are skipped, never
 * line breaks: else every empty line would be a start from which all others are tried.
 */
const stageWords: readonly [DiagnosisStage, RegExp][] = [
  [
    "smtp",
    /\bsmtp|\bgsmtp\b|^[ \t]*[45]\d\d[ -][45]\.\d+\.\d+\b|^[ \t]*(?:(?:[<>*]|S:)[ \t])?(?:235|334|535)[ -]\S|\bMAIL FROM\b|\bRCPT TO\b/im,
  ],
  ["pop3", /\bpop3?\b|\bpoplib\b|^[ \t]*(?:-ERR|\+OK)\b|\[SYS\/TEMP\]/im],
  [
    "imap",
    /\bimap|^[ \t]*\S+ (?:NO|BAD) \S|^[ \t]*\S+ OK (?:\[CAPABILITY|AUTHENTICATE|LOGIN)\b|^[ \t]*\+ eyJ|^\* BYE\b|\bAUTHENTICATE failed\b/im,
  ],
  ["refresh", /\brefresh(?:_| )token\b|\binvalid_grant\b/i],
  ["authorize", /\bredirect_uri\b|\bconsent\b|[?&]error=|\/authorize\b/i],
  ["token", /\binvalid_client\b|\/token\b|\bAADSTS\d+/i],
  [
    "network",
    /\bE(?:CONNREFUSED|NOTFOUND|TIMEDOUT|CONNRESET|HOSTUNREACH|AI_AGAIN)\b|certificate|\bSSL\b|\bTLS\b|timed out|getaddrinfo/i,
  ],
];

const providerWords: readonly [DiagnosisProvider, RegExp][] = [
  [
    "microsoft",
    /AADSTS|office365|outlook|microsoft|\bexchange\b|\bEntra\b|\.PROD\.OUTLOOK\.COM|SmtpClientAuthentication|SendAsDenied|\bSTOREDRV\b|authenticated but not connected/i,
  ],
  ["google", /google|gmail|gsmtp|Token has been expired or revoked|\[ALERT\] Invalid credentials \(Failure\)/i],
];

/** Where a text comes from, and its Diagnosis there. */
export type PlacedDiagnosis = {
  stage: DiagnosisStage;
  provider: DiagnosisProvider;
  diagnosis: Diagnosis;
  /** What the text is at all: only of a failure the Diagnosis says anything. */
  kind: TextKind;
  /** It is of another program than Mailgrant, or of an app that is not set up here. */
  isForeign: boolean;
  /** What a server's challenge in the text says, decoded; undefined where there is none. */
  challenge: Record<string, string> | undefined;
};

/**
 * Diagnoses a text of which the stage or the provider may not be known. The provider is told by its name in the text,
 * the stage by the words of its protocol; where those say nothing, by the stage whose rules are surest of the text.
 * `origin` says whether the text may be about what is set up here.
 */
export function diagnoseSomewhere(
  raw: string,
  known: { stage: DiagnosisStage | null; provider: DiagnosisProvider | null },
  contextOf: (stage: DiagnosisStage) => DiagnosisContext | undefined,
  origin: Origin = "told",
): PlacedDiagnosis {
  const parts = takeApart(raw);
  // What is wrapped in the text, such as a challenge in base64, may name the provider alone.
  const provider = known.provider ?? findFirst(providerWords, raw) ?? findFirst(providerWords, parts.text) ?? "other";
  const challenge = decodeTextChallenge(raw);
  const at = (stage: DiagnosisStage): PlacedDiagnosis => {
    const context = contextOf(stage);
    const circumstances = { stage, provider, origin, ...(context === undefined ? {} : { context }) };
    const diagnosis = diagnoseParts(parts, circumstances);
    return {
      stage,
      provider,
      diagnosis,
      kind: judgeText(raw, parts, diagnosis),
      isForeign: isForeign({ ...circumstances, values: parts.findValues() }),
      challenge,
    };
  };
  const stage = known.stage ?? findFirst(stageWords, raw);
  if (known.stage !== null) return at(known.stage);
  const guess = at(stage ?? "imap");
  if (guess.diagnosis.cause !== "unknown") return guess;
  return diagnosisStageSchema.options
    .map(at)
    .reduce((best, next) => (next.diagnosis.confidence > best.diagnosis.confidence ? next : best), guess);
}

function findFirst<Name>(words: readonly [Name, RegExp][], text: string): Name | undefined {
  return words.find(([, pattern]) => pattern.test(text))?.[0];
}
