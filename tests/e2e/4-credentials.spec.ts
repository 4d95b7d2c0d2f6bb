import { expect } from "@playwright/test";
import { setUpAuthorizedTenant } from "./authorized-tenant";
import { test } from "./fixtures";
import { queryEmbedded } from "./query-embedded";

test("50 credential reads of an expired token at once make one call at the provider and 50 good answers", async ({
  page,
  stage,
}) => {
  const tenant = await setUpAuthorizedTenant(page, stage, "stampede");
  const readGrant = async () => {
    const statement = "SELECT version, access_token_expires_at FROM grants WHERE system_email_id = $1";
    const [grant] = await queryEmbedded(stage, statement, [tenant.systemEmailId]);
    return grant;
  };
  const expire = () =>
    queryEmbedded(stage, "UPDATE grants SET access_token_expires_at = now() WHERE system_email_id = $1", [
      tenant.systemEmailId,
    ]);
  const before = await readGrant();
  await expire();
  const { provider } = stage.practice;
  provider.tokenRequests.reset();
  provider.tokenDelayMs = 300;

  const answers = await Promise.all(Array.from({ length: 50 }, () => tenant.readCredentials()));
  provider.tokenDelayMs = 0;
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
  const tokens = await Promise.all(answers.map(async (answer) => (await answer.json()).incoming.sasl.accessToken));
  expect(new Set(tokens).size).toBe(1);
  expect(provider.tokenRequests.count({ grantType: "refresh_token" })).toBe(1);
  const after = await readGrant();
  expect(after.version).toBe(before.version + 1);
  expect(after.access_token_expires_at.getTime()).toBeGreaterThan(Date.now() + 3_000_000);

  // The provider ends the whole grant when a refresh token is used twice: that it still works shows that none was.
  await expire();
  expect((await tenant.readCredentials()).status).toBe(200);
});

test("every refusal of the API is a problem document with its own code", async ({ page, stage, traffic }) => {
  const tenant = await setUpAuthorizedTenant(page, stage, "problems");
  const ask = (path: string, authorization?: string) =>
    fetch(`${stage.url}/api/v1${path}`, authorization === undefined ? {} : { headers: { authorization } });
  const key = tenant.key;
  const list = await ask("/mailboxes", `Bearer ${tenant.key}`);
  traffic.push({ url: "/mailboxes", kind: "an answer of the API", text: await list.text() });
  const cases: [string, string | undefined, number, string][] = [
    ["/mailboxes", undefined, 401, "unauthenticated"],
    ["/mailboxes", "Bearer mgw_wrong", 401, "unauthenticated"],
    ["/mailboxes", `Bearer ${key.slice(0, -3)}`, 401, "unauthenticated"],
    ["/mailboxes?limit=many", `Bearer ${key}`, 400, "invalid_request"],
    ["/mailboxes/not-an-id/credentials", `Bearer ${key}`, 404, "not_found"],
    [`/mailboxes/${tenant.systemEmailId}/credentials?minValidSeconds=99999`, `Bearer ${key}`, 400, "invalid_request"],
    ["/no-such-thing", `Bearer ${key}`, 404, "not_found"],
  ];
  for (const [path, authorization, status, code] of cases) {
    const answer = await ask(path, authorization);
    expect(answer.status, path).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    const text = await answer.text();
    traffic.push({ url: path, kind: "an answer of the API", text });
    expect(JSON.parse(text)).toMatchObject({
      status,
      code,
      retryable: false,
      requestId: expect.any(String),
      detail: expect.any(String),
    });
  }
});
