import * as openid from "openid-client";
import type { Clock } from "@/lib/clock";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { Secret } from "@/lib/secret";
import { askTokenEndpoint } from "./ask-token-endpoint";
import { classifyProviderError } from "./classify-provider-error";
import type { ProviderClient } from "./provider-client";
import type { ProviderError } from "./read-provider-error";

/**
 * What the provider thinks of a client secret: it takes it; it refuses it, or the registration that it is of; it
 * answered something that says neither; or it did not answer.
 */
export type CredentialVerdict =
  | { kind: "accepted"; error: null }
  | { kind: "refused" | "unclear" | "unanswered"; error: ProviderError };

/**
 * Asks the Token Endpoint whether it takes a client secret, without using anything up: by a refresh (RFC 6749 §6) with
 * a refresh token that never was one. A provider has to authenticate the client before it looks at the token (RFC 6749
 * §3.2.1), so `invalid_grant` means that the secret was taken and `invalid_client` that it was not. No Grant is touched:
 * the token belongs to nobody, so nothing can be revoked for it.
 *
 * Entra may call such a token malformed (AADSTS9002313) before it has looked at the secret. There a client credentials
 * grant (RFC 6749 §4.4) settles it, which Entra answers with AADSTS7000215 or AADSTS7000222 for a secret that is wrong
 * or has ended. What it answers otherwise is a token of the app's own, for which no mailbox has an ear unless an
 * administrator gave the app that right; it is dropped unread.
 */
export async function probeClientCredential(question: {
  client: ProviderClient;
  clientSecret: Secret;
  fetch: GuardedFetch;
  clock: Clock;
  deadlineMs: number;
}): Promise<CredentialVerdict> {
  const refreshed = await ask(question, (configuration) =>
    openid.refreshTokenGrant(configuration, noRefreshToken.reveal()),
  );
  if (question.client.provider !== "microsoft" || refreshed.kind === "refused" || !isMalformed(refreshed.error)) {
    return refreshed;
  }
  return ask(question, (configuration) => openid.clientCredentialsGrant(configuration, { scope: outlookDefault }));
}

const noRefreshToken = new Secret("not-a-refresh-token");
const outlookDefault = "https://outlook.office.com/.default";

async function ask(
  question: Parameters<typeof probeClientCredential>[0],
  request: Parameters<typeof askTokenEndpoint>[0]["request"],
): Promise<CredentialVerdict> {
  const answer = await askTokenEndpoint({ ...question, request, secrets: [noRefreshToken] });
  return answer.ok ? { kind: "accepted", error: null } : judge(answer.failure);
}

function judge(error: ProviderError): CredentialVerdict {
  switch (classifyProviderError(error, "refresh")) {
    case "provider_unavailable":
      return { kind: "unanswered", error };
    case "client_secret_wrong":
    case "client_secret_expired":
      return { kind: "refused", error };
    case "needs_reauthorization":
      return isMalformed(error) ? { kind: "unclear", error } : { kind: "accepted", error: null };
    default:
      return { kind: isAboutTheClient(error) ? "refused" : "unclear", error };
  }
}

/** Refused before anybody looked at who asks. */
function isMalformed(error: ProviderError | null): boolean {
  if (error === null) return false;
  return error.aadstsCode === "9002313" || (error.aadstsCode === "70000" && /malformed/i.test(error.description));
}

/** Of what else is wrong with a configuration: the registration is unknown, disabled, public or of another kind. */
function isAboutTheClient({ error, aadstsCode, description }: ProviderError): boolean {
  if (aadstsCode !== undefined) return registrationNumbers.has(aadstsCode);
  return registrationErrors.has(error) || /client was not found/i.test(description);
}

const registrationNumbers = new Set(["700016", "7000112", "7000216", "7000218", "700025", "700027", "90002", "90112"]);
const registrationErrors = new Set([
  "invalid_client",
  "unauthorized_client",
  "deleted_client",
  "disabled_client",
  "invalid_tenant",
  "address_refused",
]);
