import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker, type WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { type CredentialReadsQuery, listCredentialReads } from "@/lib/mail-worker/list-credential-reads";
import { removeOldReads } from "@/lib/mail-worker/remove-old-reads";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { deleteTenant } from "@/lib/system-email/delete-tenant";
import type { UserContext } from "@/lib/tenancy/context";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let acme: UserContext;
let globex: UserContext;

beforeAll(async () => {
  acme = await newTenantContext();
  globex = await newTenantContext();
});
afterAll(disconnect);

async function addSystemEmail(context: UserContext, address: string): Promise<string> {
  const account = { address, name: address, mailboxType: "user" as const, notes: "" };
  return expectSuccess(await createSystemEmail(context, account)).id;
}

async function issue(context: UserContext, name: string): Promise<string> {
  const input = { name, scopes: ["credentials:read"], expiresAt: null, systemEmailIds: "all" as const };
  return expectSuccess(await issueWorkerKey(context, input)).id;
}

/** Reads as they are recorded, one a list of System Emails, the first one the oldest. */
async function record(context: UserContext, workerKeyId: string, ...batches: string[][]): Promise<void> {
  await inTenant(context, (db) =>
    db.credentialRead.createMany({
      data: batches.map((systemEmailIds, place) => ({
        tenantId: context.tenantId,
        workerKeyId,
        address: "192.0.2.7",
        systemEmailIds,
        requestId: `request-${place}`,
      })),
    }),
  );
}

async function requestsOf(context: UserContext, query: CredentialReadsQuery): Promise<string[]> {
  const { reads } = await listCredentialReads(context, query);
  return reads.map(({ requestId }) => requestId);
}

test("a key's reads come newest first, with who was read, from where, and by which request", async () => {
  const support = await addSystemEmail(acme, "support@one.test");
  const key = await issue(acme, "fetcher");
  await record(acme, key, [support], [support]);
  const { reads, nextBefore } = await listCredentialReads(acme, { workerKeyId: key, mailbox: "" });
  expect(nextBefore).toBeNull();
  expect(reads).toMatchObject([
    {
      requestId: "request-1",
      address: "192.0.2.7",
      at: expect.any(Date),
      workerKey: { id: key, name: "fetcher" },
      mailboxes: [{ id: support, address: "support@one.test" }],
      mailboxCount: 1,
    },
    { requestId: "request-0" },
  ]);
});

test("a System Email's reads are all that held it, whichever key made them, and those of no other", async () => {
  const [one, other] = [await addSystemEmail(acme, "one@two.test"), await addSystemEmail(acme, "other@two.test")];
  const [fetcher, sender] = [await issue(acme, "fetcher"), await issue(acme, "sender")];
  await record(acme, fetcher, [other], [one, other], [other]);
  await record(acme, sender, [one]);
  const { reads } = await listCredentialReads(acme, { systemEmailId: one });
  expect(reads.map(({ workerKey }) => workerKey.name)).toEqual(["sender", "fetcher"]);
  expect(await requestsOf(acme, { systemEmailId: other })).toEqual(["request-2", "request-1", "request-0"]);
});

test("a key's reads can be narrowed down to the addresses that hold a text", async () => {
  const [billing, support] = [await addSystemEmail(acme, "billing@3.test"), await addSystemEmail(acme, "help@3.test")];
  const key = await issue(acme, "narrow");
  await record(acme, key, [support], [billing], [support, billing]);
  await record(acme, await issue(acme, "somebody else"), [billing]);
  const { reads } = await listCredentialReads(acme, { workerKeyId: key, mailbox: "BILLING@3" });
  expect(reads.map(({ requestId }) => requestId)).toEqual(["request-2", "request-1"]);
  // What was searched for is what is named first.
  expect(reads[0]?.mailboxes.map(({ address }) => address)).toEqual(["billing@3.test", "help@3.test"]);
  expect(await requestsOf(acme, { workerKeyId: key, mailbox: "no such address" })).toEqual([]);
});

test("the pages of a long record have each read once, and each names a few of many mailboxes", async () => {
  const first = await addSystemEmail(acme, "first@4.test");
  const many = [first, ...Array.from({ length: 99 }, () => randomUUID())];
  const key = await issue(acme, "busy");
  await record(acme, key, ...Array.from({ length: 120 }, () => many));
  for (const query of [
    { workerKeyId: key, mailbox: "" },
    { systemEmailId: first },
    { workerKeyId: key, mailbox: "first@4" },
  ]) {
    const found: string[] = [];
    const sizes: number[] = [];
    let before: string | null = null;
    do {
      const page = await listCredentialReads(acme, { ...query, ...(before === null ? {} : { before }) });
      expect(page.reads[0]).toMatchObject({ mailboxCount: 100, mailboxes: { length: 3 } });
      expect(page.reads[0]?.mailboxes[0]).toEqual({ id: first, address: "first@4.test" });
      found.push(...page.reads.map(({ requestId }) => requestId));
      sizes.push(page.reads.length);
      before = page.nextBefore;
    } while (before !== null);
    expect(sizes).toEqual([50, 50, 20]);
    expect(found).toEqual(Array.from({ length: 120 }, (_, place) => `request-${119 - place}`));
  }
});

test("a System Email that is gone stays in the record, without its address", async () => {
  const gone = await addSystemEmail(acme, "gone@5.test");
  const key = await issue(acme, "before it went");
  await record(acme, key, [gone]);
  await deleteSystemEmail(acme, gone);
  const { reads } = await listCredentialReads(acme, { workerKeyId: key, mailbox: "" });
  expect(reads[0]?.mailboxes).toEqual([{ id: gone, address: null }]);
});

test("another tenant's reads are not there, by its key, by its System Email, by its address, nor by a read's number", async () => {
  const theirs = await addSystemEmail(globex, "theirs@6.test");
  const key = await issue(globex, "theirs");
  await record(globex, key, [theirs]);
  const [read] = (await listCredentialReads(globex, { systemEmailId: theirs })).reads;
  const after = String(BigInt(read?.id ?? "0") + 1n);
  for (const query of [
    { workerKeyId: key, mailbox: "" },
    { workerKeyId: key, mailbox: "theirs@6" },
    { systemEmailId: theirs },
    { systemEmailId: theirs, before: after },
    { workerKeyId: randomUUID(), mailbox: "" },
  ]) {
    expect(await listCredentialReads(acme, query)).toEqual({ reads: [], nextBefore: null });
  }
});

test("the record goes with its tenant, and what a read left behind that was under way meanwhile goes at night", async () => {
  const leaving = await newTenantContext();
  const key = await issue(leaving, "leaving");
  await record(leaving, key, [randomUUID()], [randomUUID()]);
  const stays = await issue(acme, "staying");
  await record(acme, stays, [randomUUID()]);
  const { tenantId } = leaving;
  const left = (ofKey: string) =>
    asSystem("remove leftovers", (db) => db.credentialRead.count({ where: { workerKeyId: ofKey } }));
  expect(await left(key)).toBe(2);

  const operator = await operateTenant(leaving.slug, "test");
  if (operator === null) throw new Error("The tenant is not there");
  await deleteTenant(operator);
  expect(await left(key)).toBe(0);

  const late = { tenantId, workerKeyId: key, address: "192.0.2.7", systemEmailIds: [randomUUID()], requestId: "late" };
  await asSystem("remove leftovers", (db) => db.credentialRead.create({ data: late }));
  await removeOldReads(new AbortController().signal);
  expect(await left(key)).toBe(0);
  expect(await left(stays)).toBe(1);
});

test("a viewer may see who read what; a Mail Worker may not, whatever its scopes", async () => {
  const key = await issue(acme, "seen by a viewer");
  const query = { workerKeyId: key, mailbox: "" };
  const viewer: UserContext = { ...acme, actor: { ...acme.actor, role: "viewer" } };
  expect(await listCredentialReads(viewer, query)).toEqual({ reads: [], nextBefore: null });
  await expect(listCredentialReads(await signInAsManager(), query)).rejects.toThrow("audit:read");
});

async function signInAsManager(): Promise<WorkerContext> {
  const input = { name: "manager", scopes: ["manage"], expiresAt: null, systemEmailIds: "all" as const };
  const key = expectSuccess(await issueWorkerKey(acme, input)).key.reveal();
  const asked = { scope: "manage" as const, address: "192.0.2.7", requestId: "test" };
  return expectSuccess(await authenticateWorker(`Bearer ${key}`, asked));
}
