import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { getMailbox } from "@/lib/mail-worker/get-mailbox";
import { listMailboxes } from "@/lib/mail-worker/list-mailboxes";
import {
  type ListMailboxesQuery,
  listMailboxesQuerySchema,
  mailboxListSchema,
  mailboxSettingsSchema,
} from "@/lib/mail-worker/mailbox-contract";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { healthSchema } from "@/lib/system-email/health-schema";
import type { UserContext } from "@/lib/tenancy/context";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { asWorker } from "./as-worker";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
let context: UserContext;
let worker: WorkerContext;
let place: Place;
/** Nobody authorized it; a POP3 mailbox by Basic; one whose halves are both off. */
let [unauthorized, basic, disabled] = ["", "", ""];

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  context = await newTenantContext();
  worker = await asWorker(context);
  place = await newAuthorizedPlace(context, provider);
  [unauthorized, basic, disabled] = [await add("new"), await add("basic"), await add("disabled")];
  await inTenant(context, async (db) => {
    await db.remoteMailbox.updateMany({
      where: { systemEmailId: { not: disabled } },
      data: { status: "enabled", host: "imap.acme.test" },
    });
    const pop3 = { protocol: "pop3", authentication: "basic", basicPasswordSealed: "sealed" } as const;
    await db.remoteMailbox.updateMany({ where: { systemEmailId: basic }, data: pop3 });
  });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

async function add(name: string): Promise<string> {
  const account = { address: `${name}@acme.test`, name, mailboxType: "user", notes: "for admins only" } as const;
  return expectSuccess(await createSystemEmail(context, account)).id;
}

async function list(query: Partial<ListMailboxesQuery> = {}, by = worker) {
  const page = await listMailboxes(by, { limit: 100, ...query });
  expect(mailboxListSchema.parse(page)).toEqual(page);
  return page;
}
const idsOf = async (query: Partial<ListMailboxesQuery>) => new Set((await list(query)).data.map(({ id }) => id));
const endGrant = (status: "active" | "needs_reauthorization") =>
  inTenant(context, (db) => db.grant.updateMany({ data: { status } }));

test("a listed mailbox says how its halves and its grant stand", async () => {
  const { data } = await list();
  const byId = new Map(data.map((mailbox) => [mailbox.id, mailbox]));
  expect(byId.get(place.systemEmailId)).toEqual({
    id: place.systemEmailId,
    address: "support@acme.test",
    type: "user",
    incoming: { protocol: "imap", status: "enabled" },
    outgoing: { status: "disabled" },
    grant: { status: "active", expiresAt: expect.any(String) },
  });
  expect(byId.get(unauthorized)).toMatchObject({ grant: { status: "needs_authorization", expiresAt: null } });
  expect(byId.get(basic)).toMatchObject({ grant: null });
});

test("each status finds its mailboxes, and every mailbox has one", async () => {
  expect(await idsOf({ status: "active" })).toEqual(new Set([place.systemEmailId, basic]));
  expect(await idsOf({ status: "needs_authorization" })).toEqual(new Set([unauthorized]));
  expect(await idsOf({ status: "disabled" })).toEqual(new Set([disabled]));
  expect(await idsOf({ status: "needs_reauthorization" })).toEqual(new Set());
  await endGrant("needs_reauthorization");
  expect(await idsOf({ status: "needs_reauthorization" })).toEqual(new Set([place.systemEmailId]));
  await endGrant("active");
});

test("each health finds its mailboxes", async () => {
  const found = await Promise.all(healthSchema.options.map((health) => idsOf({ health })));
  expect(found.reduce((sum, { size }) => sum + size, 0)).toBe(4);
  expect(await idsOf({ health: "disabled" })).toEqual(new Set([disabled]));
  await endGrant("needs_reauthorization");
  expect(await idsOf({ health: "needs_reauthorization" })).toEqual(new Set([place.systemEmailId]));
  await endGrant("active");
  expect(listMailboxesQuerySchema.safeParse({ health: "well" }).success).toBe(false);
});

test("the filters narrow each other, and pages go on through what they leave", async () => {
  expect(await idsOf({ protocol: "pop3" })).toEqual(new Set([basic]));
  expect(await idsOf({ protocol: "imap", status: "active" })).toEqual(new Set([place.systemEmailId]));
  const first = await list({ protocol: "imap", limit: 2 });
  const second = await list({ protocol: "imap", limit: 2, cursor: first.nextCursor ?? randomUUID() });
  expect(second.nextCursor).toBeNull();
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(
    [place.systemEmailId, unauthorized, disabled].toSorted(),
  );
});

test("updatedSince finds what was changed at that time or later", async () => {
  const changedAt = new Date(Date.now() + 60_000);
  await inTenant(context, (db) => db.systemEmail.update({ where: { id: basic }, data: { updatedAt: changedAt } }));
  expect(await idsOf({ updatedSince: changedAt.toISOString() })).toEqual(new Set([basic]));
  expect(await idsOf({ updatedSince: "2020-01-01T00:00:00+02:00" })).toHaveProperty("size", 4);
  expect(await idsOf({ updatedSince: "2020-01-01T00:00:00+23:59" }), "an offset that no column takes").toHaveProperty(
    "size",
    4,
  );
  for (const updatedSince of ["yesterday", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"])
    expect(listMailboxesQuerySchema.safeParse({ updatedSince }).success, updatedSince).toBe(false);
});

test("of another tenant's mailboxes, and of those that the key may not see, nothing is listed", async () => {
  const other = await asWorker(await newTenantContext());
  expect(await list({}, other)).toEqual({ data: [], nextCursor: null });
  const some = { ...worker, systemEmailIds: [basic] };
  expect((await list({}, some)).data.map(({ id }) => id)).toEqual([basic]);
  const none = { ...worker, systemEmailIds: [] };
  expect((await list({}, none)).data).toEqual([]);
});

test("a mailbox's settings hold no secret, and say how each half stands", async () => {
  const settings = expectSuccess(await getMailbox(worker, place.systemEmailId));
  expect(mailboxSettingsSchema.parse(settings)).toEqual(settings);
  const grant = { status: "active", resourceOwner: "support@acme.test", expiresAt: expect.any(String) };
  expect(settings).toMatchObject({
    incoming: { health: "not_verified", host: "imap.acme.test", grant },
    outgoing: { health: "disabled", authentication: "same_as_remote_mailbox", grant },
  });
  const secret = expectSuccess(await getMailbox(worker, basic));
  expect(secret.incoming.grant).toBeNull();
  expect(JSON.stringify(secret)).not.toMatch(/sealed|password|for admins only/);
});

test("a foreign mailbox, a missing one, and one that the key may not see get the same answer", async () => {
  const notFound = await getMailbox(worker, randomUUID());
  expect(notFound).toMatchObject({ failure: { code: "not_found" } });
  const other = await asWorker(await newTenantContext());
  expect(await getMailbox(other, place.systemEmailId)).toEqual(notFound);
  expect(await getMailbox({ ...worker, systemEmailIds: [] }, place.systemEmailId)).toEqual(notFound);
  expect(await getMailbox(worker, "no id")).toEqual(notFound);
});
