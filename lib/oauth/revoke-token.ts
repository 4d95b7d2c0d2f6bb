import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { isSameOrigin } from "@/lib/egress/same-origin";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { toProviderFailure } from "./classify-provider-error";
import type { ProviderClient } from "./provider-client";
import type { ProviderFailureCode } from "./provider-error-codes";
import { type ProviderError, readAnswerError, readNetworkError } from "./read-provider-error";
import { tryClientSecrets } from "./try-client-secrets";

/** `not_offered`: the provider has no address for it (Microsoft), so the Grant ends only in its own portal. */
export type Revocation = "revoked" | "not_offered";

/**
 * Tells the provider that a refresh token is no longer wanted (RFC 7009 §2.1), which ends the Grant there. A
 * token that the provider does not know any more counts as revoked (§2.2). `deadlineMs` is for each request.
 *
 * Fails as well with `idp_configuration`, asking nobody, when the revocation endpoint is on another host than the
 * Token Endpoint: no address that is typed in later gets hold of the refresh token and the Client Secret.
 */
export async function revokeToken(question: {
  client: ProviderClient;
  clientSecrets: readonly Secret[];
  refreshToken: Secret;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<Result<Revocation, Failure<ProviderFailureCode>>> {
  const { client, clientSecrets, fetch, deadlineMs } = question;
  const endpoint = client.revocationEndpoint;
  if (endpoint === undefined) return succeed("not_offered");
  if (!isSameOrigin(endpoint, client.tokenEndpoint)) {
    return fail({
      code: "idp_configuration",
      message: "The revocation endpoint is on another host than the Token Endpoint.",
    });
  }
  const { outcome } = await tryClientSecrets(
    clientSecrets,
    (clientSecret) =>
      askOnce({ endpoint, client, clientSecret, refreshToken: question.refreshToken, fetch, deadlineMs }),
    clientSecrets.length * deadlineMs + deadlineMs,
  );
  if (outcome.ok || outcome.failure.error === "invalid_token") return succeed("revoked");
  return fail(toProviderFailure(outcome.failure, "exchange"));
}

async function askOnce(question: {
  endpoint: string;
  client: ProviderClient;
  clientSecret: Secret;
  refreshToken: Secret;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<Result<true, ProviderError>> {
  const { endpoint, client, clientSecret, refreshToken, fetch, deadlineMs } = question;
  const secrets = [clientSecret, refreshToken];
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        token: refreshToken.reveal(),
        token_type_hint: "refresh_token",
        client_id: client.clientId,
        client_secret: clientSecret.reveal(),
      }).toString(),
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (response.ok) return succeed(true);
    return fail(readAnswerError({ status: response.status, text: await response.text() }, secrets));
  } catch (thrown) {
    return fail(readNetworkError(thrown, secrets));
  }
}
