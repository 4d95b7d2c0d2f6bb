import type { Failure } from "@/lib/errors";
import {
  entraFailures,
  oauthFailures,
  type ProviderFailureCode,
  refreshFailures,
  signInAgainErrors,
  transientErrors,
  transientNumbers,
} from "./provider-error-codes";
import type { ProviderError } from "./read-provider-error";

/** When the provider said it: at the Callback Endpoint, when a code was exchanged, or when a token was refreshed. */
export type ProviderMoment = "callback" | "exchange" | "refresh";

/**
 * Which of our failures a provider's error is. The number behind AADSTS is asked first, since Entra uses one
 * OAuth code for many causes; then the OAuth code (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6);
 * what neither knows is `provider_refused`.
 */
export function classifyProviderError(error: ProviderError, moment: ProviderMoment): ProviderFailureCode {
  if (isTransient(error)) return "provider_unavailable";
  // A refresh token that is refused is refused for good, whatever the reason: somebody has to sign in again.
  if (moment === "refresh" && signInAgainErrors.has(error.error)) return "needs_reauthorization";
  const code = findByNumber(error) ?? findByCode(error) ?? "provider_refused";
  return moment === "refresh" && !refreshFailures.has(code) ? "needs_reauthorization" : code;
}

/** The failure of a provider's error, with the provider's own words as facts. */
export function toProviderFailure(error: ProviderError, moment: ProviderMoment): Failure<ProviderFailureCode> {
  const code = classifyProviderError(error, moment);
  return { code, message: sentences[code], facts: factsOf(error) };
}

/** A provider's error as facts: everything that helps the provider's own support to find it. */
export function factsOf(error: ProviderError): Record<string, string> {
  const facts: Record<string, string> = { error: error.error };
  if (error.description !== "") facts.description = error.description;
  if (error.aadstsCode !== undefined) facts.aadstsCode = error.aadstsCode;
  if (error.correlationId !== undefined) facts.correlationId = error.correlationId;
  if (error.traceId !== undefined) facts.traceId = error.traceId;
  if (error.timestamp !== undefined) facts.timestamp = error.timestamp;
  if (error.httpStatus !== undefined) facts.httpStatus = String(error.httpStatus);
  if (error.retryAfterSeconds !== undefined) facts.retryAfterSeconds = String(error.retryAfterSeconds);
  return facts;
}

function findByNumber({ aadstsCode }: ProviderError): ProviderFailureCode | undefined {
  return aadstsCode === undefined ? undefined : entraFailures.get(aadstsCode);
}

function findByCode({ error, description }: ProviderError): ProviderFailureCode | undefined {
  // Google says invalid_client for a client that is gone as well as for a wrong secret.
  const isGone = error === "invalid_client" && /client was not found|deleted_client/i.test(description);
  return isGone ? "idp_configuration" : oauthFailures.get(error);
}

const sentences: Readonly<Record<ProviderFailureCode, string>> = {
  consent_declined: "The permissions were declined at the provider.",
  admin_approval_needed: "An administrator of the directory has to approve the permissions first.",
  redirect_uri_mismatch: "The Callback Endpoint is not registered at the provider as it stands here.",
  client_secret_wrong: "The provider does not accept the Client Secret.",
  client_secret_expired: "The Client Secret has expired.",
  idp_configuration: "The provider refuses the IdP Config.",
  needs_reauthorization: "The provider no longer accepts the Grant; somebody has to sign in again.",
  provider_unavailable: "The provider cannot be reached right now.",
  provider_refused: "The provider refused the request.",
  state_used: "The provider's code was already used.",
  state_expired: "The provider's code had expired when it was exchanged.",
};

function isTransient(error: ProviderError): boolean {
  const { httpStatus } = error;
  if (httpStatus !== undefined && (httpStatus === 429 || httpStatus >= 500)) return true;
  if (error.aadstsCode !== undefined && transientNumbers.has(error.aadstsCode)) return true;
  return transientErrors.has(error.error);
}
