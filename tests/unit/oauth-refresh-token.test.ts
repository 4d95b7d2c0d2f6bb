import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGuardedFetch } from "@/lib/egress/guarded-fetch";
import { parseEgressPolicy } from "@/lib/egress/policy";
import { judgeToken } from "@/lib/oauth/judge-token";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import { readAudience } from "@/lib/oauth/read-jwt-claims";
import { refreshToken } from "@/lib/oauth/refresh-token";
import { revokeToken } from "@/lib/oauth/revoke-token";
import { tryClientSecrets } from "@/lib/oauth/try-client-secrets";
import { presets } from "@/lib/providers/presets";
import { fail } from "@/lib/result";
import { Secret } from "@/lib/secret";
import { type AnsweringServer, startAnsweringServer } from "../servers/answering-server";
import { cpuTimeOf } from "./cpu-time";

let server: AnsweringServer;
let client: ProviderClient;

beforeAll(async () => {
  server = await startAnsweringServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
  client = {
    provider: "google",
    clientId: "client",
    authorizationEndpoint: `${server.baseUrl}/authorize`,
    tokenEndpoint: `${server.baseUrl}/token`,
    revocationEndpoint: `${server.baseUrl}/revoke`,
    issuer: "https://issuer.example",
    scopes: ["openid", "mail"],
    emailAttribute: "email",
  };
});

const fetch = createGuardedFetch({
  policy: parseEgressPolicy("127.0.0.0/8"),
  maxResponseBytes: 20_000,
  deadlineMs: 5000,
});
const roomyFetch = createGuardedFetch({
  policy: parseEgressPolicy("127.0.0.0/8"),
  maxResponseBytes: 200_000,
  deadlineMs: 5000,
});
const question = (clientSecrets = ["secret-of-today"]) => ({
  client,
  clientSecrets: clientSecrets.map((value) => new Secret(value)),
  refreshToken: new Secret("the-refresh-token"),
  fetch,
  clock: () => new Date("2026-11-22T09:00:00Z"),
  deadlineMs: 2000,
  totalDeadlineMs: 4000,
});
const fresh = { access_token: "new", token_type: "Bearer", expires_in: 3600 };
const secretsAsked = () => server.requests.map(({ form }) => form.get("client_secret"));

describe("a refresh", () => {
  test("keeps the old refresh token where none comes back, and takes a new one where one does", async () => {
    server.answer("/token", { body: fresh });
    expect(await refreshToken(question())).toMatchObject({ ok: true, value: { refreshToken: null, scopes: null } });
    server.answer("/token", { body: { ...fresh, refresh_token: "rotated" } });
    const outcome = await refreshToken(question());
    expect(outcome.ok && outcome.value.refreshToken?.reveal()).toBe("rotated");
  });

  test("keeps of the scopes and the audience what a database takes, and no more than there can be", async () => {
    const claims = { aud: [`https://mail.example\u0000\ud83d`, "/".repeat(9000), "x ".repeat(3000)] };
    const accessToken = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
    const scope = `openid mail\u0000 \ud83d ${"s".repeat(600)} mail`;
    server.answer("/token", { body: { ...fresh, access_token: accessToken, scope } });
    const outcome = await refreshToken({ ...question(), fetch: roomyFetch });
    const { scopes, audience } = outcome.ok ? outcome.value : expect.fail(outcome.failure.message);
    expect(scopes).toEqual(["openid", "mail"]);
    expect(audience).toMatch(/^https:\/\/mail\.example /);
    expect(audience?.length).toBeLessThanOrEqual(2000);
    expect(audience).not.toMatch(/[\0\p{Surrogate}]/u);

    server.answer("/token", { body: { ...fresh, scope: Array.from({ length: 900 }, (_, index) => `scope-${index}`) } });
    const many = await refreshToken(question());
    expect(many.ok && many.value.scopes?.length).toBe(500);
  });

  test("an audience that was made to be slow is judged at once", async () => {
    const accessToken = `e30.${Buffer.from(JSON.stringify({ aud: `${"/".repeat(65_000)}!` })).toString("base64url")}.x`;
    const audience = readAudience(new Secret(accessToken));
    const judging = cpuTimeOf(() => {
      const judged = judgeToken({
        provider: "microsoft",
        tokens: { refreshToken: new Secret("r"), scopes: presets.microsoft.scopes.map(({ scope }) => scope), audience },
        askedScopes: [],
        resourceOwner: { id: "1", address: "support@acme.test", alsoKnownAs: [] },
        systemEmailAddress: "support@acme.test",
        isStrictMatching: true,
      });
      expect(judged).toMatchObject({ ok: false, failure: { code: "wrong_audience" } });
    });
    expect(judging).toBeLessThan(500);
  });

  test("names the scopes again at Microsoft, and nowhere else", async () => {
    server.answer("/token", { body: fresh });
    await refreshToken(question());
    client = { ...client, provider: "microsoft" };
    await refreshToken(question());
    expect(server.requests.map(({ form }) => form.get("scope"))).toEqual([null, "openid mail"]);
  });

  test("is not disturbed by an ID token that nobody asked to check", async () => {
    server.answer("/token", { body: { ...fresh, id_token: "not.a.token" } });
    expect(await refreshToken(question())).toMatchObject({ ok: true });
  });

  test("tries the next client secret when one is refused, and says which one worked", async () => {
    server.answer("/token", ({ form }) =>
      form.get("client_secret") === "old" ? { body: fresh } : { status: 401, body: { error: "invalid_client" } },
    );
    expect(await refreshToken(question(["new", "old"]))).toMatchObject({ ok: true, value: { clientSecretIndex: 1 } });
    expect(secretsAsked()).toEqual(["new", "old"]);
  });

  test("tries no other secret when it is not the secret that is refused", async () => {
    server.answer("/token", { status: 400, body: { error: "invalid_grant" } });
    expect(await refreshToken(question(["new", "old"]))).toMatchObject({ failure: { code: "needs_reauthorization" } });
    expect(secretsAsked()).toEqual(["new"]);
  });

  test("tells what the newest secret met when all are refused", async () => {
    server.answer("/token", ({ form }) => ({
      status: 401,
      body: { error: "invalid_client", error_codes: [form.get("client_secret") === "new" ? 7000215 : 7000222] },
    }));
    expect(await refreshToken(question(["new", "old"]))).toMatchObject({ failure: { code: "client_secret_wrong" } });
  });

  test("gives all client secrets together one deadline, and asks with none that there is no time for", async () => {
    const remaining: number[] = [];
    const refuseSlowly = async (_clientSecret: Secret, remainingMs: number) => {
      remaining.push(remainingMs);
      await wait(80);
      return fail({ error: "invalid_client", description: "" });
    };
    const secrets = ["one", "two", "three", "four", "five"].map((value) => new Secret(value));
    const { outcome } = await tryClientSecrets(secrets, refuseSlowly, 300);
    expect(outcome).toMatchObject({ ok: false, failure: { error: "deadline_passed" } });
    expect(remaining.length).toBeLessThan(5);
    expect(remaining).toEqual(remaining.toSorted((one, other) => other - one));
  });

  test("fails without a question to the provider when there is no secret at all", async () => {
    expect(await refreshToken(question([]))).toMatchObject({ failure: { code: "client_secret_wrong" } });
    expect(server.requests).toEqual([]);
  });

  test.each<[string, number, unknown, string]>([
    ["a withdrawn Grant", 400, { error: "invalid_grant" }, "needs_reauthorization"],
    ["a changed password", 400, { error: "invalid_grant", error_codes: [50173] }, "needs_reauthorization"],
    ["a withdrawn consent", 400, { error: "invalid_grant", error_codes: [65001] }, "needs_reauthorization"],
    ["a policy of Google's admin", 400, { error: "admin_policy_enforced" }, "needs_reauthorization"],
    ["an access that was denied", 403, { error: "access_denied" }, "needs_reauthorization"],
    ["a second factor", 400, { error: "interaction_required", error_codes: [50076] }, "needs_reauthorization"],
    [
      "a policy of the directory",
      400,
      { error: "interaction_required", error_codes: [53003] },
      "needs_reauthorization",
    ],
    ["an expired secret", 401, { error: "invalid_client", error_codes: [7000222] }, "client_secret_expired"],
    ["a deleted app", 400, { error: "unauthorized_client", error_codes: [700016] }, "idp_configuration"],
    ["a scope that is not known", 400, { error: "invalid_scope" }, "idp_configuration"],
    ["Entra's passing trouble", 400, { error: "invalid_grant", error_codes: [90033] }, "provider_unavailable"],
    ["trouble of the server's", 503, { error: "temporarily_unavailable" }, "provider_unavailable"],
    ["a page instead of JSON", 200, "<html>", "provider_unavailable"],
    ["an answer without a token", 200, {}, "provider_unavailable"],
    ["an answer that is too long", 200, "x".repeat(30_000), "provider_unavailable"],
    ["something unheard of", 400, { error: "strange" }, "provider_refused"],
  ])("tells %s", async (_name, status, body, code) => {
    server.answer("/token", { status, body });
    expect(await refreshToken(question())).toMatchObject({ ok: false, failure: { code } });
  });

  test.each([
    ["17", "17"],
    ["Sun, 22 Nov 2026 09:01:00 GMT", "60"],
    ["Sun, 22 Nov 2026 08:00:00 GMT", "0"],
  ])("hands on the pause that the provider asks for: %s", async (header, retryAfterSeconds) => {
    server.answer("/token", { status: 429, body: {}, headers: { "retry-after": header } });
    const failure = { code: "provider_unavailable", facts: { retryAfterSeconds } };
    expect(await refreshToken(question())).toMatchObject({ failure });
  });

  test("tells a connection that broke off from a refusal", async () => {
    server.answer("/token", { instead: "drop" });
    const failure = { code: "provider_unavailable", facts: { error: "network_error" } };
    expect(await refreshToken(question())).toMatchObject({ failure });
  });
});

describe("a revocation", () => {
  test("reaches the provider's endpoint", async () => {
    server.answer("/revoke", {});
    expect(await revokeToken(question())).toEqual({ ok: true, value: "revoked" });
    expect(server.requests[0]?.form.get("token")).toBe("the-refresh-token");
  });

  test("of a token that is gone already counts as done", async () => {
    server.answer("/revoke", { status: 400, body: { error: "invalid_token" } });
    expect(await revokeToken(question())).toEqual({ ok: true, value: "revoked" });
  });

  test("does not send the refresh token to another host than the Token Endpoint's", async () => {
    client = { ...client, tokenEndpoint: "https://id.example/token" };
    expect(await revokeToken(question())).toMatchObject({ failure: { code: "idp_configuration" } });
    expect(server.requests).toEqual([]);
  });

  test("says so where the provider has no endpoint for it", async () => {
    client = { ...client, revocationEndpoint: undefined };
    expect(await revokeToken(question())).toEqual({ ok: true, value: "not_offered" });
    expect(server.requests).toEqual([]);
  });

  test("tells when the provider cannot be reached", async () => {
    server.answer("/revoke", { status: 503 });
    expect(await revokeToken(question())).toMatchObject({ failure: { code: "provider_unavailable" } });
  });
});
