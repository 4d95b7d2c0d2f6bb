import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { connections, disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateReader } from "@/lib/mail-worker/authenticate-reader";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { startCountingTokenServer } from "@/tests/servers/counting-token-server";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { type SeededGrant, seedGrants } from "./seeded-grants";

// Read with the first use of the environment, which is in the first test.
process.env.MAILGRANT_RATE_LIMIT_PER_KEY = "30";
process.env.MAILGRANT_RATE_LIMIT_PER_TENANT = "45";

const wish = { minValidSeconds: 300 };
let provider: Awaited<ReturnType<typeof startCountingTokenServer>>;

beforeAll(async () => {
  provider = await startCountingTokenServer({ delayMs: 50 });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

/** A tenant of its own with mailboxes whose tokens last, unless they are to be refreshed first. */
async function newTenant({ count, isFresh = true }: { count: number; isFresh?: boolean }) {
  const context = await newTenantContext();
  const server = { tokenEndpoint: provider.tokenEndpoint, firstToken: (name: string) => `${name}.0.refresh` };
  const { grants } = await seedGrants(context, server, { count });
  if (isFresh) {
    await inTenant(context, (db) =>
      db.grant.updateMany({ data: { issuedAt: new Date(), accessTokenExpiresAt: new Date(Date.now() + 3_600_000) } }),
    );
  }
  return { context, grants };
}

async function issue(context: UserContext, systemEmailIds: "all" | string[] = "all") {
  const input = { name: randomUUID(), scopes: ["credentials:read"], expiresAt: null, systemEmailIds };
  const { id, key } = expectSuccess(await issueWorkerKey(context, input));
  return { id, key: key.reveal() };
}

/** The whole read of a mailbox, as its route makes it. */
async function read(key: string, mailboxId: string, requestId: string = randomUUID()) {
  const request = { scope: "credentials:read" as const, address: "192.0.2.7", requestId };
  const worker = await authenticateReader(`Bearer ${key}`, request, { mailboxId, wish });
  if (!worker.ok) return worker;
  const { readAlong, ...context } = worker.value;
  const credentials = await readCredentials(context, mailboxId, { ...wish, readAlong });
  return { ...credentials, rateLimit: context.rateLimit };
}

const recordsOf = (workerKeyId: string) =>
  asSystem("look up worker key", (db) =>
    db.credentialRead.findMany({ where: { workerKeyId }, orderBy: { requestId: "asc" } }),
  );

async function countCalls(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const note = () => {
    count += 1;
  };
  connections().pool.on("acquire", note);
  await work();
  connections().pool.off("acquire", note);
  return count;
}

const tokenOf = ({ name }: SeededGrant) => ({ value: { incoming: { sasl: { accessToken: `access.${name}.0` } } } });

test("requests of one key at once take one call, and each gets its own mailbox and its own record", async () => {
  const { context, grants } = await newTenant({ count: 6 });
  const { id, key } = await issue(context);
  let answers: Awaited<ReturnType<typeof read>>[] = [];
  // Two of them ask for the same mailbox, and one for none that exists.
  const wanted = [...grants.map(({ systemEmailId }) => systemEmailId), grants[0]?.systemEmailId ?? "", randomUUID()];
  const calls = await countCalls(async () => {
    answers = await Promise.all(wanted.map((mailboxId, index) => read(key, mailboxId, `request-${index}`)));
  });
  expect(answers.slice(0, 6)).toMatchObject(grants.map(tokenOf));
  expect(answers[6]).toMatchObject(grants.slice(0, 1).map(tokenOf)[0] ?? {});
  expect(answers[7]).toMatchObject({ failure: { code: "not_found" } });
  // One for all of them, and another look for the one that was not found.
  expect(calls).toBe(2);
  expect(
    (await recordsOf(id)).map(({ requestId, systemEmailIds, address }) => [requestId, systemEmailIds, address]),
  ).toEqual(wanted.slice(0, 7).map((mailboxId, index) => [`request-${index}`, [mailboxId], "192.0.2.7"]));
});

test("keys of two tenants at once read their own tenant's mailboxes alone, and are recorded there", async () => {
  const [one, two] = [await newTenant({ count: 2 }), await newTenant({ count: 2 })];
  const [keyOfOne, keyOfTwo] = [await issue(one.context), await issue(two.context)];
  const all = [...one.grants, ...two.grants];
  const answers = await Promise.all(
    [keyOfOne, keyOfTwo].flatMap(({ key }) => all.map(({ systemEmailId }) => read(key, systemEmailId))),
  );
  const unknown = { failure: { code: "not_found" } };
  expect(answers).toMatchObject([
    ...one.grants.map(tokenOf),
    unknown,
    unknown,
    unknown,
    unknown,
    ...two.grants.map(tokenOf),
  ]);
  for (const [{ context, grants }, { id }] of [[one, keyOfOne] as const, [two, keyOfTwo] as const]) {
    const records = await recordsOf(id);
    expect(records.map(({ tenantId }) => tenantId)).toEqual([context.tenantId, context.tenantId]);
    expect(records.flatMap(({ systemEmailIds }) => systemEmailIds).toSorted()).toEqual(
      grants.map(({ systemEmailId }) => systemEmailId).toSorted(),
    );
  }
});

test("a key of some mailboxes gets those alone, in whatever company they are asked for", async () => {
  const { context, grants } = await newTenant({ count: 4 });
  const [first, second] = grants;
  if (first === undefined || second === undefined) throw new Error("Nothing was seeded");
  const { id, key } = await issue(context, [second.systemEmailId]);
  const answers = await Promise.all(grants.map(({ systemEmailId }) => read(key, systemEmailId)));
  const unknown = { failure: { code: "not_found" } };
  expect(answers).toMatchObject([unknown, tokenOf(second), unknown, unknown]);
  expect((await recordsOf(id)).map(({ systemEmailIds }) => systemEmailIds)).toEqual([[second.systemEmailId]]);
});

test("a revoked key is refused beside one that is not, and what it asked is not recorded", async () => {
  const { context, grants } = await newTenant({ count: 3 });
  const [gone, alive] = [await issue(context), await issue(context)];
  const [first] = grants;
  if (first === undefined) throw new Error("Nothing was seeded");
  expect(await read(gone.key, first.systemEmailId)).toMatchObject(tokenOf(first));
  await revokeWorkerKey(context, gone.id);
  const both = await Promise.all(
    grants.flatMap(({ systemEmailId }) => [read(gone.key, systemEmailId), read(alive.key, systemEmailId)]),
  );
  expect(both).toMatchObject(grants.flatMap((grant) => [{ failure: { code: "unauthenticated" } }, tokenOf(grant)]));
  expect(await recordsOf(gone.id)).toHaveLength(1);
  expect(await recordsOf(alive.id)).toHaveLength(3);
});

test("of more requests at once than the limits allow exactly as many are let in, counted down, and recorded", async () => {
  const { context, grants } = await newTenant({ count: 1 });
  const mailboxId = grants[0]?.systemEmailId ?? "";
  const [one, two] = [await issue(context), await issue(context)];
  const often = async (key: string) => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => read(key, mailboxId)));
    return answers.flatMap((answer) => (answer.ok ? [answer.rateLimit] : []));
  };
  const ofOne = await often(one.key);
  expect(ofOne.map((limit) => limit?.remaining).toSorted((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, left) => left),
  );
  expect(await recordsOf(one.id)).toHaveLength(30);
  // Those beyond the first key's limit took nothing of the tenant's, of which 15 are left.
  const ofTwo = await often(two.key);
  expect(ofTwo).toHaveLength(15);
  expect(Math.min(...ofTwo.map((limit) => limit?.remaining ?? -1))).toBe(0);
  expect(await recordsOf(two.id)).toHaveLength(15);
});

test("tokens that have expired are refreshed once each, however many ask for them at once", async () => {
  const { context, grants } = await newTenant({ count: 20, isFresh: false });
  const { id, key } = await issue(context);
  provider.reset();
  const answers = await Promise.all(grants.map(({ systemEmailId }) => read(key, systemEmailId)));
  expect(answers.map(({ ok }) => ok)).toEqual(grants.map(() => true));
  expect(new Set(answers.map((answer) => answer.ok && JSON.stringify(answer.value.incoming?.sasl))).size).toBe(20);
  expect([provider.total(), provider.reused()]).toEqual([20, 0]);
  const rows = await inTenant(context, (db) => db.grant.findMany());
  expect(rows.map(({ version, leaseOwner }) => [version, leaseOwner])).toEqual(rows.map(() => [2, null]));
  expect(await recordsOf(id)).toHaveLength(20);
});
