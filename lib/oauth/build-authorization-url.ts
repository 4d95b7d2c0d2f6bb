import { createHash } from "node:crypto";
import { presets } from "@/lib/providers/presets";
import { Secret } from "@/lib/secret";
import type { ProviderClient } from "./provider-client";

/** The one-time values of an authorization; each has 32 random bytes in it. */
export type AuthorizationSecrets = { state: Secret; codeVerifier: Secret; nonce: Secret };

/**
 * The address that starts an authorization (RFC 6749 §4.1.1): with PKCE S256 (RFC 7636 §4.3), a nonce (OpenID
 * Connect Core §3.1.2.1), the address to sign in with as `login_hint`, and what the provider's preset adds. A
 * query that the Authorization Endpoint has already is kept (RFC 6749 §3.1).
 */
export function buildAuthorizationUrl(request: {
  client: ProviderClient;
  redirectUri: string;
  secrets: AuthorizationSecrets;
  loginHint: string;
}): URL {
  const { client, redirectUri, secrets, loginHint } = request;
  const url = new URL(client.authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: client.clientId,
    // In the form that the exchange repeats it in, since providers compare the two as text.
    redirect_uri: new URL(redirectUri).href,
    scope: client.scopes.join(" "),
    state: secrets.state.reveal(),
    nonce: secrets.nonce.reveal(),
    code_challenge: createHash("sha256").update(secrets.codeVerifier.reveal()).digest("base64url"),
    code_challenge_method: "S256",
    login_hint: loginHint,
    ...presets[client.provider].authorizationParameters,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

/** New one-time values; `randomBytes` gives that many bytes fit for keys. */
export function newAuthorizationSecrets(randomBytes: (length: number) => Uint8Array): AuthorizationSecrets {
  const draw = () => new Secret(Buffer.from(randomBytes(32)).toString("base64url"));
  return { state: draw(), codeVerifier: draw(), nonce: draw() };
}

/** SHA-256 of a state, base64url: what is stored of it, so that the table alone completes no authorization. */
export function hashState(state: Secret): string {
  return createHash("sha256").update(state.reveal()).digest("base64url");
}
