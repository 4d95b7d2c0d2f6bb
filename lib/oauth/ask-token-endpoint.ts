import * as openid from "openid-client";
import type { Clock } from "@/lib/clock";
import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import { normalizeTokenAnswer } from "./normalize-token-answer";
import type { ProviderClient } from "./provider-client";
import { type ProviderError, readAnswerError, readNetworkError, readRetryAfter } from "./read-provider-error";

/** RFC 6749 §5.1 lets a provider leave `expires_in` out; an hour is what the big ones say when they say it. */
const assumedLifetimeSeconds = 3600;

/** What a token endpoint gave, before anybody judged it. */
type TokenAnswer = {
  accessToken: Secret;
  refreshToken: Secret | null;
  expiresInSeconds: number;
  /** Null where the provider does not say. */
  refreshTokenExpiresInSeconds: number | null;
  /** Null where the provider named none, which means "as asked" (RFC 6749 §5.1). */
  scopes: string[] | null;
  /** Not validated yet. */
  idToken: Secret | null;
};

/** What openid-client does not pass on, or would judge. */
type Heard = Pick<TokenAnswer, "idToken" | "refreshTokenExpiresInSeconds"> & { problem: ProviderError | null };

type TokenRequest = (
  configuration: openid.Configuration,
) => Promise<openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers>;

/**
 * Makes one request to the token endpoint by `request`, with the client secret in the body (client_secret_post),
 * within `deadlineMs`. The ID token is held back, to be validated where that is possible. Fails with what the
 * provider said or what kept it from answering, with every one of `secrets` taken out.
 */
export async function askTokenEndpoint(question: {
  client: ProviderClient;
  clientSecret: Secret;
  request: TokenRequest;
  /** Values that the request carries and that the provider might repeat in its error. */
  secrets: readonly Secret[];
  fetch: GuardedFetch;
  clock: Clock;
  deadlineMs: number;
}): Promise<Result<TokenAnswer, ProviderError>> {
  const { client, clientSecret, request, fetch, clock, deadlineMs } = question;
  const secrets = [...question.secrets, clientSecret];
  const deadline = AbortSignal.timeout(deadlineMs);
  const heard: Heard = { idToken: null, refreshTokenExpiresInSeconds: null, problem: null };

  const configuration = createConfiguration(client, clientSecret, async (url, { method, headers, body }) => {
    try {
      const response = await fetch(url, { method, headers, body, signal: deadline });
      const answer = {
        status: response.status,
        text: await response.text(),
        retryAfterSeconds: readRetryAfter(response.headers.get("retry-after"), clock()),
      };
      const normalized = normalizeTokenAnswer(answer);
      if (normalized === null) heard.problem = readAnswerError(answer, secrets);
      else {
        heard.idToken = normalized.idToken === null ? null : new Secret(normalized.idToken);
        heard.refreshTokenExpiresInSeconds = normalized.refreshTokenExpiresInSeconds;
      }
      return Response.json(normalized?.body ?? {});
    } catch (thrown) {
      heard.problem = readNetworkError(thrown, secrets);
      throw thrown;
    }
  });

  try {
    const tokens = await request(configuration);
    return succeed({
      accessToken: new Secret(tokens.access_token),
      refreshToken: tokens.refresh_token === undefined ? null : new Secret(tokens.refresh_token),
      expiresInSeconds: Math.floor(tokens.expires_in ?? assumedLifetimeSeconds),
      refreshTokenExpiresInSeconds: heard.refreshTokenExpiresInSeconds,
      scopes: tokens.scope?.split(/\s+/).filter(Boolean) ?? null,
      idToken: heard.idToken,
    });
  } catch (thrown) {
    if (heard.problem !== null) return fail(heard.problem);
    throw thrown;
  }
}

/** openid-client's view of a provider whose answers come from `answer`; the caller keeps the deadline. */
function createConfiguration(
  client: ProviderClient,
  clientSecret: Secret,
  answer: openid.CustomFetch,
): openid.Configuration {
  const configuration = new openid.Configuration(
    {
      // The library wants an issuer; ours is checked by readCallback and validateIdToken, which know its forms.
      issuer: new URL(client.tokenEndpoint).origin,
      token_endpoint: client.tokenEndpoint,
    },
    client.clientId,
    undefined,
    openid.ClientSecretPost(clientSecret.reveal()),
  );
  configuration.timeout = undefined;
  configuration[openid.customFetch] = answer;
  // Whether plain http is allowed is the egress policy's to say; `fetch` enforces it.
  openid.allowInsecureRequests(configuration);
  return configuration;
}
