import { createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedFetch } from "@/lib/egress/guarded-fetch";
import { parseEgressPolicy } from "@/lib/egress/policy";
import { buildAuthorizationUrl, hashState, newAuthorizationSecrets } from "@/lib/oauth/build-authorization-url";
import { exchangeCode } from "@/lib/oauth/exchange-code";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import { Secret } from "@/lib/secret";
import { type AnsweringServer, startAnsweringServer } from "../servers/answering-server";
import { createSigningKey } from "../servers/signing-key";

const now = new Date("2026-11-22T09:00:00Z");
const nowSeconds = now.getTime() / 1000;
const redirectUri = "https://mail.example/api/oauth2/callback";
const signingKey = createSigningKey();
const secrets = newAuthorizationSecrets(randomBytes);
const directory = "11111111-1111-4111-8111-111111111111";

let server: AnsweringServer;
let client: ProviderClient;

beforeAll(async () => {
  server = await startAnsweringServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
  const publicKey = createPublicKey(createPrivateKey({ key: { ...signingKey.privateJwk, kty: "RSA" }, format: "jwk" }));
  server.answer("/keys", {
    body: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: signingKey.keyId, use: "sig" }] },
  });
  client = {
    provider: "other",
    clientId: "client",
    authorizationEndpoint: `${server.baseUrl}/authorize?audience=mail`,
    tokenEndpoint: `${server.baseUrl}/token`,
    issuer: server.baseUrl,
    jwksUri: `${server.baseUrl}/keys`,
    scopes: ["openid", "mail"],
    emailAttribute: "email",
  };
});

const policy = parseEgressPolicy("127.0.0.0/8");
const fetch = createGuardedFetch({ policy, maxResponseBytes: 100_000, deadlineMs: 5000 });

function exchange(callback: Record<string, string> = {}, changes: Partial<ProviderClient> = {}, deadlineMs = 5000) {
  return exchangeCode({
    client: { ...client, ...changes },
    clientSecret: new Secret("the-client-secret"),
    redirectUri,
    callbackParameters: new URLSearchParams({ code: "the-code", state: secrets.state.reveal(), ...callback }),
    codeVerifier: secrets.codeVerifier,
    nonce: secrets.nonce,
    expectedState: secrets.state,
    fetch,
    clock: () => now,
    deadlineMs,
  });
}

function idToken(claims: Record<string, unknown> = {}, key = signingKey): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const payload = part({
    iss: server.baseUrl,
    aud: "client",
    sub: "subject",
    iat: nowSeconds,
    exp: nowSeconds + 600,
    nonce: secrets.nonce.reveal(),
    ...claims,
  });
  const signed = `${part({ alg: "RS256", kid: key === signingKey ? key.keyId : signingKey.keyId })}.${payload}`;
  const privateKey = createPrivateKey({ key: { ...key.privateJwk, kty: "RSA" }, format: "jwk" });
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

const tokens = {
  access_token: "access",
  token_type: "Bearer",
  refresh_token: "refresh",
  expires_in: 3000,
  scope: "mail",
};

describe("the authorization request", () => {
  test("carries PKCE, state, nonce, the address to sign in with and what the provider's preset adds", () => {
    const url = buildAuthorizationUrl({
      client: { ...client, provider: "google" },
      redirectUri,
      secrets,
      loginHint: "support@acme.test",
    });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      audience: "mail",
      response_type: "code",
      client_id: "client",
      redirect_uri: redirectUri,
      scope: "openid mail",
      state: secrets.state.reveal(),
      nonce: secrets.nonce.reveal(),
      code_challenge: hashState(secrets.codeVerifier),
      code_challenge_method: "S256",
      login_hint: "support@acme.test",
      access_type: "offline",
      prompt: "consent",
    });
  });

  test("draws 32 bytes for each one-time value, and prints none of them", () => {
    const drawn = newAuthorizationSecrets(randomBytes);
    const values = [drawn.state, drawn.codeVerifier, drawn.nonce].map((secret) => secret.reveal());
    expect(new Set(values).size).toBe(3);
    for (const value of values) expect(Buffer.from(value, "base64url")).toHaveLength(32);
    expect(JSON.stringify(drawn)).toBe('{"state":"[secret]","codeVerifier":"[secret]","nonce":"[secret]"}');
  });

  test("knows the challenge of RFC 7636, appendix B", () => {
    const codeVerifier = new Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    const url = buildAuthorizationUrl({ client, redirectUri, secrets: { ...secrets, codeVerifier }, loginHint: "a@b" });
    expect(url.searchParams.get("code_challenge")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  });
});

describe("a code is exchanged for tokens", () => {
  test("with the secret in the body, the verifier, and the ID token validated", async () => {
    server.answer("/token", { body: { ...tokens, id_token: idToken({ email: "support@acme.test" }) } });
    const outcome = await exchange({ iss: server.baseUrl });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
    expect(outcome.value).toMatchObject({ expiresInSeconds: 3000, scopes: ["mail"], audience: null });
    expect(outcome.value.idTokenClaims).toMatchObject({ sub: "subject", email: "support@acme.test" });
    expect(outcome.value.accessToken.reveal()).toBe("access");
    expect(outcome.value.refreshToken?.reveal()).toBe("refresh");
    const request = server.requests.find(({ path }) => path === "/token");
    expect(request?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      grant_type: "authorization_code",
      code: "the-code",
      redirect_uri: redirectUri,
      code_verifier: secrets.codeVerifier.reveal(),
      client_id: "client",
      client_secret: "the-client-secret",
    });
  });

  test.each<[string, Record<string, unknown>, number]>([
    ["no lifetime", { expires_in: undefined }, 3600],
    ["a lifetime that is text", { expires_in: "1800" }, 1800],
    ["a lifetime that makes no sense", { expires_in: "soon" }, 3600],
    ["a lifetime below zero", { expires_in: -1 }, 3600],
    ["a lifetime beyond all dates", { expires_in: 1e300 }, 3600],
    ["no token type", { token_type: undefined }, 3000],
    ["a fractional lifetime", { expires_in: 99.9 }, 99],
  ])("whatever the answer's form: %s", async (_name, change, expiresInSeconds) => {
    server.answer("/token", { body: { ...tokens, ...change } });
    expect(await exchange()).toMatchObject({ ok: true, value: { expiresInSeconds } });
  });

  test("and has the scopes that were asked for where the provider names none", async () => {
    server.answer("/token", { body: { ...tokens, scope: undefined } });
    expect(await exchange()).toMatchObject({ ok: true, value: { scopes: ["openid", "mail"] } });
  });

  test("and has no refresh token where an empty one came", async () => {
    server.answer("/token", { body: { ...tokens, refresh_token: "" } });
    expect(await exchange()).toMatchObject({ ok: true, value: { refreshToken: null } });
  });

  test("although an ID token came from a provider whose issuer nobody knows", async () => {
    server.answer("/token", { body: { ...tokens, id_token: "no.token" } });
    const outcome = await exchange({ iss: "https://whoever.example" }, { issuer: undefined, jwksUri: undefined });
    expect(outcome).toMatchObject({ ok: true, value: { idTokenClaims: null } });
  });

  test("and the audience of a readable access token is told", async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    server.answer("/token", { body: { ...tokens, access_token: `${part({})}.${part({ aud: ["a", "b"] })}.x` } });
    expect(await exchange()).toMatchObject({ ok: true, value: { audience: "a b" } });
  });

  test("from whatever directory it is, when common was asked", async () => {
    const issuer = `${server.baseUrl}/{tenantid}/v2.0`;
    const iss = `${server.baseUrl}/${directory}/v2.0`;
    server.answer("/token", { body: { ...tokens, id_token: idToken({ iss, tid: directory }) } });
    expect(await exchange({ iss }, { issuer })).toMatchObject({
      ok: true,
      value: { idTokenClaims: { tid: directory } },
    });
    server.answer("/token", { body: { ...tokens, id_token: idToken({ iss, tid: directory.replace(/1/g, "2") }) } });
    expect(await exchange({ iss }, { issuer })).toMatchObject({ ok: false, failure: { code: "issuer_mismatch" } });
  });
});

describe("an answer at the Callback Endpoint is refused", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["with another state", { state: "other" }, "", "state_unknown"],
    ["with another state, even as an error", { state: "other", error: "access_denied" }, "", "state_unknown"],
    ["from another issuer", { iss: "https://evil.example" }, "", "issuer_mismatch"],
    ["without a code", { code: "" }, "", "provider_refused"],
    [
      "when consent was declined",
      { error: "access_denied", error_description: "AADSTS65004: User declined" },
      "65004",
      "consent_declined",
    ],
    [
      "when an administrator has to approve",
      { error: "access_denied", error_description: "AADSTS90094: Admin" },
      "90094",
      "admin_approval_needed",
    ],
    [
      "when the redirect URI is unknown",
      { error: "invalid_request", error_description: "AADSTS50011: reply" },
      "50011",
      "redirect_uri_mismatch",
    ],
    ["when the provider is busy", { error: "temporarily_unavailable" }, "", "provider_unavailable"],
    ["when something unheard of happened", { error: "strange" }, "", "provider_refused"],
  ])("%s", async (_name, callback, aadstsCode, code) => {
    const outcome = await exchange(callback);
    expect(outcome).toMatchObject({ ok: false, failure: { code } });
    if (aadstsCode !== "") expect(outcome).toMatchObject({ failure: { facts: { aadstsCode } } });
    expect(server.requests).toEqual([]);
  });

  test("without the issuer that was promised", async () => {
    expect(await exchange({}, { isIssuerPromised: true })).toMatchObject({ failure: { code: "issuer_mismatch" } });
  });

  test("with a parameter twice", async () => {
    const twice = exchangeCode({
      client,
      clientSecret: new Secret("s"),
      redirectUri,
      callbackParameters: new URLSearchParams(`code=a&code=b&state=${secrets.state.reveal()}`),
      codeVerifier: secrets.codeVerifier,
      nonce: secrets.nonce,
      expectedState: secrets.state,
      fetch,
      clock: () => now,
      deadlineMs: 1000,
    });
    expect(await twice).toMatchObject({ failure: { code: "provider_refused" } });
  });
});

describe("an ID token is refused", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["of another issuer", { iss: "https://evil.example" }, "issuer_mismatch"],
    ["for another client", { aud: "somebody" }, "provider_refused"],
    ["that has expired", { exp: nowSeconds - 60 }, "provider_refused"],
    ["with another nonce", { nonce: "other" }, "provider_refused"],
    ["without a nonce", { nonce: undefined }, "provider_refused"],
  ])("%s", async (_name, claims, code) => {
    server.answer("/token", { body: { ...tokens, id_token: idToken(claims) } });
    expect(await exchange()).toMatchObject({ ok: false, failure: { code } });
  });

  test("with a signature of another key", async () => {
    server.answer("/token", { body: { ...tokens, id_token: idToken({}, createSigningKey()) } });
    const failure = { code: "provider_refused", facts: { error: "invalid_id_token" } };
    expect(await exchange()).toMatchObject({ ok: false, failure });
  });

  test("while the provider's keys cannot be fetched", async () => {
    server.answer("/token", { body: { ...tokens, id_token: idToken() } });
    server.answer("/keys", { instead: "drop" });
    expect(await exchange()).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    server.answer("/keys", { status: 503, body: "<html>" });
    expect(await exchange()).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
  });
});

describe("a failed exchange says what happened", () => {
  test.each<[string, number, unknown, string]>([
    ["a wrong secret", 401, { error: "invalid_client", error_codes: [7000215] }, "client_secret_wrong"],
    [
      "an expired secret",
      401,
      { error: "invalid_client", error_description: "AADSTS7000222: x" },
      "client_secret_expired",
    ],
    ["an app that nobody knows", 400, { error: "unauthorized_client", error_codes: [700016] }, "idp_configuration"],
    ["a code that was used", 400, { error: "invalid_grant", error_codes: [54005] }, "state_used"],
    ["a code that is stale", 400, { error: "invalid_grant", error_codes: [70008] }, "state_expired"],
    ["a code that is no code", 400, { error: "invalid_grant" }, "provider_refused"],
    [
      "Google's unknown client",
      401,
      { error: "invalid_client", error_description: "The OAuth client was not found." },
      "idp_configuration",
    ],
    ["an error with HTTP status 200", 200, { error: "invalid_client" }, "client_secret_wrong"],
    ["too many requests", 429, { error: "invalid_request" }, "provider_unavailable"],
    ["a page instead of JSON", 200, "<!doctype html><p>Sign in to the hotel's network</p>", "provider_unavailable"],
    ["a page that says no", 403, "<html></html>", "provider_unavailable"],
    ["a redirect", 302, "", "provider_unavailable"],
    ["trouble of the server's", 500, { error: "server_error" }, "provider_unavailable"],
  ])("%s", async (_name, status, body, code) => {
    server.answer("/token", { status, body, headers: { "www-authenticate": 'Basic realm="token"' } });
    expect(await exchange()).toMatchObject({ ok: false, failure: { code } });
  });

  test("within the deadline, when the provider is silent", async () => {
    server.answer("/token", { instead: "hang" });
    const failure = { code: "provider_unavailable", facts: { error: "deadline_passed" } };
    expect(await exchange({}, {}, 50)).toMatchObject({ ok: false, failure });
  });

  test("and that the address is not allowed, when it is not", async () => {
    const outcome = await exchange({}, { tokenEndpoint: "https://10.0.0.1/token" });
    expect(outcome).toMatchObject({ failure: { code: "idp_configuration", facts: { error: "address_refused" } } });
  });

  test("without any secret, although the provider repeats them all", async () => {
    const jwt = idToken();
    server.answer("/token", ({ form }) => ({
      status: 400,
      body: { error: "invalid_request", error_description: `You sent ${form.toString()}\u0000\n and ${jwt}` },
    }));
    const outcome = JSON.stringify(await exchange());
    expect(outcome).toContain("You sent");
    for (const secret of ["the-code", "the-client-secret", secrets.codeVerifier.reveal(), jwt]) {
      expect(outcome).not.toContain(secret);
    }
    expect(outcome).not.toMatch(/\\u0000|\\n/);
  });
});
