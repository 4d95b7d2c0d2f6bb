import * as openid from "openid-client";
import type { Clock } from "@/lib/clock";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import type { Failure } from "@/lib/errors";
import { presets } from "@/lib/providers/presets";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { askTokenEndpoint } from "./ask-token-endpoint";
import { toProviderFailure } from "./classify-provider-error";
import type { ProviderClient } from "./provider-client";
import type { ProviderFailureCode } from "./provider-error-codes";
import { readAudience } from "./read-jwt-claims";
import { tryClientSecrets } from "./try-client-secrets";

export type RefreshedTokens = {
  accessToken: Secret;
  /** Null where the provider gave none: the old one stays valid and has to be kept (RFC 6749 §6). */
  refreshToken: Secret | null;
  expiresInSeconds: number;
  /** Null where the provider does not say how long the refresh token lasts. */
  refreshTokenExpiresInSeconds: number | null;
  /** Null where the provider named none: they are as before. */
  scopes: string[] | null;
  audience: string | null;
  /** The place of the client secret that worked in the list that was given. */
  clientSecretIndex: number;
};

/**
 * Gets a new access token for a refresh token (RFC 6749 §6). The client secrets are tried in the order given; another
 * one is asked only when the provider refuses the client itself.
 *
 * Fails with `needs_reauthorization` when the refresh token is refused, with `client_secret_wrong`,
 * `client_secret_expired` or `idp_configuration` when the client is, with `provider_unavailable` (fact
 * `retryAfterSeconds` where the provider asks for a pause) for the network, HTTP 429 and 5xx and for anything
 * that is no OAuth2 answer, and with `provider_refused` for the rest. `deadlineMs` is for each request, `totalDeadlineMs`
 * for all of them together.
 */
export async function refreshToken(question: {
  client: ProviderClient;
  clientSecrets: readonly Secret[];
  refreshToken: Secret;
  fetch: GuardedFetch;
  clock: Clock;
  deadlineMs: number;
  totalDeadlineMs: number;
}): Promise<Result<RefreshedTokens, Failure<ProviderFailureCode>>> {
  const { client, clientSecrets, fetch, clock, deadlineMs, totalDeadlineMs } = question;
  const parameters: Record<string, string> = presets[client.provider].namesScopesOnRefresh
    ? { scope: client.scopes.join(" ") }
    : {};
  const ask = (clientSecret: Secret, remainingMs: number) =>
    askTokenEndpoint({
      client,
      clientSecret,
      request: (configuration) => openid.refreshTokenGrant(configuration, question.refreshToken.reveal(), parameters),
      secrets: [question.refreshToken],
      fetch,
      clock,
      deadlineMs: Math.min(deadlineMs, remainingMs),
    });
  const { outcome, clientSecretIndex } = await tryClientSecrets(clientSecrets, ask, totalDeadlineMs);
  if (!outcome.ok) return fail(toProviderFailure(outcome.failure, "refresh"));
  // The ID token of a refresh is left aside: who owns the Grant was settled when it was authorized.
  const { idToken: _unused, ...tokens } = outcome.value;
  return succeed({ ...tokens, audience: readAudience(tokens.accessToken), clientSecretIndex });
}
