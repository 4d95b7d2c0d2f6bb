import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { endLease } from "@/lib/mail-worker/end-lease";
import { endLeaseSchema, leaseSchema, takeLeasesSchema } from "@/lib/mail-worker/lease-contract";
import { renewLease } from "@/lib/mail-worker/renew-lease";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { startTokenServer } from "@/tests/servers/token-server";
import { asWorker } from "./as-worker";
import { expectSuccess } from "./authorized-email";
import { addDueMailboxes, mailboxPassword } from "./due-mailboxes";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

let context: UserContext;
let worker: WorkerContext;
beforeEach(async () => {
  context = await newTenantContext();
  worker = await asWorker(context);
});
afterAll(disconnect);

const take = async (by = worker, wanted: object = {}) =>
  leaseSchema.array().parse((await takeLeases(by, takeLeasesSchema.parse(wanted))).data);
const takeOne = async (by = worker, wanted: object = {}) => {
  const [lease] = await take(by, { ...wanted, max: 1 });
  if (lease === undefined) throw new Error("Nothing is due");
  return lease;
};
const end = (id: string, ending: object, by = worker) => endLease(by, id, endLeaseSchema.parse(ending));
const renew = (id: string, by = worker) => renewLease(by, id, { leaseSeconds: 300 });
const stateOf = (id: string) =>
  inTenant(context, (db) => db.fetchState.findFirstOrThrow({ where: { systemEmailId: id } }));
const runOut = () =>
  inTenant(context, (db) =>
    db.fetchState.updateMany({ data: { leaseUntil: new Date(Date.now() - 1), nextFetchAt: new Date(Date.now() - 1) } }),
  );
const makeDue = () => inTenant(context, (db) => db.fetchState.updateMany({ data: { nextFetchAt: new Date(0) } }));
const lost = { ok: false, failure: { code: "lease_lost" } };
const missing = { ok: false, failure: { code: "not_found" } };

describe("a mailbox is leased to one worker at a time", () => {
  test("eight workers in two processes share 200 mailboxes: none of them twice, and none left over", async () => {
    const ids = await addDueMailboxes(context, 200);
    const processes = Array.from({ length: 2 }, () =>
      fork("tests/integration/database/take-all-leases.ts", [context.actor.id, context.slug], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    await Promise.all(processes.map((process) => once(process, "message")));
    const answers = processes.map((process) => once(process, "message"));
    for (const process of processes) process.send("go");
    const leases: string[] = (await Promise.all(answers)).flatMap(([told]) => told);
    expect(leases.toSorted()).toEqual(ids.map((id) => `${id}.1`).toSorted());
    const owners = await inTenant(context, (db) => db.fetchState.groupBy({ by: ["workerKeyId"] }));
    expect(owners.length, "more than one of them got some").toBeGreaterThan(1);
  }, 90_000);

  test("one that ran out goes to the next with a higher fence, and the worker before it has lost it", async () => {
    const [id = ""] = await addDueMailboxes(context, 1);
    const first = await takeOne();
    expect(await take(), "while it lasts nobody else gets it").toEqual([]);
    await runOut();
    const other = await asWorker(context);
    const second = await takeOne(other);
    expect(second).toMatchObject({ mailboxId: id, fence: first.fence + 1 });
    expect(await renew(first.id)).toMatchObject(lost);
    const before = await stateOf(id);
    expect(await end(first.id, { outcome: "fetched", fetchedCount: 3, lastUid: "9" })).toMatchObject(lost);
    expect(await stateOf(id)).toEqual(before);
    expectSuccess(await end(second.id, { outcome: "fetched" }, other));
  });

  test("another worker's lease is lost to everybody else, also with the newest fence", async () => {
    await addDueMailboxes(context, 1);
    const lease = await takeOne();
    const other = await asWorker(context);
    expect(await renew(lease.id, other)).toMatchObject(lost);
    expect(await end(lease.id, { outcome: "released" }, other)).toMatchObject(lost);
    expect(await end(lease.id, { outcome: "released", fence: lease.fence + 1 })).toMatchObject(lost);
  });
});

describe("renewing", () => {
  test("has it last longer, also after it ran out, as long as nobody took over", async () => {
    const [id = ""] = await addDueMailboxes(context, 1);
    const lease = await takeOne(worker, { leaseSeconds: 30 });
    await runOut();
    const renewed = expectSuccess(await renew(lease.id));
    expect(renewed).toMatchObject({ id: lease.id, mailboxId: id, fence: lease.fence });
    expect(Date.parse(renewed.expiresAt) - Date.parse(lease.expiresAt)).toBeGreaterThan(200_000);
    expect(await take()).toEqual([]);
  });

  test("is refused once it has ended", async () => {
    await addDueMailboxes(context, 1);
    const lease = await takeOne();
    expectSuccess(await end(lease.id, { outcome: "released" }));
    expect(await renew(lease.id)).toMatchObject(lost);
  });
});

describe("how a fetch ended decides when the mailbox is due again", () => {
  const minutesUntilDue = async (id: string) => ((await stateOf(id)).nextFetchAt.getTime() - Date.now()) / 60_000;

  test("fetched: after the fetch frequency; the next worker is told where to go on", async () => {
    const [id = ""] = await addDueMailboxes(context, 1, { fetchEveryMinutes: 20 });
    const lease = await takeOne();
    expect(lease).toMatchObject({ everyMinutes: 20, lastUid: null, lastFetchedAt: null });
    expectSuccess(await end(lease.id, { outcome: "fetched", fetchedCount: 3, lastUid: "7:1042" }));
    expect(await minutesUntilDue(id)).toBeGreaterThan(18.5);
    expect(await minutesUntilDue(id)).toBeLessThan(21.5);
    expect(await take()).toEqual([]);
    expect(await stateOf(id)).toMatchObject({
      lastFetchedCount: 3,
      lastError: null,
      failureCount: 0,
      leaseUntil: null,
    });
    await makeDue();
    expect(await takeOne()).toMatchObject({ lastUid: "7:1042", lastFetchedAt: expect.any(String) });
  });

  test("failed: later each time, and as before after a fetch that went well", async () => {
    const [id = ""] = await addDueMailboxes(context, 1, { fetchEveryMinutes: 20 });
    for (const minutes of [20, 40, 60, 60]) {
      await makeDue();
      expectSuccess(await end((await takeOne()).id, { outcome: "failed", error: { raw: "* BYE try again later" } }));
      expect(await minutesUntilDue(id)).toBeCloseTo(minutes, 0);
    }
    expect(await stateOf(id)).toMatchObject({ failureCount: 4, lastError: "* BYE try again later" });
    await makeDue();
    expectSuccess(await end((await takeOne()).id, { outcome: "fetched" }));
    expect(await stateOf(id)).toMatchObject({ failureCount: 0, lastError: null });
  });

  test("released: at once", async () => {
    await addDueMailboxes(context, 1);
    const first = await takeOne();
    expectSuccess(await end(first.id, { outcome: "released" }));
    expect(await takeOne()).toMatchObject({ fence: first.fence + 1 });
  });

  test("ending it again changes nothing and succeeds", async () => {
    const [id = ""] = await addDueMailboxes(context, 1);
    const lease = await takeOne();
    expectSuccess(await end(lease.id, { outcome: "fetched", fetchedCount: 3 }));
    const before = await stateOf(id);
    expectSuccess(await end(lease.id, { outcome: "failed", error: { raw: "NO" } }));
    expect(await stateOf(id)).toEqual(before);
  });

  test("a raw error counts as a report, without its secrets, and a fetch that goes well mends it", async () => {
    const [id = ""] = await addDueMailboxes(context, 1);
    const raw = `C: a1 LOGIN box ${mailboxPassword}\r\na1 NO [AUTHENTICATIONFAILED] no such ${mailboxPassword}`;
    expectSuccess(await end((await takeOne()).id, { outcome: "failed", error: { raw } }));
    expect((await getSystemEmail(context, id))?.incoming).toMatchObject({
      health: "broken",
      lastVerification: { failureCode: "authentication_failed" },
    });
    const kept = await inTenant(context, async (db) => [
      await db.verification.findMany(),
      await db.fetchState.findMany(),
    ]);
    const text = JSON.stringify(kept, (_key, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).toContain("AUTHENTICATIONFAILED");
    expect(text).not.toContain(mailboxPassword);
    await makeDue();
    expectSuccess(await end((await takeOne()).id, { outcome: "fetched" }));
    expect((await getSystemEmail(context, id))?.incoming.health).toBe("healthy");
    const events = await inTenant(context, (db) => db.event.findMany({ orderBy: { position: "asc" } }));
    expect(events.map(({ type }) => type)).toEqual(["verification.failed", "verification.recovered"]);
  });
});

describe("what is handed out", () => {
  test("those first that have waited longest, and only what was asked for", async () => {
    const ids = await addDueMailboxes(context, 5);
    const [pop3 = ""] = await addDueMailboxes(context, 1, { protocol: "pop3" });
    expect((await take(worker, { max: 2, protocol: "imap" })).map(({ mailboxId }) => mailboxId)).toEqual(
      ids.slice(0, 2),
    );
    expect(await take(worker, { protocol: "pop3" })).toMatchObject([{ mailboxId: pop3, protocol: "pop3" }]);
    const asked = [ids[1] ?? "", ids[4] ?? ""];
    expect((await take(worker, { mailboxIds: asked })).map(({ mailboxId }) => mailboxId)).toEqual([ids[4]]);
  });

  test("no mailbox that is disabled, not due, or could not sign in as things stand", async () => {
    await addDueMailboxes(context, 1, { status: "disabled" });
    const [withoutPassword = "", notDue = ""] = await addDueMailboxes(context, 2);
    const server = await startTokenServer();
    const { grants, idpConfigId } = await seedGrants(context, server, { count: 4 });
    await server.stop();
    const [good = "", ended = "", renamed = "", unauthorized = ""] = grants.map(({ systemEmailId }) => systemEmailId);
    await inTenant(context, async (db) => {
      const { tenantId } = context;
      await db.fetchState.createMany({ data: grants.map(({ systemEmailId }) => ({ tenantId, systemEmailId })) });
      await db.fetchState.updateMany({
        where: { systemEmailId: notDue },
        data: { nextFetchAt: new Date(Date.now() + 60_000) },
      });
      await db.remoteMailbox.updateMany({
        where: { systemEmailId: withoutPassword },
        data: { basicPasswordSealed: null },
      });
      await db.grant.updateMany({ where: { systemEmailId: ended }, data: { status: "needs_reauthorization" } });
      await db.systemEmail.updateMany({ where: { id: renamed }, data: { address: "renamed@acme.test" } });
      await db.grant.deleteMany({ where: { systemEmailId: unauthorized } });
    });
    const enable = (enabled: boolean) =>
      inTenant(context, (db) => db.idpConfig.updateMany({ where: { id: idpConfigId }, data: { enabled } }));
    await enable(false);
    expect(await take()).toEqual([]);
    await enable(true);
    expect((await take()).map(({ mailboxId }) => mailboxId)).toEqual([good]);
  });

  test("for a key of some mailboxes the others do not exist, nor do their leases", async () => {
    const [seen = "", hidden = ""] = await addDueMailboxes(context, 2);
    const limited = { ...worker, systemEmailIds: [seen] };
    expect(await take(limited, { mailboxIds: [hidden] })).toEqual([]);
    expect((await take(limited)).map(({ mailboxId }) => mailboxId)).toEqual([seen]);
    const lease = await takeOne();
    expect(lease.mailboxId).toBe(hidden);
    expect(await renew(lease.id, limited)).toMatchObject(missing);
    expect(await end(lease.id, { outcome: "released" }, limited)).toMatchObject(missing);
  });

  test("another tenant's lease, one that never was, and what is no id get the same answer", async () => {
    const other = await newTenantContext();
    const [foreign = ""] = await addDueMailboxes(other, 1);
    expect(await take(worker, { mailboxIds: [foreign] })).toEqual([]);
    const theirs = await takeOne(await asWorker(other));
    const [own = ""] = await addDueMailboxes(context, 1);
    for (const id of [theirs.id, `${randomUUID()}.1`, `${own}.1`, own, "nonsense", ""]) {
      expect(await renew(id)).toEqual(await renew(`${randomUUID()}.1`));
      expect(await end(id, { outcome: "released" })).toMatchObject(missing);
    }
  });

  test("a new System Email is due as soon as it is enabled, and a frequency that is raised counts at once", async () => {
    const account = { address: "support@acme.test", name: "Support", mailboxType: "user", notes: "" } as const;
    const { id } = expectSuccess(await createSystemEmail(context, account));
    const save = async (fetchEveryMinutes: string) =>
      expectSuccess(
        await saveRemoteMailbox(
          context,
          id,
          remoteMailboxSchema.parse({
            status: "enabled",
            protocol: "imap",
            host: "mail.acme.test",
            port: "993",
            security: "tls",
            authentication: "basic",
            basicPassword: mailboxPassword,
            maxPerFetch: "30",
            afterFetchAction: "nothing",
            fetchEveryMinutes,
          }),
          { isConfirmed: true },
        ),
      );
    await save("600");
    const lease = await takeOne();
    expect(lease).toMatchObject({ mailboxId: id, everyMinutes: 600 });
    expectSuccess(await end(lease.id, { outcome: "fetched" }));
    await save("5");
    expect((await stateOf(id)).nextFetchAt.getTime()).toBeLessThan(Date.now() + 301_000);
  });
});
