import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";
import { getWorkerKey } from "@/lib/mail-worker/get-worker-key";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { listWorkerKeys } from "@/lib/mail-worker/list-worker-keys";
import { workerKeySchema } from "@/lib/mail-worker/schema";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { findByAddress } from "@/lib/system-email/find-by-address";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
beforeAll(async () => {
  context = await newTenantContext();
});
afterAll(disconnect);

const everything = {
  name: "fetcher",
  scopes: ["credentials:read"],
  expiresAt: null,
  systemEmailIds: "all" as const,
};

async function addSystemEmail(address: string): Promise<string> {
  const account = { address, name: address, mailboxType: "user" as const, notes: "" };
  return expectSuccess(await createSystemEmail(context, account)).id;
}

test("a key with networks is used from them alone, and that use is noted with its address", async () => {
  const networks = ["10.1.2.3/16", "203.0.113.7", "10.1.0.0/16"];
  const { id, key } = expectSuccess(await issueWorkerKey(context, { ...everything, networks }));
  const present = (address: string) =>
    authenticateWorker(`Bearer ${key.reveal()}`, { scope: "credentials:read", address, requestId: "test" });
  expect(await present("10.2.0.1")).toMatchObject({ ok: false, failure: { code: "forbidden_network" } });
  expect(await getWorkerKey(context, id)).toMatchObject({ lastUsedAt: null, lastUsedAddress: null });
  expect(await present("10.1.200.9")).toMatchObject({ ok: true });
  const listed = (await listWorkerKeys(context)).find((candidate) => candidate.id === id);
  // Kept as networks, each once, however they were typed.
  expect(listed).toMatchObject({ networks: ["10.1.0.0/16", "203.0.113.7/32"], lastUsedAddress: "10.1.200.9" });
});

test("what is no network is refused at its field, and nothing is issued", async () => {
  const before = await listWorkerKeys(context);
  for (const wrong of ["10.1", "10.1.0.0/33", "mail-01.example.test", "10"]) {
    expect(await issueWorkerKey(context, { ...everything, networks: ["10.0.0.0/8", wrong] })).toMatchObject({
      ok: false,
      failure: {
        code: "invalid_request",
        message: expect.stringContaining(`“${wrong}”`),
        facts: { field: "networks" },
      },
    });
  }
  expect(await listWorkerKeys(context)).toEqual(before);
});

test("a key that manages is for all System Emails, and is refused at that field otherwise", async () => {
  const some = [await addSystemEmail("support@manage.test")];
  const managing = { ...everything, scopes: ["credentials:read", "manage"] };
  expect(await issueWorkerKey(context, { ...managing, systemEmailIds: some })).toMatchObject({
    ok: false,
    failure: { code: "invalid_request", message: expect.stringContaining("manage"), facts: { field: "reach" } },
  });
  expect(await issueWorkerKey(context, managing)).toMatchObject({ ok: true });
});

test("a key names the System Emails that it is for, by address", async () => {
  const ids = [await addSystemEmail("sales@named.test"), await addSystemEmail("billing@named.test")];
  const { id } = expectSuccess(await issueWorkerKey(context, { ...everything, systemEmailIds: ids }));
  expect(await getWorkerKey(context, id)).toMatchObject({
    allMailboxes: false,
    _count: { mailboxes: 2 },
    mailboxes: [{ address: "billing@named.test" }, { address: "sales@named.test" }],
  });
});

test("System Emails are found by their addresses in the order given, and one that there is not is named", async () => {
  const [one, other] = [await addSystemEmail("one@found.test"), await addSystemEmail("other@found.test")];
  expect(await findByAddress(context, ["Other@found.test", "one@found.test"])).toEqual({
    ok: true,
    value: [other, one],
  });
  expect(await findByAddress(context, ["one@found.test", "none@found.test"])).toMatchObject({
    ok: false,
    failure: { code: "not_found", message: expect.stringContaining("none@found.test") },
  });
});

test("the audit tells from where and until when a key may be used", async () => {
  const expiresAt = new Date("2099-12-31T23:59:59Z");
  const networks = ["2001:db8::1/32"];
  const { id } = expectSuccess(await issueWorkerKey(context, { ...everything, networks, expiresAt }));
  const event = await inTenant(context, (db) => db.auditEvent.findFirstOrThrow({ where: { subjectId: id } }));
  expect(event.details).toMatchObject({ networks: ["2001:db8::/32"], expiresOn: "2099-12-31" });
});

test("the form takes networks one a line or with commas between, and names each that is wrong", () => {
  const typed = { name: "fetcher", scopes: ["credentials:read"] };
  const networksOf = (networks: string) => workerKeySchema.safeParse({ ...typed, networks });
  expect(networksOf(" 10.0.0.0/8 \r\n\r\n192.0.2.1, 192.0.2.1/32\n").data?.networks).toEqual([
    "10.0.0.0/8",
    "192.0.2.1/32",
  ]);
  expect(networksOf("").data?.networks).toEqual([]);
  const refused = networksOf("10.0.0.0/8\nten\n300.1.1.1");
  expect(refused.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    expect.stringContaining("networks: “ten” is neither"),
    expect.stringContaining("networks: “300.1.1.1” is neither"),
  ]);
  expect(networksOf(Array.from({ length: 51 }, (_, place) => `10.0.0.${place}`).join("\n")).success).toBe(false);
});
