import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedFetch } from "@/lib/egress/guarded-fetch";
import { parseEgressPolicy } from "@/lib/egress/policy";
import { buildAuthorizationUrl, newAuthorizationSecrets } from "@/lib/oauth/build-authorization-url";
import { findIdpConfigMistakes } from "@/lib/oauth/check-idp-config";
import { discover } from "@/lib/oauth/discover";
import { exchangeCode } from "@/lib/oauth/exchange-code";
import { findResourceOwner } from "@/lib/oauth/find-resource-owner";
import { judgeToken } from "@/lib/oauth/judge-token";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import { refreshToken } from "@/lib/oauth/refresh-token";
import { revokeToken } from "@/lib/oauth/revoke-token";
import { fillEndpoints } from "@/lib/providers/entra-endpoints";
import { presets } from "@/lib/providers/presets";
import { Secret } from "@/lib/secret";
import type { ClientFault } from "../servers/entra-faults";
import { type EntraProvider, startEntraProvider } from "../servers/entra-provider";
import {
  contosoDirectoryId,
  fabrikamDirectoryId,
  helpdeskClientId,
  helpdeskClientSecret,
  practicePassword,
  practiceRegistrations,
} from "../servers/practice-data";
import { type ScriptedPerson, signInByScript } from "../servers/scripted-sign-in";

const redirectUri = "http://127.0.0.1:9/api/oauth2/callback";
const policy = parseEgressPolicy("127.0.0.0/8");
const fetch = createGuardedFetch({ policy, maxResponseBytes: 200_000, deadlineMs: 10_000 });
const clock = () => new Date();
const deadlineMs = 10_000;

let provider: EntraProvider;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [redirectUri] });
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.resume();
  provider.tokenRequests.reset();
});

type Situation = {
  directory?: string;
  clientId?: string;
  clientSecret?: string;
  address?: string;
  loginHint?: string;
  consent?: ScriptedPerson["consent"];
};

function clientOf({ directory = contosoDirectoryId, clientId = helpdeskClientId }: Situation): ProviderClient {
  return {
    provider: "microsoft",
    clientId,
    ...fillEndpoints(directory, provider.authorizationEndpoint("common")),
    scopes: presets.microsoft.scopes.map(({ scope }) => scope),
    emailAttribute: presets.microsoft.emailAttribute,
  };
}

async function discovered(situation: Situation): Promise<ProviderClient> {
  const outcome = await discover({ client: clientOf(situation), fetch, deadlineMs });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

async function authorize(situation: Situation = {}) {
  const { address = "support@acme.test", loginHint = address, consent } = situation;
  const client = await discovered(situation);
  const secrets = newAuthorizationSecrets(randomBytes);
  const url = buildAuthorizationUrl({ client, redirectUri, secrets, loginHint });
  const person = { address, password: practicePassword, ...(consent ? { consent } : {}) };
  const callback = await signInByScript(url.href, redirectUri, person);
  const exchange = () =>
    exchangeCode({
      client,
      clientSecret: new Secret(situation.clientSecret ?? helpdeskClientSecret),
      redirectUri,
      callbackParameters: callback.searchParams,
      codeVerifier: secrets.codeVerifier,
      nonce: secrets.nonce,
      expectedState: secrets.state,
      fetch,
      clock,
      deadlineMs,
    });
  return { client, exchange };
}

async function authorized(situation: Situation = {}) {
  const { client, exchange } = await authorize(situation);
  const outcome = await exchange();
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return { client, tokens: outcome.value };
}

async function judged(situation: Situation, systemEmailAddress = situation.address ?? "support@acme.test") {
  const { client, tokens } = await authorized(situation);
  const { idTokenClaims, accessToken } = tokens;
  const owner = await findResourceOwner({ client, idTokenClaims, accessToken, fetch, deadlineMs });
  if (!owner.ok) throw new Error(JSON.stringify(owner.failure));
  return judgeToken({
    provider: client.provider,
    tokens,
    askedScopes: client.scopes,
    resourceOwner: owner.value,
    systemEmailAddress,
    isStrictMatching: true,
  });
}

function registrationWith(fault: ClientFault): Situation {
  const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
  if (registration === undefined) throw new Error(`No practice registration has the fault ${fault}.`);
  return { clientId: registration.clientId, clientSecret: registration.clientSecret };
}

function refresh(client: ProviderClient, token: Secret | null, clientSecrets = [helpdeskClientSecret]) {
  if (token === null) throw new Error("There is no refresh token.");
  const secrets = clientSecrets.map((value) => new Secret(value));
  return refreshToken({
    client,
    clientSecrets: secrets,
    refreshToken: token,
    fetch,
    clock,
    deadlineMs,
    totalDeadlineMs: 2 * deadlineMs,
  });
}

describe("an authorization at an Entra-like provider", () => {
  test("ends in tokens whose owner, scopes and audience are right", async () => {
    const { client, tokens } = await authorized();
    expect(client).toMatchObject({ issuer: expect.stringContaining(contosoDirectoryId), isIssuerPromised: true });
    expect(tokens).toMatchObject({ expiresInSeconds: 3600, audience: "https://outlook.office.com" });
    expect(tokens.idTokenClaims).toMatchObject({ tid: contosoDirectoryId, preferred_username: "support@acme.test" });
    expect(await judged({})).toMatchObject({ ok: true });
  });

  test("works by the directory's domain, and behind common for people of every directory", async () => {
    expect(await judged({ directory: "acme.test" })).toMatchObject({ ok: true });
    expect(await judged({ directory: "common" })).toMatchObject({ ok: true });
    const { tokens } = await authorized({ directory: "common", address: "support@globex.test" });
    expect(tokens.idTokenClaims).toMatchObject({ tid: fabrikamDirectoryId });
  });

  test("notices that another account signed in, and names both", async () => {
    const facts = { expected: "support@acme.test", actual: "sales@acme.test" };
    const failure = { code: "wrong_account", facts };
    expect(await judged({ address: "sales@acme.test" }, "support@acme.test")).toMatchObject({ ok: false, failure });
  });

  test.each<[ClientFault, string]>([
    ["graph-audience", "wrong_audience"],
    ["scope-dropped", "scopes_missing"],
    ["no-refresh-token", "no_refresh_token"],
  ])("refuses what came back from a registration with the fault %s", async (fault, code) => {
    expect(await judged(registrationWith(fault))).toMatchObject({ ok: false, failure: { code } });
  });

  test("tells a declined consent from an approval that is needed", async () => {
    const declined = await authorize({ address: "billing@acme.test", consent: "cancel" });
    const failure = { code: "consent_declined", facts: { aadstsCode: "65004" } };
    expect(await declined.exchange()).toMatchObject({ failure });
    const restricted = await authorize({ address: "restricted@acme.test" });
    expect(await restricted.exchange()).toMatchObject({ failure: { code: "admin_approval_needed" } });
  });

  test("tells a wrong Client Secret from an expired one", async () => {
    const wrong = await authorize({ clientSecret: "wrong~secret" });
    const failure = { code: "client_secret_wrong", facts: { correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) } };
    expect(await wrong.exchange()).toMatchObject({ failure });
    const expired = await authorize(registrationWith("secret-expired"));
    expect(await expired.exchange()).toMatchObject({ failure: { code: "client_secret_expired" } });
  });

  test("exchanges a code once", async () => {
    const { exchange } = await authorize();
    expect(await exchange()).toMatchObject({ ok: true });
    expect(await exchange()).toMatchObject({ ok: false, failure: { code: "state_used" } });
  });

  test("is stopped before the redirect when the directory is unknown", async () => {
    const client = clientOf({ directory: "99999999-9999-4999-8999-999999999999" });
    const failure = { code: "idp_configuration", facts: { aadstsCode: "90002" } };
    expect(await discover({ client, fetch, deadlineMs })).toMatchObject({ ok: false, failure });
  });

  test("has nothing to complain of in the IdP Config that works", () => {
    const input = { ...clientOf({}), clientSecret: new Secret(helpdeskClientSecret), directoryId: contosoDirectoryId };
    expect(findIdpConfigMistakes(input, { policy })).toEqual([]);
  });
});

describe("a refresh at an Entra-like provider", () => {
  test("rotates the refresh token, time after time", async () => {
    const { client, tokens } = await authorized();
    let current = tokens.refreshToken;
    for (let round = 0; round < 3; round += 1) {
      const outcome = await refresh(client, current);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
      expect(outcome.value.refreshToken?.reveal()).not.toBe(current?.reveal());
      expect(outcome.value).toMatchObject({ audience: "https://outlook.office.com", clientSecretIndex: 0 });
      expect(outcome.value.scopes).toEqual(expect.arrayContaining(Object.values(presets.microsoft.scopeOfProtocol)));
      current = outcome.value.refreshToken;
    }
  });

  test("works behind common as well", async () => {
    const { client, tokens } = await authorized({ directory: "common" });
    expect(await refresh(client, tokens.refreshToken)).toMatchObject({ ok: true });
  });

  test("finds the client secret that still works", async () => {
    const { client, tokens } = await authorized();
    const outcome = await refresh(client, tokens.refreshToken, ["not~yet.active", helpdeskClientSecret]);
    expect(outcome).toMatchObject({ ok: true, value: { clientSecretIndex: 1 } });
    expect(provider.tokenRequests.count({ grantType: "refresh_token" })).toBe(2);
  });

  test("needs a new authorization once the person's sessions were ended", async () => {
    const { client, tokens } = await authorized({ address: "sales@acme.test" });
    provider.revokeGrantsOf("sales@acme.test");
    const failure = { code: "needs_reauthorization", facts: { aadstsCode: "50173" } };
    expect(await refresh(client, tokens.refreshToken)).toMatchObject({ ok: false, failure });
  });

  test("only waits while the provider is out of order", async () => {
    const { client, tokens } = await authorized();
    provider.pause();
    expect(await refresh(client, tokens.refreshToken)).toMatchObject({ failure: { code: "provider_unavailable" } });
    provider.resume();
    expect(await refresh(client, tokens.refreshToken)).toMatchObject({ ok: true });
  });

  test("needs a new authorization once the Grant was revoked here", async () => {
    const { client, tokens } = await authorized({ address: "billing@acme.test" });
    if (tokens.refreshToken === null) throw new Error("There is no refresh token.");
    const clientSecrets = [new Secret(helpdeskClientSecret)];
    const question = { client, clientSecrets, refreshToken: tokens.refreshToken, fetch, deadlineMs };
    expect(await revokeToken(question)).toEqual({ ok: true, value: "revoked" });
    expect(await refresh(client, tokens.refreshToken)).toMatchObject({ failure: { code: "needs_reauthorization" } });
  });
});
