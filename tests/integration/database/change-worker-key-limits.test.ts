import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { authenticateWorker } from "@/lib/mail-worker/authenticate-worker";
import { changeWorkerKeyLimits } from "@/lib/mail-worker/change-worker-key-limits";
import { getWorkerKey } from "@/lib/mail-worker/get-worker-key";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { revokeWorkerKey } from "@/lib/mail-worker/revoke-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let context: UserContext;
beforeAll(async () => {
  context = await newTenantContext();
});
afterAll(disconnect);

const newYear = new Date("2099-12-31T23:59:59Z");

async function issue(networks: string[], expiresAt: Date | null = null) {
  const input = { name: "fetcher", scopes: ["credentials:read"], expiresAt, systemEmailIds: "all" as const, networks };
  const { id, key } = expectSuccess(await issueWorkerKey(context, input));
  const present = (address: string) =>
    authenticateWorker(`Bearer ${key.reveal()}`, { scope: "credentials:read", address, requestId: "test" });
  return { id, present };
}

async function readAudit(workerKeyId: string): Promise<unknown[]> {
  const events = await inTenant(context, (db) =>
    db.auditEvent.findMany({
      where: { subjectId: workerKeyId, action: "worker_key.limits_changed" },
      orderBy: { at: "asc" },
    }),
  );
  return events.map(({ details }) => details);
}

test("other networks are judged by at the next request, and audited with those before", async () => {
  const { id, present } = await issue(["10.0.0.0/8"]);
  expectSuccess(await changeWorkerKeyLimits(context, id, { networks: ["192.0.2.7", "192.0.2.7/32"], expiresAt: null }));
  expect(await present("10.1.2.3")).toMatchObject({ ok: false, failure: { code: "forbidden_network" } });
  expect(await present("192.0.2.7")).toMatchObject({ ok: true });
  expectSuccess(await changeWorkerKeyLimits(context, id, { networks: [], expiresAt: null }));
  expect(await present("10.1.2.3")).toMatchObject({ ok: true });
  expect(await readAudit(id)).toEqual([
    { prefix: expect.any(String), networks: ["192.0.2.7/32"], networksBefore: ["10.0.0.0/8"] },
    { prefix: expect.any(String), networks: "everywhere", networksBefore: ["192.0.2.7/32"] },
  ]);
});

test("a key that has expired works again once it expires later", async () => {
  const { id, present } = await issue([], newYear);
  const lastYear = new Date("2020-12-31T23:59:59Z");
  await inTenant(context, (db) => db.workerKey.updateMany({ where: { id }, data: { expiresAt: lastYear } }));
  expect(await present("10.1.2.3")).toMatchObject({ ok: false, failure: { code: "unauthenticated" } });
  expectSuccess(await changeWorkerKeyLimits(context, id, { networks: [], expiresAt: newYear }));
  expect(await present("10.1.2.3")).toMatchObject({ ok: true });
  expect(await readAudit(id)).toEqual([
    { prefix: expect.any(String), expiresOn: "2099-12-31", expiresOnBefore: "2020-12-31" },
  ]);
});

test("what is as it was is not audited, and a day that stands already keeps its time", async () => {
  const noon = new Date("2099-06-01T12:00:00Z");
  const { id } = await issue(["10.0.0.0/8", "192.0.2.0/24"], noon);
  const sameDay = new Date("2099-06-01T23:59:59Z");
  const networks = ["192.0.2.0/24", "10.0.0.0/8"];
  expectSuccess(await changeWorkerKeyLimits(context, id, { networks, expiresAt: sameDay }));
  expect(await getWorkerKey(context, id)).toMatchObject({ expiresAt: noon });
  expect(await readAudit(id)).toEqual([]);
  expectSuccess(await changeWorkerKeyLimits(context, id, { networks: [], expiresAt: sameDay }));
  expect(await getWorkerKey(context, id)).toMatchObject({ networks: [], expiresAt: noon });
});

test("a wrong network and a past day are refused at their fields, and nothing changes", async () => {
  const { id } = await issue(["10.0.0.0/8"], newYear);
  const before = await getWorkerKey(context, id);
  for (const [limits, field] of [
    [{ networks: ["nowhere"], expiresAt: null }, "networks"],
    [{ networks: [], expiresAt: new Date("2020-01-01T23:59:59Z") }, "expiresOn"],
  ] as const) {
    expect(await changeWorkerKeyLimits(context, id, { ...limits, networks: [...limits.networks] })).toMatchObject({
      ok: false,
      failure: { code: "invalid_request", facts: { field } },
    });
  }
  expect(await getWorkerKey(context, id)).toEqual(before);
});

test("a key that is revoked stays as it is", async () => {
  const { id, present } = await issue([]);
  expectSuccess(await revokeWorkerKey(context, id));
  expect(await changeWorkerKeyLimits(context, id, { networks: ["10.0.0.0/8"], expiresAt: null })).toMatchObject({
    ok: false,
    failure: { code: "conflict" },
  });
  expect(await present("10.1.2.3")).toMatchObject({ ok: false, failure: { code: "unauthenticated" } });
  expect(await readAudit(id)).toEqual([]);
});
