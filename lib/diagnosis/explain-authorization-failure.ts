import { type FailureCode, isFailureCode } from "@/lib/errors";
import { describeVerdict } from "./describe-verdict";
import { diagnose } from "./diagnose";
import type { AuthorizationKnowledge, ExplainOwnFailure } from "./own-failure";
import { providerFailures } from "./provider-failures";
import type { CauseSlug, Diagnosis, DiagnosisRequest, DiagnosisStage } from "./schema";
import { signInFailures } from "./sign-in-failures";
import { tokenFailures } from "./token-failures";

/** A Diagnosis whose cause may be a failure code of ours too: what Mailgrant found itself is none of a provider's causes. */
export type ExplainedFailure = Omit<Diagnosis, "cause"> & { cause: CauseSlug | FailureCode };

/** A diagnosis with what the provider's own support asks for, where the provider said it. */
export type AuthorizationDiagnosis = ExplainedFailure & { reference: readonly { label: string; value: string }[] };

/** What is known around the failure; each value makes a sentence more exact. */
export type AuthorizationContext = Omit<AuthorizationKnowledge, "facts">;

/**
 * Explains why an authorization or a refresh failed. What the provider said is diagnosed; where it said nothing, or
 * nothing that is known, our failure code decides. A code that is not one of an authorization's is explained as an
 * unknown refusal, with the provider's code, description, correlation id and time to pass on.
 */
export function explainAuthorizationFailure(
  failure: { code: string; facts?: Readonly<Record<string, string>> | undefined },
  context: AuthorizationContext,
): AuthorizationDiagnosis {
  const facts = failure.facts ?? {};
  return { ...explain(failure.code, { ...context, facts }), reference: listReference(facts) };
}

const ownFailures: ReadonlyMap<string, ExplainOwnFailure> = new Map(
  Object.entries({ ...signInFailures, ...tokenFailures, ...providerFailures }),
);

/** Codes for which the provider has said something, and the cause that each is where its words are not known. */
const usualCauses: ReadonlyMap<string, CauseSlug | null> = new Map<string, CauseSlug | null>([
  ["consent_declined", "consent_declined"],
  ["admin_approval_needed", "admin_consent_required"],
  ["redirect_uri_mismatch", "redirect_uri_mismatch"],
  ["client_secret_wrong", "client_secret_wrong"],
  ["client_secret_expired", "client_secret_expired"],
  ["needs_reauthorization", null],
  ["idp_configuration", null],
  ["provider_refused", null],
]);

/** From here on the provider's words say more than our sentence about the code. */
const worthTelling = 0.7;

function explain(code: string, known: AuthorizationKnowledge): ExplainedFailure {
  if (usualCauses.has(code)) {
    const request = toRequest(code, known);
    const told = diagnose(request);
    if (told.cause !== "unknown" && told.confidence >= worthTelling) return told;
    const usual = usualCauses.get(code) ?? null;
    if (usual !== null)
      return describeVerdict({ cause: usual, confidence: 0.9, alternatives: [], evidence: told.evidence }, request);
  }
  const isOwn = ownFailures.has(code);
  const explainOwn: ExplainOwnFailure = ownFailures.get(code) ?? providerFailures.provider_refused;
  const { transient = false, commands = [], ...words } = explainOwn(known);
  return {
    cause: isOwn && isFailureCode(code) ? code : "provider_refused",
    alternatives: [],
    transient,
    confidence: code === "provider_refused" || !isOwn ? 0.3 : 1,
    commands,
    evidence: [],
    ...words,
  };
}

function toRequest(code: string, known: AuthorizationKnowledge): DiagnosisRequest {
  const { provider, facts, systemEmailAddress, callbackEndpoint, clientId, directoryId } = known;
  const context = { mailbox: systemEmailAddress, callbackEndpoint, clientId, directoryId };
  const number = facts.aadstsCode === undefined ? "" : `AADSTS${facts.aadstsCode}`;
  const words = [facts.error, facts.description, number].filter((part) => part !== undefined && part !== "");
  return {
    stage: stageOf(code, facts),
    provider,
    raw: words.join(": "),
    context: Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)),
  };
}

/** A status means that the token endpoint answered; what came back with the person has none. */
function stageOf(code: string, facts: Readonly<Record<string, string>>): DiagnosisStage {
  if (code === "needs_reauthorization") return "refresh";
  return facts.httpStatus === undefined && code !== "client_secret_wrong" && code !== "client_secret_expired"
    ? "authorize"
    : "token";
}

const referenceLabels = [
  ["error", "Provider's code"],
  ["aadstsCode", "AADSTS number"],
  ["description", "Provider's words"],
  ["correlationId", "Correlation ID"],
  ["traceId", "Trace ID"],
  ["timestamp", "Time at the provider"],
  ["httpStatus", "HTTP status"],
] as const;

function listReference(facts: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return referenceLabels.flatMap(([name, label]) => {
    const value = facts[name];
    return value === undefined || value === "" ? [] : [{ label, value }];
  });
}
