import { fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { runAlone } from "@/lib/db/run-alone";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { removeIdleCounts } from "@/lib/mail-worker/remove-idle-counts";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

// Read with the first use of the environment, which is in the first test.
process.env.MAILGRANT_RATE_LIMIT_PER_KEY = "10";
process.env.MAILGRANT_RATE_LIMIT_PER_TENANT = "25";

afterAll(disconnect);

async function issue(context: UserContext, name = "fetcher"): Promise<{ id: string; key: string }> {
  const input = { name, scopes: ["mailboxes:read"], expiresAt: null, systemEmailIds: "all" as const };
  const { id, key } = expectSuccess(await issueWorkerKey(context, input));
  return { id, key: key.reveal() };
}

const use = (key: string, points = 1) =>
  authenticateWorker(`Bearer ${key}`, { scope: "mailboxes:read", address: "192.0.2.7", requestId: "test", points });

/** As if the minute that is counted had passed. */
async function endMinute(subject: string): Promise<void> {
  await asSystem(
    "look up worker key",
    (db) => db.$executeRaw`UPDATE request_counts SET ends_at = now() WHERE subject = ${subject}::uuid`,
  );
}

test("two processes share a key's limit: of forty requests at once exactly ten are let in", {
  timeout: 60_000,
}, async () => {
  const { key } = await issue(await newTenantContext());
  const users = Array.from({ length: 2 }, () =>
    fork("tests/integration/database/use-key.ts", [key], {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  await Promise.all(users.map((user) => once(user, "message")));
  const counts = users.map((user) => once(user, "message"));
  for (const user of users) user.send("go");
  const accepted = (await Promise.all(counts)).map(([count]) => count);
  expect(accepted[0] + accepted[1]).toBe(10);
});

test("the limit says what is left, refuses with the seconds to wait, and lets on when the minute ends", async () => {
  const { id, key } = await issue(await newTenantContext());
  expect(await use(key)).toMatchObject({ value: { rateLimit: { limit: 10, remaining: 9 } } });
  expect(await use(key, 9)).toMatchObject({ value: { rateLimit: { remaining: 0 } } });
  const refused = await use(key);
  if (refused.ok) throw new Error("It was let in");
  const { code, facts, rateLimit } = refused.failure;
  expect({ code, rateLimit }).toMatchObject({ code: "rate_limited", rateLimit: { limit: 10, remaining: 0 } });
  expect(Number(facts?.retryAfterSeconds)).toBe(rateLimit?.resetSeconds);
  expect(rateLimit?.resetSeconds).toBeGreaterThan(0);
  expect(rateLimit?.resetSeconds).toBeLessThanOrEqual(60);
  await endMinute(id);
  expect(await use(key)).toMatchObject({ value: { rateLimit: { remaining: 9 } } });
});

test("a tenant's keys share its limit, and one that asks too much does not use up what the others have", async () => {
  const context = await newTenantContext();
  const [one, two, three] = [await issue(context, "one"), await issue(context, "two"), await issue(context, "three")];
  for (let count = 0; count < 40; count++) await use(one.key);
  expect(await use(two.key, 10)).toMatchObject({ ok: true, value: { rateLimit: { limit: 10, remaining: 0 } } });
  expect(await use(three.key, 5)).toMatchObject({ ok: true, value: { rateLimit: { limit: 25, remaining: 0 } } });
  expect(await use(three.key)).toMatchObject({ failure: { code: "rate_limited", rateLimit: { limit: 25 } } });
});

test("a key that is refused for where it is used from is not charged", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context);
  await asSystem("look up worker key", (db) =>
    db.workerKey.update({ where: { id }, data: { networks: ["198.51.100.0/24"] } }),
  );
  for (let count = 0; count < 15; count++) {
    expect(await use(key)).toMatchObject({ failure: { code: "forbidden_network" } });
  }
  const { rows } = await runAlone("SELECT 1 FROM request_counts WHERE subject = ANY ($1::uuid[])", [
    [id, context.tenantId],
  ]);
  expect(rows).toEqual([]);
});

test("the counts of keys that have not asked for a day are removed, and those in use go on", async () => {
  const context = await newTenantContext();
  const [used, idle, revoked] = [
    await issue(context, "used"),
    await issue(context, "idle"),
    await issue(context, "gone"),
  ];
  for (const { key } of [used, idle, revoked]) await use(key);
  expectSuccess(await revokeWorkerKey(context, revoked.id));
  await ageCounts([idle.id, revoked.id], "25 hours");
  await ageCounts([context.tenantId], "23 hours");
  await removeIdleCounts(new AbortController().signal);
  const counted = [used.id, idle.id, revoked.id, context.tenantId];
  const { rows } = await runAlone(
    "SELECT subject FROM request_counts WHERE subject = ANY ($1::uuid[]) ORDER BY subject::text",
    [counted],
  );
  expect(rows).toEqual([used.id, context.tenantId].toSorted().map((subject) => ({ subject })));
  expect(await use(idle.key)).toMatchObject({ value: { rateLimit: { remaining: 9 } } });
});

async function ageCounts(subjects: readonly string[], age: string): Promise<void> {
  await asSystem(
    "remove leftovers",
    (db) => db.$executeRaw`
      UPDATE request_counts SET ends_at = now() - ${age}::interval WHERE subject = ANY (${subjects}::uuid[])`,
  );
}
