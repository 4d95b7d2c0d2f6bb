import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedFetch } from "@/lib/egress/guarded-fetch";
import { parseEgressPolicy } from "@/lib/egress/policy";
import { discover } from "@/lib/oauth/discover";
import { findResourceOwner, type ResourceOwner } from "@/lib/oauth/find-resource-owner";
import { judgeToken } from "@/lib/oauth/judge-token";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import { type ProviderName, presets } from "@/lib/providers/presets";
import { Secret } from "@/lib/secret";
import { type AnsweringServer, startAnsweringServer } from "../servers/answering-server";

const directory = "11111111-1111-4111-8111-111111111111";
const fetch = createGuardedFetch({
  policy: parseEgressPolicy("127.0.0.0/8"),
  maxResponseBytes: 50_000,
  deadlineMs: 5000,
});

let server: AnsweringServer;
let client: ProviderClient;

beforeAll(async () => {
  server = await startAnsweringServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
  client = {
    provider: "other",
    clientId: "client",
    authorizationEndpoint: `${server.baseUrl}/authorize`,
    tokenEndpoint: `${server.baseUrl}/token`,
    userInfoEndpoint: `${server.baseUrl}/me`,
    scopes: ["mail"],
    emailAttribute: "email",
  };
});

describe("a token becomes a Grant", () => {
  const owner: ResourceOwner = { id: "1", address: "Support@Acme.test", alsoKnownAs: ["help.desk@acme.test"] };
  type Change = {
    provider?: ProviderName;
    scopes?: string[];
    audience?: string | null;
    refreshToken?: null;
    systemEmailAddress?: string;
    isStrictMatching?: boolean;
  };
  const judge = ({ provider = "microsoft", refreshToken, ...change }: Change) => {
    const askedScopes = presets[provider].scopes.map(({ scope }) => scope);
    const tokens = {
      refreshToken: refreshToken === null ? null : new Secret("r"),
      scopes: change.scopes ?? askedScopes,
    };
    const outcome = judgeToken({
      provider,
      tokens: { ...tokens, audience: change.audience === undefined ? null : change.audience },
      askedScopes,
      resourceOwner: owner,
      systemEmailAddress: change.systemEmailAddress ?? "support@acme.test",
      isStrictMatching: change.isStrictMatching ?? true,
    });
    return outcome.ok ? "accepted" : outcome.failure.code;
  };
  const outlook = Object.values(presets.microsoft.scopeOfProtocol).map(String);

  test.each<[string, Change, string]>([
    ["of the System Email itself, in any case of letters", {}, "accepted"],
    ["of somebody who is also called so", { systemEmailAddress: "HELP.DESK@acme.test" }, "accepted"],
    ["of nobody else", { systemEmailAddress: "sales@acme.test" }, "wrong_account"],
    [
      "of a delegate, when Strict Matching is off",
      { systemEmailAddress: "sales@acme.test", isStrictMatching: false },
      "accepted",
    ],
    ["when only the resource's scopes are told", { scopes: outlook }, "accepted"],
    ["when scopes differ in case", { scopes: outlook.map((scope) => scope.toUpperCase()) }, "accepted"],
    [
      "when Exchange goes by its other name",
      { scopes: outlook.map((s) => s.replace("office.com", "office365.com")) },
      "accepted",
    ],
    ["not when a scope is missing", { scopes: outlook.slice(1) }, "scopes_missing"],
    [
      "not when Graph grants it",
      { scopes: outlook.map((s) => s.replace("outlook.office", "graph.microsoft")) },
      "scopes_missing",
    ],
    ["for Exchange Online", { audience: "https://outlook.office.com" }, "accepted"],
    ["for Exchange Online with a slash", { audience: "https://outlook.office365.com/" }, "accepted"],
    ["for Exchange Online's number", { audience: "00000002-0000-0ff1-ce00-000000000000" }, "accepted"],
    ["for one audience of several", { audience: "a https://outlook.office.com" }, "accepted"],
    ["not for Graph", { audience: "https://graph.microsoft.com" }, "wrong_audience"],
    [
      "not for an audience that only begins alike",
      { audience: "https://outlook.office.com.evil.example" },
      "wrong_audience",
    ],
    [
      "at Google, which names its identity scopes otherwise",
      {
        provider: "google",
        scopes: ["openid", "https://www.googleapis.com/auth/userinfo.email", "https://mail.google.com/"],
      },
      "accepted",
    ],
    ["of any audience at a provider that has none", { provider: "other", audience: "x" }, "accepted"],
    ["not without a refresh token", { refreshToken: null }, "no_refresh_token"],
  ])("%s", (_name, change, expected) => {
    expect(judge(change)).toBe(expected);
  });
});

describe("who signed in is found", () => {
  const find = (idTokenClaims: Record<string, unknown> | null) =>
    findResourceOwner({ client, idTokenClaims, accessToken: new Secret("access"), fetch, deadlineMs: 1000 });

  test("in the ID token, with every other address that it tells", async () => {
    client = { ...client, emailAttribute: "preferred_username" };
    const claims = {
      oid: "object",
      sub: "s",
      upn: "up@acme.test",
      email: "SUPPORT@acme.test",
      preferred_username: "support@acme.test",
    };
    expect(await find(claims)).toEqual({
      ok: true,
      value: { id: "object", address: "support@acme.test", alsoKnownAs: ["up@acme.test"] },
    });
    expect(server.requests).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["email", { email: "a@b.test" }, "a@b.test"],
    ["emails.0.value", { id: 7, emails: [{ value: "a@b.test" }] }, "a@b.test"],
    ["EmailAddress", { emailaddress: "a@b.test" }, "a@b.test"],
    ["https://claims.example/mail", { "https://claims.example/mail": "a@b.test" }, "a@b.test"],
    ["nowhere", { email: "fallback@b.test" }, "fallback@b.test"],
  ])("at the user-info endpoint, under %s", async (emailAttribute, body, address) => {
    client = { ...client, emailAttribute };
    server.answer("/me", { body });
    expect(await find(null)).toMatchObject({ ok: true, value: { address } });
    expect(server.requests[0]?.headers.authorization).toBe("Bearer access");
  });

  test("with the ID token's identifier, where only its address is missing", async () => {
    server.answer("/me", { body: { id: "other", email: "a@b.test" } });
    expect(await find({ sub: "signed" })).toMatchObject({ ok: true, value: { id: "signed" } });
  });

  test("not by an answer about somebody else than the ID token is about", async () => {
    server.answer("/me", { body: { sub: "other", email: "a@b.test" } });
    expect(await find({ sub: "signed" })).toMatchObject({ failure: { code: "resource_owner_unknown" } });
    server.answer("/me", { body: { sub: "signed", email: "a@b.test" } });
    expect(await find({ sub: "signed" })).toMatchObject({ ok: true, value: { id: "signed" } });
  });

  test("not by what any directory at Entra may call its users, unless Entra vouches for it", async () => {
    const claims = {
      oid: "o",
      preferred_username: "mallory@evil.test",
      email: "support@acme.test",
      mail: "support@acme.test",
    };
    const known = async (changes: Record<string, unknown>) => {
      const found = await find({ ...claims, ...changes });
      return found.ok && [found.value.address, ...found.value.alsoKnownAs];
    };
    for (const emailAttribute of ["preferred_username", "email", "Mail"]) {
      client = { ...client, emailAttribute, issuer: "https://login.microsoftonline.com/{tenantid}/v2.0" };
      expect(await known({})).toEqual(["mallory@evil.test"]);
      expect(await known({ xms_edov: false })).toEqual(["mallory@evil.test"]);
      expect(await known({ xms_edov: true })).toContain("support@acme.test");
    }
    // One directory is the tenant's own, whose word is good.
    client = { ...client, issuer: `https://login.microsoftonline.com/${directory}/v2.0` };
    expect(await known({})).toContain("support@acme.test");
  });

  test("or the names of what was there are told, and never the values", async () => {
    server.answer("/me", { body: { name: "Sam Support", mail: "not an address" } });
    const outcome = await find(null);
    expect(outcome).toMatchObject({ failure: { code: "resource_owner_unknown", facts: { attributes: "name, mail" } } });
    expect(JSON.stringify(outcome)).not.toContain("Sam");
  });

  test("or it is told that nobody can say", async () => {
    client = { ...client, userInfoEndpoint: undefined };
    expect(await find({ sub: "s" })).toMatchObject({ failure: { code: "resource_owner_unknown" } });
  });

  test("or a provider that is out of order is told from one that refuses", async () => {
    server.answer("/me", { status: 503 });
    expect(await find(null)).toMatchObject({ failure: { code: "provider_unavailable" } });
    server.answer("/me", { status: 401, body: {} });
    expect(await find(null)).toMatchObject({ failure: { code: "resource_owner_unknown" } });
  });
});

describe("discovery", () => {
  const endpointsOf = (id: string) => ({
    authorizationEndpoint: `${server.baseUrl}/${id}/oauth2/v2.0/authorize`,
    tokenEndpoint: `${server.baseUrl}/${id}/oauth2/v2.0/token`,
  });
  const documentOf = (id: string, issuer = id) => ({
    issuer: `${server.baseUrl}/${issuer}/v2.0`,
    authorization_endpoint: endpointsOf(id).authorizationEndpoint,
    token_endpoint: endpointsOf(id).tokenEndpoint,
    jwks_uri: `${server.baseUrl}/keys`,
  });
  const ask = () => discover({ client, fetch, deadlineMs: 1000 });
  const serve = (id: string, body: unknown) => server.answer(`/${id}/v2.0/.well-known/openid-configuration`, { body });

  test("finds issuer and keys of a directory, by its ID or one of its domains", async () => {
    for (const id of [directory, "acme.test"]) {
      client = { ...client, provider: "microsoft", ...endpointsOf(id), issuer: undefined };
      serve(id, documentOf(directory));
      const issuer = `${server.baseUrl}/${directory}/v2.0`;
      expect(await ask()).toMatchObject({ ok: true, value: { issuer, jwksUri: `${server.baseUrl}/keys` } });
    }
  });

  test("leaves the slot open behind common", async () => {
    client = { ...client, provider: "microsoft", ...endpointsOf("common") };
    serve("common", documentOf("common", "{tenantid}"));
    expect(await ask()).toMatchObject({ ok: true, value: { issuer: `${server.baseUrl}/{tenantid}/v2.0` } });
  });

  test("tells an unknown directory from a provider that is out of order", async () => {
    client = { ...client, provider: "microsoft", ...endpointsOf(directory) };
    const path = `/${directory}/v2.0/.well-known/openid-configuration`;
    server.answer(path, { status: 400, body: { error: "invalid_tenant", error_description: "AADSTS90002: Tenant" } });
    expect(await ask()).toMatchObject({ failure: { code: "idp_configuration", facts: { aadstsCode: "90002" } } });
    server.answer(path, { status: 502, body: "<html>" });
    expect(await ask()).toMatchObject({ failure: { code: "provider_unavailable", facts: { httpStatus: "502" } } });
    server.answer(path, { body: { issuer: "x" } });
    expect(await ask()).toMatchObject({ failure: { code: "provider_unavailable" } });
  });

  test("refuses endpoints of another directory", async () => {
    const { authorizationEndpoint } = endpointsOf(directory);
    client = {
      ...client,
      provider: "microsoft",
      ...endpointsOf(directory.replaceAll("1", "2")),
      authorizationEndpoint,
    };
    serve(directory, documentOf(directory));
    expect(await ask()).toMatchObject({ failure: { code: "idp_configuration" } });
  });

  test("refuses a document of another issuer", async () => {
    client = { ...client, issuer: `${server.baseUrl}/` };
    const document = { ...documentOf(directory), issuer: "https://evil.example" };
    server.answer("/.well-known/openid-configuration", { body: document });
    expect(await ask()).toMatchObject({ failure: { code: "idp_configuration" } });
  });

  test("refuses v1 endpoints without a question", async () => {
    client = { ...client, provider: "microsoft", authorizationEndpoint: `${server.baseUrl}/common/oauth2/authorize` };
    expect(await ask()).toMatchObject({ failure: { code: "idp_configuration" } });
    expect(server.requests).toEqual([]);
  });

  test("asks nobody for an Other Provider without an issuer", async () => {
    expect(await ask()).toEqual({ ok: true, value: client });
    expect(server.requests).toEqual([]);
  });

  test("lets what the admin typed win over the document, for an Other Provider with an issuer", async () => {
    client = { ...client, issuer: server.baseUrl };
    const { authorizationEndpoint, tokenEndpoint } = client;
    server.answer("/.well-known/openid-configuration", {
      body: {
        issuer: server.baseUrl,
        authorization_endpoint: authorizationEndpoint,
        token_endpoint: tokenEndpoint,
        userinfo_endpoint: `${server.baseUrl}/other`,
        revocation_endpoint: `${server.baseUrl}/revoke`,
        authorization_response_iss_parameter_supported: true,
      },
    });
    const userInfoEndpoint = `${server.baseUrl}/me`;
    const revocationEndpoint = `${server.baseUrl}/revoke`;
    const value = { userInfoEndpoint, revocationEndpoint, isIssuerPromised: true };
    expect(await ask()).toMatchObject({ ok: true, value });
  });
});
