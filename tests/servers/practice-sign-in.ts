import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { EntraProvider } from "./entra-provider";
import {
  contosoDirectoryId,
  helpdeskClientId,
  mailScopes,
  practicePassword,
  practiceRegistrations,
} from "./practice-data";
import { type CookieJar, type ScriptedPerson, signInByScript } from "./scripted-sign-in";

export interface PracticeSignIn {
  readonly provider: EntraProvider;
  readonly callbackUrl: string;
  readonly address: string;
  readonly clientId?: string;
  /** A directory id, a domain, or `common`. */
  readonly directory?: string;
  readonly scope?: string;
  readonly consent?: NonNullable<ScriptedPerson["consent"]>;
  readonly jar?: CookieJar;
}

/** The scope parameter that a helpdesk sends. */
export const helpdeskScope = ["openid", "profile", "email", "offline_access", ...Object.values(mailScopes)].join(" ");

/** An openid-client configuration for one of the practice registrations. */
export async function discoverPractice(
  provider: EntraProvider,
  clientId: string = helpdeskClientId,
  directory: string = contosoDirectoryId,
): Promise<Configuration> {
  const secret = practiceRegistrations.find((registration) => registration.clientId === clientId)?.clientSecret ?? "";
  const metadata = new URL(`${provider.baseUrl}/${directory}/v2.0/.well-known/openid-configuration`);
  return discovery(metadata, clientId, secret, undefined, { execute: [allowInsecureRequests] });
}

/** Signs somebody in by script, with PKCE, state and nonce, and returns the tokens. A refusal rejects. */
export async function signInForTokens(signIn: PracticeSignIn) {
  const { provider, callbackUrl, address, consent } = signIn;
  const configuration = await discoverPractice(provider, signIn.clientId, signIn.directory);
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const nonce = randomNonce();
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl,
    scope: signIn.scope ?? helpdeskScope,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    login_hint: address,
    prompt: "select_account",
  });
  const person = { address, password: practicePassword, ...(consent ? { consent } : {}) };
  const returned = await signInByScript(url.href, callbackUrl, person, signIn.jar);
  const tokens = await authorizationCodeGrant(configuration, returned, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
  });
  return { configuration, tokens, returned, verifier };
}
