import type { AuthorizationKnowledge, Cause } from "./authorization-knowledge";
import type { Diagnosis } from "./diagnosis";
import { entraCauses } from "./entra-causes";
import { googleCauses } from "./google-causes";
import { registrationCauses } from "./registration-causes";
import { signInCauses } from "./sign-in-causes";
import { tokenCauses } from "./token-causes";

/** A diagnosis with what the provider's own support asks for, where the provider said it. */
export type AuthorizationDiagnosis = Diagnosis & { reference: readonly { label: string; value: string }[] };

/** What is known around the failure; each value makes a sentence more exact. */
export type AuthorizationContext = Omit<AuthorizationKnowledge, "facts">;

/**
 * Explains why an authorization failed: from Entra's number or Google's error where the provider's own code
 * says more than ours, else from the failure code. A code that is not one of an authorization's is explained as
 * an unknown refusal, with the provider's code, description, correlation id and time to pass on.
 */
export function explainAuthorizationFailure(
  failure: { code: string; facts?: Readonly<Record<string, string>> | undefined },
  context: AuthorizationContext,
): AuthorizationDiagnosis {
  const knowledge = { ...context, facts: failure.facts ?? {} };
  const cause = findSpecificCause(failure.code, knowledge) ?? findCause(failure.code);
  return { ...cause(knowledge), reference: listReference(knowledge.facts) };
}

/** Failures whose code is so broad that the provider's own code says more. */
const broadCodes = ["idp_configuration", "provider_refused", "needs_reauthorization", "admin_approval_needed"];

function findSpecificCause(code: string, { provider, facts }: AuthorizationKnowledge) {
  if (!broadCodes.includes(code)) return undefined;
  if (facts.aadstsCode !== undefined) return entraCauses.get(facts.aadstsCode);
  if (provider !== "google" || facts.error === undefined) return undefined;
  // Google says invalid_grant to a stale code as well; only a refresh can tell that a Grant has ended.
  if (facts.error === "invalid_grant" && code !== "needs_reauthorization") return undefined;
  return googleCauses.get(facts.error);
}

const causes = new Map<string, Cause>(Object.entries({ ...signInCauses, ...registrationCauses, ...tokenCauses }));

function findCause(code: string): Cause {
  return causes.get(code) ?? registrationCauses.provider_refused;
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
