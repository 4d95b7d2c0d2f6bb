import { randomUUID } from "node:crypto";
import http from "node:http";
import { expect } from "@playwright/test";
import fc from "fast-check";
import { practiceRegistrations } from "@/tests/servers/practice-data";
import { type AuthorizedTenant, issueWorkerKey, setUpAuthorizedTenant } from "./authorized-tenant";
import { test } from "./fixtures";
import { type ApiDocument, fuzzedCalls } from "./fuzzed-calls";
import { queryEmbedded } from "./query-embedded";
import { callRest, type RestAnswer, type RestCall } from "./rest-call";
import type { Stage } from "./stage";

const callsInAll = 10_000;
const callsAtOnce = 50;

/** Words that are nowhere but in the other tenant, and secrets that no answer may hold. */
const foreignMark = "foreign-mark-6f1d";
const secretMark = "secret-mark-8c2e";

test("10,000 odd calls of the REST API: no 5xx that is not told, no foreign data, no secret", async ({
  page,
  stage,
}) => {
  test.setTimeout(600_000);
  const victim = await setUpAuthorizedTenant(page, stage, "fuzz-victim");
  await page.context().clearCookies();
  const own = await setUpAuthorizedTenant(page, stage, "fuzz-own");
  const victimKey = await issueWorkerKey(stage, victim.slug, ["mailboxes:read", "events:read", "manage"]);
  const before = await mark(stage, victim, victimKey);
  const keys = await makeKeys(stage, own);
  const ids = [own.systemEmailId, ...(await idsOf(stage, "fuzz-own")), ...(await idsOf(stage, "fuzz-victim"))];
  const document: ApiDocument = JSON.parse((await callRest(stage.url, get("/api/v1/openapi.json"))).text);

  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const secrets = [
    ...stage.practice.provider.issuedSecrets(),
    ...practiceRegistrations.flatMap(({ clientSecret }) => clientSecret ?? []),
  ];
  const statuses = new Map<number, number>();
  const startedAt = performance.now();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fuzzedCalls(document, { ids, keys }), { minLength: callsAtOnce, maxLength: callsAtOnce }),
      async (calls) => {
        const answers = await Promise.all(calls.map((call) => callRest(stage.url, call, agent)));
        for (const [index, answer] of answers.entries()) {
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
          const mistake = findMistake(answer, secrets);
          if (mistake !== null) throw new Error(`${mistake}\n${tell(calls[index], answer)}`);
        }
      },
    ),
    // What fails is told with its seed; making it smaller would take as many calls again.
    { numRuns: callsInAll / callsAtOnce, endOnFailure: true },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  test.info().annotations.push({
    type: "figures",
    description: `${seconds.toFixed(1)} s ${JSON.stringify([...statuses].toSorted())}`,
  });
  // The calls got everywhere: some did what they asked for.
  for (const status of [200, 400, 401, 403, 404, 405, 413, 415])
    expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0);
  expect(await snapshot(stage, victimKey)).toEqual(before);
  expect(stage.log()).not.toContain("failed unexpectedly");
});

const get = (path: string, key?: string): RestCall => ({
  method: "GET",
  path,
  headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
});

/** Why an answer must not be, or null. */
function findMistake({ status, text, headers }: RestAnswer, secrets: readonly string[]): string | null {
  if (status >= 500) {
    const isTold = status === 503 && /"code":"provider_unavailable","retryable":true/.test(text);
    if (!isTold) return `The status is ${status}`;
  }
  if (text.includes(foreignMark)) return "It holds another tenant's data";
  if (text.includes(secretMark) || secrets.some((secret) => text.includes(secret))) return "It holds a secret";
  if (/v1\.[\w-]{1,32}\.[\w-]{40,}/.test(text)) return "It holds a sealed value";
  if (/\bat .*\.(ts|js|mjs):\d+/.test(text) || text.includes("PrismaClient")) return "It tells of the inside";
  const isProblem = headers["content-type"]?.startsWith("application/problem+json") === true;
  if (isProblem && text !== "" && JSON.parse(text).status !== status) return "The problem document has another status";
  return null;
}

function tell(call: RestCall | undefined, { status, text }: RestAnswer): string {
  const shown = { ...call, body: call?.body?.toString("utf8").slice(0, 500) };
  return `${JSON.stringify(shown)}\n${status} ${text.slice(0, 1000)}`;
}

/** Keys of one's own that may do everything, or little, or nothing any more. */
async function makeKeys(stage: Stage, own: AuthorizedTenant): Promise<string[]> {
  const everything = "mailboxes:read,credentials:read,leases:write,reports:write,events:read,manage".split(",");
  const issue = (scopes: readonly string[]) => issueWorkerKey(stage, own.slug, scopes);
  const all = await issue(everything);
  const expired = await issue(everything);
  const revoked = await issue(everything);
  const end = (column: string, key: string) =>
    queryEmbedded(stage, `UPDATE worker_keys SET ${column} = now() - interval '1 minute' WHERE prefix = $1`, [
      key.slice(0, 16),
    ]);
  await end("expires_at", expired);
  await end("revoked_at", revoked);
  // The one that may do everything is most of them, so that the calls get behind the door.
  return [all, all, all, all, all, await issue(["events:read"]), expired, revoked, `mgw_${randomUUID()}`];
}

async function idsOf(stage: Stage, slug: string): Promise<string[]> {
  const rows = await queryEmbedded(
    stage,
    `SELECT id FROM system_emails WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)
     UNION ALL SELECT id FROM idp_configs WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)
     UNION ALL SELECT id FROM client_credentials WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)
     UNION ALL SELECT id FROM grants WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)`,
    [slug],
  );
  return rows.map(({ id }: { id: string }) => id);
}

/** Puts the marks into the victim's tenant, and answers all that it has then. */
async function mark(stage: Stage, victim: AuthorizedTenant, key: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const half = { status: "enabled", host: "mail.acme.test", authentication: "basic", username: foreignMark };
  const body = JSON.stringify({
    address: `${foreignMark}@acme.test`,
    name: foreignMark,
    notes: foreignMark,
    incoming: { ...half, port: 993, security: "tls", password: secretMark },
    outgoing: { ...half, port: 465, security: "tls", password: secretMark },
  });
  const created = await callRest(stage.url, { method: "POST", path: "/api/v1/mailboxes", headers, body });
  expect(created.status, created.text).toBe(201);
  const changed = await callRest(stage.url, {
    method: "PATCH",
    path: `/api/v1/mailboxes/${victim.systemEmailId}`,
    headers,
    body: JSON.stringify({ name: foreignMark, notes: foreignMark }),
  });
  expect(changed.status, changed.text).toBe(200);
  return snapshot(stage, key);
}

async function snapshot(stage: Stage, key: string): Promise<unknown> {
  const paths = ["/api/v1/mailboxes", "/api/v1/idp-configs", "/api/v1/events?limit=200"];
  return Promise.all(paths.map(async (path) => JSON.parse((await callRest(stage.url, get(path, key))).text)));
}
