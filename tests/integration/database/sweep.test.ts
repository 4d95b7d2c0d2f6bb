import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";
import { oauth2InfoSchema, saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import type { UserContext } from "@/lib/tenancy/context";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { expectSuccess } from "./authorized-email";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { readStoredTokens, seedGrants } from "./seeded-grants";

let stop: () => Promise<void>;
let server: TokenServer;
let context: UserContext;
beforeAll(async () => {
  // A sweep takes whatever is due in the database, so this file has one of its own.
  stop = await useEmptyDatabase();
  server = await startTokenServer();
}, 180_000);
beforeEach(async () => {
  server.reset();
  context = await newTenantContext();
  // What a test before this one left is not due any more, and what it was told by its host is over.
  await asSystem("sweep due grants", async (db) => {
    await db.systemEmail.deleteMany();
    await db.providerHost.updateMany({ data: { pausedUntil: new Date(0) } });
  });
});
afterAll(async () => {
  await server.stop();
  await stop();
});

const never = new AbortController().signal;
const sweep = (budgetMs = 60_000, signal = never) => sweepDueGrants({ budgetMs, signal });
const sweepUntilRefreshed = (count: number) =>
  vi.waitFor(
    async () => {
      await sweep();
      expect(server.refreshes.size).toBe(count);
    },
    { timeout: 20_000, interval: 200 },
  );
const stored = () => inTenant(context, (db) => db.grant.findMany());
const startProcess = (budgetMs: number): ChildProcess =>
  fork("tests/integration/database/sweep-process.ts", [String(budgetMs)], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
const reportSchema = z.object({ refreshed: z.number(), failed: z.number(), remaining: z.number() });

describe("what is due", () => {
  test("is refreshed once each by two processes at once, and the newest refresh token of each is stored", async () => {
    server.rotation = "once";
    server.delayMs = 50;
    const { grants } = await seedGrants(context, server, { count: 10 });
    const processes = [startProcess(20_000), startProcess(20_000)];
    await Promise.all(processes.map((one) => once(one, "message")));
    const reports = processes.map((one) => once(one, "message"));
    for (const one of processes) one.send("go");
    const told = (await Promise.all(reports)).map(([report]) => reportSchema.parse(report));
    expect(told.reduce((sum, { refreshed }) => sum + refreshed, 0)).toBe(10);
    expect(told.map(({ remaining }) => remaining)).toEqual([0, 0]);
    for (const { id, name } of grants) {
      expect(server.refreshes.get(name)).toBe(1);
      const { grant, refreshToken, accessToken } = await readStoredTokens(context, id);
      expect({ refreshToken, accessToken }).toEqual({ refreshToken: `${name}.1`, accessToken: `access.${name}.1` });
      expect(grant).toMatchObject({ version: 2, leaseOwner: null, leaseUntil: null, failureCode: null });
      expect(grant.refreshDueAt?.getTime()).toBeGreaterThan(Date.now());
    }
  }, 120_000);

  test("of a process that was killed is refreshed by another when its leases have ended", async () => {
    const { grants } = await seedGrants(context, server, { count: 5 });
    let killed: (() => void) | undefined;
    const kill = new Promise<void>((resolve) => {
      killed = resolve;
    });
    server.beforeAnswer = () => {
      killed?.();
      return new Promise<void>(() => undefined);
    };
    const doomed = startProcess(20_000);
    await once(doomed, "message");
    doomed.send("go");
    await kill;
    doomed.kill("SIGKILL");
    await once(doomed, "exit");
    server.beforeAnswer = null;
    const held = (await stored()).filter(({ leaseOwner }) => leaseOwner !== null);
    expect(held.length).toBeGreaterThan(0);
    // The leases would last for forty seconds; the sweep that is under way notices that they have ended sooner.
    const swept = sweep(20_000);
    await inTenant(context, (db) =>
      db.grant.updateMany({ where: { leaseOwner: { not: null } }, data: { leaseUntil: new Date(Date.now() + 1000) } }),
    );
    expect(await swept).toMatchObject({ refreshed: 5, remaining: 0 });
    for (const { id, name } of grants) {
      const { grant, refreshToken } = await readStoredTokens(context, id);
      expect(refreshToken).toBe(`${name}.${server.refreshes.get(name)}`);
      expect(grant).toMatchObject({ version: 2, leaseOwner: null });
    }
  }, 120_000);

  test("is asked for at one host by no more calls at once than the operator allows", async () => {
    server.delayMs = 100;
    // The first ones are answered when as many are there as may be.
    let letGo = () => {};
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    server.beforeAnswer = () => {
      if (server.mostAtOnce >= 10) letGo();
      return released;
    };
    await seedGrants(context, server, { count: 40 });
    expect(await sweep()).toEqual({ refreshed: 40, failed: 0, remaining: 0 });
    expect(server.mostAtOnce).toBe(10);
  });

  test("is left to the next run when the time is over, with nothing held", async () => {
    server.delayMs = 200;
    await seedGrants(context, server, { count: 60 });
    const report = await sweep(300);
    expect(report.refreshed).toBeGreaterThan(0);
    expect(report.remaining).toBe(60 - report.refreshed);
    expect((await stored()).filter(({ leaseOwner }) => leaseOwner !== null)).toEqual([]);
    expect(await sweep()).toMatchObject({ remaining: 0 });
    expect([...server.refreshes.values()].every((count) => count === 1)).toBe(true);
  });

  test("is given back at once when the process is to stop", async () => {
    server.delayMs = 300;
    await seedGrants(context, server, { count: 30 });
    const stopping = new AbortController();
    server.beforeAnswer = () => stopping.abort();
    const report = await sweep(10_000, stopping.signal);
    expect(report).toMatchObject({ refreshed: 10, failed: 0, remaining: 20 });
    expect((await stored()).filter(({ leaseOwner }) => leaseOwner !== null)).toEqual([]);
    server.reset();
    await sweep();
  });

  test("of many tenants and of a host that is slow keeps nobody else waiting", async () => {
    const other = await startTokenServer();
    server.delayMs = 3000;
    await seedGrants(context, server, { count: 40, dueInSeconds: -600 });
    const second = await newTenantContext();
    await seedGrants(second, other, { count: 10, dueInSeconds: -1 });
    const stopping = new AbortController();
    const swept = sweep(20_000, stopping.signal);
    await vi.waitFor(() => expect(other.refreshes.size).toBe(10), { timeout: 10_000 });
    expect(server.refreshes.size).toBe(0);
    stopping.abort();
    await swept;
    await other.stop();
    server.delayMs = 0;
    await sweep();
  });
});

describe("what cannot be refreshed now", () => {
  test("waits for the end of a pause that the host asked for, and is not asked before it", async () => {
    server.refuseWith = { status: 429, headers: { "retry-after": "600" } };
    const { grants } = await seedGrants(context, server, { count: 25 });
    const report = await sweep();
    expect(report.remaining).toBe(0);
    expect(server.log.length).toBeLessThanOrEqual(20);
    const rows = await stored();
    expect(rows.every(({ status }) => status === "active")).toBe(true);
    for (const { refreshDueAt } of rows) expect(refreshDueAt?.getTime()).toBeGreaterThan(Date.now() + 500_000);
    const [first] = grants;
    const asked = server.log.length;
    const read = await getAccessToken(context, {
      systemEmailId: first?.systemEmailId ?? "",
      half: "remote_mailbox",
      minValidSeconds: 60,
    });
    expect(read).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    expect(Number(!read.ok && read.failure.facts?.retryAfterSeconds)).toBeGreaterThan(500);
    expect(server.log.length).toBe(asked);
  });

  test("because its IdP Config is refused waits for one Grant to try, and is done as soon as that works", async () => {
    server.acceptedSecrets = new Set();
    const { grants, idpConfigId } = await seedGrants(context, server, { count: 25 });
    expect(await sweep()).toMatchObject({ refreshed: 0, remaining: 0 });
    expect(server.log.length).toBeLessThanOrEqual(20);
    const rested = (await stored()).filter(({ failureCode }) => failureCode === null);
    expect(rested.length).toBeGreaterThan(0);
    const config = () => inTenant(context, (db) => db.idpConfig.findUniqueOrThrow({ where: { id: idpConfigId } }));
    const { refusedCode, nextProbeAt } = await config();
    expect(refusedCode).toBe("client_secret_wrong");
    for (const { refreshDueAt, status, version } of await stored()) {
      expect({ status, version }).toEqual({ status: "active", version: 1 });
      expect(refreshDueAt?.getTime()).toBeLessThanOrEqual((nextProbeAt?.getTime() ?? 0) + 5000);
    }
    const makeProbeDue = () =>
      inTenant(context, (db) =>
        db.idpConfig.update({ where: { id: idpConfigId }, data: { nextProbeAt: new Date(Date.now() - 1) } }),
      );
    const asked = server.log.length;
    await makeProbeDue();
    await sweep();
    expect(server.log.length).toBe(asked + 1);

    server.acceptedSecrets = null;
    await makeProbeDue();
    await sweepUntilRefreshed(25);
    expect(await config()).toMatchObject({ refusedAt: null });
    for (const { id, name } of grants) {
      expect(await readStoredTokens(context, id)).toMatchObject({ refreshToken: `${name}.1`, grant: { version: 2 } });
    }
  });

  test("because its IdP Config is disabled is left alone, and due again when that is enabled", async () => {
    const { grants, idpConfigId } = await seedGrants(context, server, { count: 3 });
    await inTenant(context, (db) => db.idpConfig.update({ where: { id: idpConfigId }, data: { enabled: false } }));
    expect(await sweep()).toEqual({ refreshed: 0, failed: 0, remaining: 0 });
    expect(server.log).toEqual([]);
    const [first] = grants;
    const info = oauth2InfoSchema.parse({ enabled: "on", name: "Enabled again", notes: "" });
    const place = { systemEmailId: first?.systemEmailId ?? "", half: "remote_mailbox" as const };
    expectSuccess(await saveOAuth2Info(context, place, info, { isConfirmed: true }));
    await sweepUntilRefreshed(3);
  });

  test("because its secrets cannot be opened is told in the log, and keeps nobody else waiting", async () => {
    const { grants } = await seedGrants(context, server, { count: 4 });
    const [broken] = grants;
    await inTenant(context, (db) =>
      db.grant.update({ where: { id: broken?.id ?? "" }, data: { refreshTokenSealed: "v1.data.broken" } }),
    );
    expect(await sweep()).toEqual({ refreshed: 3, failed: 1, remaining: 0 });
  });
});
