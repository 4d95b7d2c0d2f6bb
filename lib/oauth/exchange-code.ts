import * as openid from "openid-client";
import type { Clock } from "@/lib/clock";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { askTokenEndpoint } from "./ask-token-endpoint";
import { toProviderFailure } from "./classify-provider-error";
import type { ProviderClient } from "./provider-client";
import { type CallbackFailure, readCallback } from "./read-callback";
import { readAudience } from "./read-jwt-claims";
import { type IdTokenClaims, type IdTokenFailure, validateIdToken } from "./validate-id-token";

/** What an authorization gave, not yet judged. */
export type TokenSet = {
  accessToken: Secret;
  refreshToken: Secret | null;
  /** From the moment of the answer on; 3600 where the provider does not say. */
  expiresInSeconds: number;
  /** Null where the provider does not say how long the refresh token lasts. */
  refreshTokenExpiresInSeconds: number | null;
  /** As granted; as asked where the provider does not say (RFC 6749 §5.1). */
  scopes: string[];
  /** Validated; null where none came or nothing is known to validate it with. */
  idTokenClaims: IdTokenClaims | null;
  /** Null where the access token is opaque. */
  audience: string | null;
};

export type ExchangeFailure = CallbackFailure | IdTokenFailure;

/**
 * Turns what came to the Callback Endpoint into tokens (RFC 6749 §4.1.3, RFC 7636 §4.5): checks state and `iss`
 * (RFC 9207), exchanges the code with the client secret in the body, and validates the ID token where there is
 * one and the issuer is known. An ID token of a provider without a known issuer is left aside.
 *
 * `redirectUri` is the Callback Endpoint as it was sent in the authorization request. `deadlineMs` is for each
 * of the two requests, the exchange and the fetch of the provider's keys. Failures are values and hold no
 * secret; only a mistake of ours throws.
 */
export async function exchangeCode(question: {
  client: ProviderClient;
  clientSecret: Secret;
  redirectUri: string;
  callbackParameters: URLSearchParams;
  codeVerifier: Secret;
  nonce: Secret;
  expectedState: Secret;
  fetch: GuardedFetch;
  clock: Clock;
  deadlineMs: number;
}): Promise<Result<TokenSet, ExchangeFailure>> {
  const { client, clientSecret, codeVerifier, nonce, expectedState, fetch, clock, deadlineMs } = question;
  const code = readCallback(client, question.callbackParameters, expectedState);
  if (!code.ok) return code;

  const callback = new URL(question.redirectUri);
  callback.search = new URLSearchParams({ code: code.value.reveal() }).toString();
  const answer = await askTokenEndpoint({
    client,
    clientSecret,
    request: (configuration) =>
      openid.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: codeVerifier.reveal(),
        // State and issuer were checked above, with failures that say which of them was wrong.
        expectedState: openid.skipStateCheck,
      }),
    secrets: [code.value, codeVerifier, expectedState, nonce],
    fetch,
    clock,
    deadlineMs,
  });
  if (!answer.ok) return fail(toProviderFailure(answer.failure, "exchange"));

  const { idToken, ...tokens } = answer.value;
  const { issuer } = client;
  let idTokenClaims: IdTokenClaims | null = null;
  if (idToken !== null && issuer !== undefined) {
    const validated = await validateIdToken({
      client: { ...client, issuer },
      idToken,
      nonce,
      fetch,
      clock,
      deadlineMs,
    });
    if (!validated.ok) return validated;
    idTokenClaims = validated.value;
  }
  return succeed({
    ...tokens,
    scopes: tokens.scopes ?? [...client.scopes],
    idTokenClaims,
    audience: readAudience(tokens.accessToken),
  });
}
