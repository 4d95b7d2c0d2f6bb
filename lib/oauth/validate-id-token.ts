import * as openid from "openid-client";
import type { Clock } from "@/lib/clock";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { factsOf } from "./classify-provider-error";
import { cleanProviderText } from "./clean-provider-text";
import type { ProviderClient } from "./provider-client";
import { readJwtClaims } from "./read-jwt-claims";
import { type ProviderError, readAnswerError, readNetworkError } from "./read-provider-error";

export type IdTokenClaims = Readonly<Record<string, unknown>>;

export type IdTokenFailure = Failure<"issuer_mismatch" | "provider_refused" | "provider_unavailable">;

/** What the library accepts as a signature; a shared secret (HS…) is left out, as it proves no issuer. */
const signingAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/**
 * Validates an ID token (OpenID Connect Core §3.1.3.7): issuer, audience, authorized party, expiry by `clock`,
 * nonce, and, where the provider's keys are known, the signature. Without keys the TLS connection that the
 * token came by stands for the signature, as the same section allows.
 *
 * Fails with `issuer_mismatch`, with `provider_refused` when anything else about the token is wrong, and with
 * `provider_unavailable` when the keys could not be fetched within `deadlineMs`.
 */
export async function validateIdToken(question: {
  client: ProviderClient & { issuer: string };
  idToken: Secret;
  nonce: Secret;
  fetch: GuardedFetch;
  clock: Clock;
  deadlineMs: number;
}): Promise<Result<IdTokenClaims, IdTokenFailure>> {
  const { client, idToken, nonce, fetch, clock, deadlineMs } = question;
  const unverified = readJwtClaims(idToken);
  if (unverified === null || !/^[\w-]+(\.[\w-]+){2}$/.test(idToken.reveal()))
    return fail(refuse("It is not a signed JWT."));
  const issuer = resolveIssuer(client.issuer, unverified.tid);
  const { iss } = unverified;
  if (iss !== issuer) {
    return fail({
      code: "issuer_mismatch",
      message: "The ID token was issued by another provider than the one that was asked.",
      facts: { expected: issuer, actual: typeof iss === "string" ? cleanProviderText(iss, [], 200) : "" },
    });
  }

  const heard: { problem: ProviderError | null } = { problem: null };
  const deadline = AbortSignal.timeout(deadlineMs);
  const configuration = createConfiguration(client, issuer, clock, async (url, { method, headers }) => {
    // The token is here already: the library gets it as the answer to a request that is not made again.
    if (url === decoyTokenEndpoint) return Response.json(decoyAnswer(idToken));
    try {
      const response = await fetch(url, { method, headers, signal: deadline });
      if (response.status === 200) return response;
      heard.problem = readAnswerError({ status: response.status, text: await response.text() }, []);
      return Response.json({}, { status: response.status });
    } catch (thrown) {
      heard.problem = readNetworkError(thrown, []);
      throw thrown;
    }
  });
  try {
    const answer = await openid.authorizationCodeGrant(configuration, decoyCallback, {
      expectedNonce: nonce.reveal(),
      expectedState: openid.skipStateCheck,
    });
    return succeed({ ...answer.claims() });
  } catch (thrown) {
    if (heard.problem !== null) {
      return fail({
        code: "provider_unavailable",
        message: "The provider's keys could not be fetched, so the ID token could not be checked.",
        facts: factsOf(heard.problem),
      });
    }
    if (!(thrown instanceof openid.ClientError)) throw thrown;
    return fail(refuse(describeMismatch(thrown)));
  }
}

/** Fills Entra's slot `{tenantid}` with the token's own `tid`, which the issuer claim then has to agree with. */
function resolveIssuer(issuer: string, directoryId: unknown): string {
  if (!issuer.includes("{tenantid}")) return issuer;
  if (typeof directoryId !== "string" || !/^[0-9a-f-]{36}$/i.test(directoryId)) return issuer;
  return issuer.replace("{tenantid}", directoryId);
}

function createConfiguration(
  client: ProviderClient,
  issuer: string,
  clock: Clock,
  answer: openid.CustomFetch,
): openid.Configuration {
  const skewSeconds = Math.round((clock().getTime() - Date.now()) / 1000);
  const configuration = new openid.Configuration(
    {
      issuer,
      token_endpoint: decoyTokenEndpoint,
      id_token_signing_alg_values_supported: signingAlgorithms,
      ...(client.jwksUri === undefined ? {} : { jwks_uri: client.jwksUri }),
    },
    client.clientId,
    { [openid.clockSkew]: skewSeconds },
    openid.None(),
  );
  configuration.timeout = undefined;
  configuration[openid.customFetch] = answer;
  openid.allowInsecureRequests(configuration);
  if (client.jwksUri !== undefined) openid.enableNonRepudiationChecks(configuration);
  return configuration;
}

const decoyTokenEndpoint = "https://token.invalid/";
const decoyCallback = new URL("https://callback.invalid/?code=decoy");

function decoyAnswer(idToken: Secret): Record<string, string> {
  return { access_token: "decoy", token_type: "bearer", id_token: idToken.reveal() };
}

function refuse(description: string): IdTokenFailure {
  return {
    code: "provider_refused",
    message: "The provider's ID token is not valid.",
    facts: { error: "invalid_id_token", description },
  };
}

/** The library's sentence names the claim and not its value. */
function describeMismatch(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause === "" ? error.message : `${error.message}: ${cause}`;
}
