import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker, type WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { TenantContext } from "@/lib/tenancy/context";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

type KeyInput = Parameters<typeof issueWorkerKey>[1];

/** Issues a key that may do everything, but for what `input` says. */
async function issue(context: TenantContext, input: Partial<KeyInput> = {}): Promise<{ id: string; key: string }> {
  const issued = await issueWorkerKey(context, {
    name: "fetcher",
    scopes: ["mailboxes:read", "credentials:read"],
    expiresAt: null,
    systemEmailIds: "all",
    ...input,
  });
  if (!issued.ok) throw new Error(issued.failure.message);
  return { id: issued.value.id, key: issued.value.key.reveal() };
}

async function addSystemEmail(context: TenantContext, address: string): Promise<string> {
  const created = await createSystemEmail(context, { address, name: address, mailboxType: "user", notes: "" });
  if (!created.ok) throw new Error(created.failure.message);
  return created.value.id;
}

function present(
  key: string,
  scope: "mailboxes:read" | "credentials:read" = "credentials:read",
  address = "192.0.2.7",
) {
  return authenticateWorker(`Bearer ${key}`, { scope, address, requestId: "test" });
}

async function signedIn(key: string): Promise<WorkerContext> {
  const worker = await present(key);
  if (!worker.ok) throw new Error(worker.failure.message);
  return worker.value;
}

const unauthenticated = { ok: false, failure: { code: "unauthenticated" } };
const notFound = { ok: false, failure: { code: "not_found" } };

test("an issued key leads to its tenant, and its use is noted", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context);
  expect(await present(key)).toMatchObject({
    ok: true,
    value: { tenantId: context.tenantId, actor: { type: "worker_key", id, label: "fetcher" }, systemEmailIds: null },
  });
  const [listed] = await listWorkerKeys(context);
  expect(listed).toMatchObject({
    id,
    lastUsedAt: expect.any(Date),
    lastUsedAddress: "192.0.2.7",
    createdByEmail: context.actor.label,
  });
});

test("a key's use is noted at most every 30 seconds, so that a busy worker does not write at every read", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context);
  const lastUse = async () => (await listWorkerKeys(context))[0];
  await present(key);
  const noted = await lastUse();
  await present(key, "mailboxes:read", "192.0.2.8");
  expect(await lastUse()).toEqual(noted);
  const longAgo = new Date(Date.now() - 31_000);
  await inTenant(context, (db) => db.workerKey.update({ where: { id }, data: { lastUsedAt: longAgo } }));
  await present(key, "mailboxes:read", "::ffff:192.0.2.9");
  expect(await lastUse()).toMatchObject({ lastUsedAddress: "192.0.2.9" });
});

test("a key that is bound to networks is refused elsewhere, and its use from there is not noted", async () => {
  const context = await newTenantContext();
  const { key } = await issue(context, { networks: ["10.1.0.0/16", "2001:db8::/32", "192.0.2.7"] });
  for (const address of ["10.2.0.1", "2001:db9::1", "192.0.2.8", "unknown", "10.1.0.1, 192.0.2.8", ""]) {
    expect(await present(key, "mailboxes:read", address), address).toMatchObject({
      failure: { code: "forbidden_network", message: expect.stringContaining(address) },
    });
  }
  expect((await listWorkerKeys(context))[0]).toMatchObject({ lastUsedAt: null, lastUsedAddress: null });
  for (const address of ["10.1.255.255", "::ffff:10.1.0.1", "2001:db8:0:0::1", "192.0.2.7"]) {
    expect(await present(key, "mailboxes:read", address), address).toMatchObject({ ok: true });
  }
});

test("of a key only a hash and its start are stored", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context);
  const stored = await asSystem("look up worker key", (db) => db.workerKey.findUniqueOrThrow({ where: { id } }));
  const events = await inTenant(context, (db) => db.auditEvent.findMany());
  expect(key.startsWith(`${stored.prefix}_`)).toBe(true);
  expect(stored.prefix).toMatch(/^mgw_[0-9a-f]{12}$/);
  const secretPart = key.slice(stored.prefix.length + 1);
  expect(JSON.stringify([stored, events, await listWorkerKeys(context)])).not.toContain(secretPart.slice(0, 20));
});

test("a key that was cut off is told from one that is unknown", async () => {
  const context = await newTenantContext();
  const { key } = await issue(context);
  for (const broken of [key.slice(0, -1), key.slice(0, 30), `${key}x`, "mgw_", "something-else"]) {
    expect(await present(broken)).toMatchObject(unauthenticated);
    expect(await present(broken)).toMatchObject({ failure: { message: expect.stringContaining("cut off") } });
  }
  expect(
    await authenticateWorker(null, { scope: "mailboxes:read", address: "192.0.2.7", requestId: "test" }),
  ).toMatchObject({
    failure: { message: expect.stringContaining("Authorization: Bearer mgw_") },
  });
});

test("a revoked key is refused at once, and stays so", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context);
  expect(await present(key)).toMatchObject({ ok: true });
  expect(await revokeWorkerKey(context, id)).toEqual({ ok: true, value: { name: "fetcher" } });
  expect(await present(key)).toMatchObject(unauthenticated);
  const [before] = await listWorkerKeys(context);
  expect(await revokeWorkerKey(context, id)).toMatchObject({ ok: true });
  expect(await listWorkerKeys(context)).toEqual([before]);
  const revocations = await inTenant(context, (db) => db.auditEvent.count({ where: { action: "worker_key.revoked" } }));
  expect(revocations).toBe(1);
});

test("an expired key is refused, and none is issued that would be", async () => {
  const context = await newTenantContext();
  const { id, key } = await issue(context, { expiresAt: new Date(Date.now() + 60_000) });
  expect(await present(key)).toMatchObject({ ok: true });
  await inTenant(context, (db) =>
    db.workerKey.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1000) } }),
  );
  expect(await present(key)).toMatchObject(unauthenticated);
  const late = { name: "late", scopes: ["mailboxes:read"], expiresAt: new Date(0), systemEmailIds: "all" as const };
  expect(await issueWorkerKey(context, late)).toMatchObject({ failure: { facts: { field: "expiresOn" } } });
});

test("a key without the scope is refused as such", async () => {
  const context = await newTenantContext();
  const { key } = await issue(context, { scopes: ["mailboxes:read"] });
  expect(await present(key, "mailboxes:read")).toMatchObject({ ok: true });
  expect(await present(key, "credentials:read")).toMatchObject({ ok: false, failure: { code: "forbidden_scope" } });
  const unknown = { name: "all", scopes: ["everything"], expiresAt: null, systemEmailIds: "all" as const };
  expect(await issueWorkerKey(context, unknown)).toMatchObject({ failure: { code: "invalid_request" } });
});

test("for a key of some System Emails the others do not exist", async () => {
  const context = await newTenantContext();
  const seen = await addSystemEmail(context, "support@example.test");
  const hidden = await addSystemEmail(context, "billing@example.test");
  const worker = await signedIn((await issue(context, { systemEmailIds: [seen, seen] })).key);
  expect(await readCredentials(worker, seen, { minValidSeconds: 0 })).toMatchObject({ ok: true });
  expect(await readCredentials(worker, hidden, { minValidSeconds: 0 })).toMatchObject(notFound);
  const { data } = await listMailboxes(worker, { limit: 100 });
  expect(data.map(({ id }) => id)).toEqual([seen]);
});

test("another tenant's mailbox, one that does not exist, and what is no id get the same answer", async () => {
  const context = await newTenantContext();
  const other = await newTenantContext();
  const foreign = await addSystemEmail(other, "support@example.test");
  const worker = await signedIn((await issue(context)).key);
  const missing = await readCredentials(worker, randomUUID(), { minValidSeconds: 0 });
  expect(missing).toMatchObject(notFound);
  for (const id of [foreign, "nonsense", ""]) {
    expect(await readCredentials(worker, id, { minValidSeconds: 0 })).toEqual(missing);
  }
  expect(
    await issueWorkerKey(context, {
      name: "reaching out",
      scopes: ["mailboxes:read"],
      expiresAt: null,
      systemEmailIds: [foreign],
    }),
  ).toMatchObject(notFound);
  expect(await revokeWorkerKey(other, (await issue(context)).id)).toMatchObject(notFound);
});

test("the list of mailboxes comes in pages that together have each of them once", async () => {
  const context = await newTenantContext();
  const ids: string[] = [];
  for (let count = 1; count <= 5; count++) ids.push(await addSystemEmail(context, `box-${count}@example.test`));
  const worker = await signedIn((await issue(context)).key);
  const found: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMailboxes(worker, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.data.map(({ id }) => id));
    sizes.push(page.data.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(sizes).toEqual([2, 2, 1]);
  expect(found).toEqual(ids.toSorted());
});
