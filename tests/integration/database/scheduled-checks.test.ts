import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { addSeconds } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { resumeGrants } from "@/lib/idp-config/resume-grants";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import type { UserContext } from "@/lib/tenancy/context";
import { sweepDueChecks } from "@/lib/verification/sweep-due-checks";
import { verifyHalf } from "@/lib/verification/verify-half";
import { speakImap, speakSmtp } from "@/tests/servers/scripted-answers";
import {
  type ScriptedMailServer,
  type ScriptedSession,
  startScriptedMailServer,
} from "@/tests/servers/scripted-mail-server";
import { startTokenServer } from "@/tests/servers/token-server";
import { expectSuccess } from "./authorized-email";
import { enableImap, makeDue, newSendingEmails, plainSmtp } from "./checked-emails";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { trustedCertificates } from "./practice-authority";
import { seedGrants } from "./seeded-grants";

let stop: () => Promise<void>;
const certificates = trustedCertificates();
let context: UserContext;
const servers: ScriptedMailServer[] = [];
beforeAll(async () => {
  // A sweep takes whatever is due in the database, so this file has one of its own.
  stop = await useEmptyDatabase();
}, 180_000);
beforeEach(async () => {
  // What tests before this one left is not due any more.
  await asSystem("sweep due checks", async (db) => {
    await db.systemEmail.deleteMany();
    await db.mailServer.deleteMany();
  });
  context = await newTenantContext();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await stop();
});

async function start(script: (session: ScriptedSession) => Promise<void> | void, isEncrypted = false) {
  const server = await startScriptedMailServer({ certificates, isEncrypted }, script);
  servers.push(server);
  return server;
}

const never = new AbortController().signal;
const sweep = (clock?: () => Date, budgetMs = 60_000) =>
  sweepDueChecks({ budgetMs, signal: never, ...(clock === undefined ? {} : { clock }) });
const halfCheck = (systemEmailId: string, half: "remote_mailbox" | "outgoing_smtp" = "outgoing_smtp") =>
  inTenant(context, (db) => db.halfCheck.findFirstOrThrow({ where: { systemEmailId, half } }));
const minutesBetween = (from: Date, to: Date | null) => ((to?.getTime() ?? Number.NaN) - from.getTime()) / 60_000;
const isNear = (minutes: number) => ({ least: minutes * 0.9 - 0.01, most: minutes * 1.1 + 0.01 });

describe("what is due", () => {
  test("is checked once each by two processes at once, with no more connections to a server than are allowed", async () => {
    const imap = await start(speakImap({}, "SASL-IR AUTH=PLAIN"), true);
    const smtp = await start(speakSmtp());
    const ids = await newSendingEmails(context, smtp.port, 20);
    for (const id of ids) await enableImap(context, id, imap.port);
    await makeDue(context);
    const processes = [startProcess(120_000), startProcess(120_000)];
    await Promise.all(processes.map((one) => once(one, "message")));
    const reports = processes.map((one) => once(one, "message"));
    for (const one of processes) one.send("go");
    const told = (await Promise.all(reports)).map(([report]) => reportSchema.parse(report));
    expect(told.reduce((sum, { checked }) => sum + checked, 0)).toBe(40);
    expect(told.map(({ remaining, failed }) => ({ remaining, failed }))).toEqual([
      { remaining: 0, failed: 0 },
      { remaining: 0, failed: 0 },
    ]);
    const kept = await inTenant(context, (db) => db.verification.findMany());
    expect(new Set(kept.map(({ systemEmailId, half }) => `${systemEmailId} ${half}`)).size).toBe(40);
    expect(kept.length).toBe(40);
    expect(kept.every(({ isHealthy, trigger }) => isHealthy && trigger === "scheduled")).toBe(true);
    expect([smtp.connectionCount(), imap.connectionCount()]).toEqual([20, 20]);
    expect(Math.max(smtp.mostAtOnce(), imap.mostAtOnce())).toBeLessThanOrEqual(4);
    const rows = await inTenant(context, (db) => db.halfCheck.findMany());
    for (const { dueAt, checkedAt, leaseOwner, isHealthy, failedInRow } of rows) {
      expect({ leaseOwner, isHealthy, failedInRow }).toEqual({ leaseOwner: null, isHealthy: true, failedInRow: 0 });
      const { least, most } = isNear(60);
      const minutes = minutesBetween(checkedAt ?? new Date(0), dueAt);
      expect(minutes).toBeGreaterThan(least);
      expect(minutes).toBeLessThan(most);
    }
  }, 180_000);

  test("is not checked while somebody's own check of the same half runs, nor the other way about", async () => {
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const script = speakSmtp();
    const smtp = await start(async (session) => {
      await released;
      await script(session);
    });
    const [id = ""] = await newSendingEmails(context, smtp.port, 1);
    await makeDue(context);
    const swept = sweep();
    await vi.waitFor(() => expect(smtp.connectionCount()).toBe(1), { timeout: 5000 });
    const asked = verifyHalf(context, { systemEmailId: id, half: "outgoing_smtp" }, () => undefined);
    const other = sweep();
    await expect(Promise.race([asked, other, swept, heartbeat(700)])).resolves.toBe("nothing ended");
    expect(smtp.connectionCount()).toBe(1);
    release?.();
    expect(await swept).toMatchObject({ checked: 1 });
    expect(expectSuccess(await asked)).toMatchObject({ isHealthy: true });
    expect(await other).toMatchObject({ checked: 0 });
    expect(smtp.mostAtOnce()).toBe(1);
    const kept = await inTenant(context, (db) => db.verification.findMany({ orderBy: { finishedAt: "asc" } }));
    expect(kept.map(({ trigger, askedBy }) => ({ trigger, askedBy }))).toEqual([
      { trigger: "scheduled", askedBy: null },
      { trigger: "asked", askedBy: context.actor.label },
    ]);
  });

  test("of one mailbox is checked one half after the other", async () => {
    const smtp = await start(speakSmtp());
    const [id = ""] = await newSendingEmails(context, smtp.port, 1);
    await inTenant(context, (db) =>
      db.halfCheck.updateMany({
        where: { systemEmailId: id, half: "remote_mailbox" },
        data: { leaseOwner: "another process", leaseUntil: addSeconds(new Date(), 60) },
      }),
    );
    await makeDue(context);
    expect(await sweep(undefined, 300)).toMatchObject({ checked: 0, remaining: 1 });
    await inTenant(context, (db) => db.halfCheck.updateMany({ data: { leaseUntil: new Date(0) } }));
    expect(await sweep()).toMatchObject({ checked: 1, remaining: 0 });
  });

  test("is due soon after its settings are saved, and not at all once it is disabled", async () => {
    const smtp = await start(speakSmtp());
    const [id = ""] = await newSendingEmails(context, smtp.port, 1);
    const savedAt = new Date();
    const { dueAt, server } = await halfCheck(id);
    expect(server).toBe(`127.0.0.1:${smtp.port}`);
    expect(minutesBetween(savedAt, dueAt)).toBeGreaterThan(0.9);
    expect(minutesBetween(savedAt, dueAt)).toBeLessThan(2.1);
    const disabled = plainSmtp(smtp.port, { status: "disabled" });
    expectSuccess(await saveOutgoingSmtp(context, id, disabled, { isConfirmed: false }));
    expect((await halfCheck(id)).dueAt).toBeNull();
    expect(await sweep()).toMatchObject({ checked: 0, remaining: 0 });
    expect(smtp.connectionCount()).toBe(0);
  });
});

describe("tenants whose mailboxes are due at the same time", () => {
  let release: (() => void) | undefined;
  let released: Promise<void>;
  let swept: Promise<unknown>;
  let ended: AbortController;
  beforeEach(() => {
    released = new Promise((resolve) => {
      release = resolve;
    });
    ended = new AbortController();
  });
  // Also where a test has failed: a sweep that went on would check what the next one counts.
  afterEach(async () => {
    ended.abort();
    release?.();
    await swept;
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  /** Servers that take connections and say nothing, with a mailbox of the tenant at each. */
  const addSilent = async (tenant: UserContext, count: number): Promise<ScriptedMailServer[]> => {
    const silent = await Promise.all(Array.from({ length: count }, () => start(() => released)));
    for (const { port } of silent) await newSendingEmails(tenant, port, 1);
    return silent;
  };

  test("share the checks, so that servers which never answer hold up nobody else's", async () => {
    const silent = await addSilent(context, 48);
    const other = await newTenantContext();
    const smtp = await start(speakSmtp());
    await newSendingEmails(other, smtp.port, 6);
    await makeDue(context, addSeconds(new Date(), -600));
    await makeDue(other);
    swept = sweepDueChecks({ budgetMs: 60_000, signal: ended.signal });
    const checked = () => inTenant(other, (db) => db.verification.count());
    await expect.poll(checked, { timeout: 30_000 }).toBe(6);
    const begun = sum(silent.map((server) => server.connectionCount()));
    expect(begun, "begun for who had waited longer").toBeLessThan(silent.length);
  });

  test("and one that is alone has all of them, of which another gets its share as soon as one ends", async () => {
    const silent = await addSilent(context, 48);
    await makeDue(context, addSeconds(new Date(), -600));
    swept = sweepDueChecks({ budgetMs: 60_000, signal: ended.signal });
    const begun = () => sum(silent.map((server) => server.connectionCount()));
    await expect.poll(begun, { timeout: 30_000 }).toBe(16);
    const other = await newTenantContext();
    const smtp = await start(speakSmtp());
    await newSendingEmails(other, smtp.port, 3);
    await makeDue(other);
    // Those of the first tenant end at their deadline, one soon after the other.
    await expect.poll(() => smtp.connectionCount(), { timeout: 30_000 }).toBe(3);
  });
});

describe("a mailbox that has to be authorized again", () => {
  test("is never connected to, and is due again as soon as that has ended", async () => {
    const tokens = await startTokenServer();
    const imap = await start(speakImap({}, "SASL-IR AUTH=XOAUTH2"));
    const { grants, idpConfigId } = await seedGrants(context, tokens, { count: 3 });
    const ids = grants.map(({ systemEmailId }) => systemEmailId);
    await inTenant(context, async (db) => {
      await db.remoteMailbox.updateMany({ data: { host: "127.0.0.1", port: imap.port, security: "starttls" } });
      await db.halfCheck.updateMany({
        where: { half: "remote_mailbox" },
        data: { server: `127.0.0.1:${imap.port}`, dueAt: new Date(0) },
      });
      const [ended, renamed, edited] = grants;
      await db.grant.update({ where: { id: ended?.id ?? "" }, data: { status: "needs_reauthorization" } });
      await db.grant.update({ where: { id: renamed?.id ?? "" }, data: { authorizedAddress: "was@acme.test" } });
      await db.grant.update({ where: { id: edited?.id ?? "" }, data: { configSignature: "another" } });
    });
    expect(await sweep()).toMatchObject({ checked: 0, setAside: 3, remaining: 0 });
    expect(await sweep()).toMatchObject({ checked: 0, setAside: 0, remaining: 0 });
    expect(imap.connectionCount()).toBe(0);
    expect(tokens.log).toEqual([]);
    for (const id of ids) expect((await halfCheck(id, "remote_mailbox")).dueAt).toBeNull();

    const [ended] = grants;
    await inTenant(context, async (db) => {
      await db.grant.update({ where: { id: ended?.id ?? "" }, data: { status: "active" } });
      await resumeGrants(db, idpConfigId);
    });
    const due = (await halfCheck(ended?.systemEmailId ?? "", "remote_mailbox")).dueAt;
    expect(minutesBetween(new Date(), due)).toBeLessThan(0.5);
    expect((await halfCheck(ids[1] ?? "", "remote_mailbox")).dueAt).toBeNull();
    await tokens.stop();
  });

  test("is found again by itself where nobody said that it has ended", async () => {
    const smtp = await start(speakSmtp());
    const [id = ""] = await newSendingEmails(context, smtp.port, 1);
    await inTenant(context, (db) => db.halfCheck.updateMany({ data: { dueAt: null } }));
    await vi.waitFor(
      async () => {
        await sweep();
        expect((await halfCheck(id)).dueAt).not.toBeNull();
      },
      { timeout: 10_000 },
    );
  });
});

describe("after a failure", () => {
  test("that passes by itself a mailbox is checked sooner, later each time, and its server is left alone", async () => {
    const smtp = await start((session) => session.write("421 4.3.2 Service not available, try again later\r\n"));
    const [id = "", second = ""] = await newSendingEmails(context, smtp.port, 2);
    let now = addSeconds(new Date(), 300);
    const clock = () => now;
    const began = now;
    await inTenant(context, (db) =>
      db.halfCheck.updateMany({ where: { systemEmailId: second }, data: { dueAt: addSeconds(now, 1) } }),
    );
    for (const [index, minutes] of [2, 5, 10, 20, 30, 60, 60].entries()) {
      const { checked } = await sweep(clock);
      expect(checked).toBe(1);
      const row = await halfCheck(id);
      expect(row).toMatchObject({ isHealthy: false, isTransient: true, failedInRow: index + 1, since: began });
      const { least, most } = isNear(minutes);
      expect(minutesBetween(now, row.dueAt)).toBeGreaterThan(least);
      expect(minutesBetween(now, row.dueAt)).toBeLessThan(most);
      // The other mailbox is due, and not asked for while the server rests.
      now = addSeconds(now, 2);
      expect(await sweep(clock)).toMatchObject({ checked: 0, remaining: 0 });
      expect(await halfCheck(second)).toMatchObject({ checkedAt: null });
      now = new Date((row.dueAt?.getTime() ?? 0) + 1);
      await inTenant(context, async (db) => {
        await db.halfCheck.updateMany({ where: { systemEmailId: second }, data: { dueAt: addSeconds(now, 1) } });
      });
      await asSystem("sweep due checks", (db) => db.mailServer.updateMany({ data: { pausedUntil: new Date(0) } }));
    }
    const events = await inTenant(context, (db) => db.event.findMany({ where: { type: "verification.failed" } }));
    expect(events.length).toBe(1);
    expect(await inTenant(context, (db) => db.auditEvent.count({ where: { action: "verification.finished" } }))).toBe(
      0,
    );
  });

  test("that somebody has to mend it is checked hourly, and seen to be well again by itself", async () => {
    let isRefusing = true;
    const script = speakSmtp({ mail: () => (isRefusing ? "550 5.7.1 Sender refused\r\n" : "250 ok\r\n") });
    const refusing = speakSmtp({ ehlo: () => "554 5.7.1 Go away\r\n", helo: () => "554 5.7.1 Go away\r\n" });
    const smtp = await start((session) => (isRefusing ? refusing(session) : script(session)));
    const [id = ""] = await newSendingEmails(context, smtp.port, 1);
    let now = addSeconds(new Date(), 300);
    const clock = () => now;
    expect(await sweep(clock)).toMatchObject({ checked: 1 });
    const failed = await halfCheck(id);
    expect(failed).toMatchObject({ isHealthy: false, isTransient: false, failedInRow: 1, lastHealthyAt: null });
    expect(minutesBetween(now, failed.dueAt)).toBeGreaterThan(isNear(60).least);
    isRefusing = false;
    now = new Date((failed.dueAt?.getTime() ?? 0) + 1);
    expect(await sweep(clock)).toMatchObject({ checked: 1 });
    expect(await halfCheck(id)).toMatchObject({ isHealthy: true, failedInRow: 0, since: now, lastHealthyAt: now });
    const types = await inTenant(context, (db) =>
      db.event.findMany({ orderBy: { position: "asc" }, select: { type: true } }),
    );
    expect(types.map(({ type }) => type).filter((type) => type.startsWith("verification."))).toEqual([
      "verification.failed",
      "verification.recovered",
    ]);
  });
});

test("a scheduled check that passed is kept small, and its stages are shown whole while it is the newest", async () => {
  const smtp = await start(speakSmtp());
  const [id = ""] = await newSendingEmails(context, smtp.port, 1);
  await makeDue(context);
  await sweep();
  const first = (await getSystemEmail(context, id))?.outgoing.lastVerification;
  expect(first).toMatchObject({ isHealthy: true, isCurrent: true });
  expect(first?.stages.find(({ name }) => name === "tcp")?.summary).not.toBe("");
  const kept = await inTenant(context, (db) => db.verification.findFirstOrThrow());
  expect(kept.stages).toMatch(/^dns \d+, tcp \d+/);
  expect(kept.folders).toEqual([]);
});

const reportSchema = z.object({ checked: z.number(), failed: z.number(), remaining: z.number() });

function startProcess(budgetMs: number): ChildProcess {
  return fork("tests/integration/database/check-process.ts", [String(budgetMs)], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Long enough for what is not held back to have happened. */
function heartbeat(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve("nothing ended"), milliseconds));
}
