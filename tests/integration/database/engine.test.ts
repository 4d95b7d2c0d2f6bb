import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { refreshGrant } from "@/lib/grant/refresh-grant";
import { refreshNow } from "@/lib/grant/refresh-now";
import { refreshRefusedToken } from "@/lib/grant/refresh-refused-token";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { clientCredentialSchema, idpConfigSchema } from "@/lib/idp-config/schema";
import { listSystemEmails } from "@/lib/system-email/list-system-emails";
import type { UserContext } from "@/lib/tenancy/context";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { expectSuccess } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { readStoredTokens, type SeededGrant, seedGrants } from "./seeded-grants";

const half = "remote_mailbox";
let server: TokenServer;
let context: UserContext;
beforeAll(async () => {
  server = await startTokenServer();
});
beforeEach(async () => {
  server.reset();
  context = await newTenantContext();
  await inTenant(context, (db) =>
    db.providerHost.updateMany({ where: { host: server.host }, data: { pausedUntil: new Date(0) } }),
  );
});
afterAll(async () => {
  await server.stop();
  await disconnect();
});

const read = ({ systemEmailId }: { systemEmailId: string }, by = context) =>
  getAccessToken(by, { systemEmailId, half, minValidSeconds: 300 });
const change = ({ id }: SeededGrant, data: Record<string, Date | number | null>) =>
  inTenant(context, (db) => db.grant.update({ where: { id }, data }));
const expire = (grant: SeededGrant) => change(grant, { accessTokenExpiresAt: new Date(Date.now() - 1000) });
const configOf = (id: string) => inTenant(context, (db) => db.idpConfig.findUniqueOrThrow({ where: { id } }));
const events = () =>
  inTenant(context, async (db) => (await db.event.findMany({ orderBy: { position: "asc" } })).map(({ type }) => type));

/** A process that has said that it is ready to read, as often as it is told. */
async function startReader({ systemEmailId }: SeededGrant, times = 1): Promise<ChildProcess> {
  const reader = fork(
    "tests/integration/database/read-token.ts",
    [context.actor.id, context.slug, systemEmailId, String(times)],
    { execArgv: ["--import", "tsx"], stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  await once(reader, "message");
  return reader;
}

/** Lets the server hold its answers from the next one on, until each is let go. */
function holdAnswers() {
  const arrivals: { grant: string; letGo: () => void }[] = [];
  let notice: () => void = () => undefined;
  server.beforeAnswer = (grant) =>
    new Promise<void>((letGo) => {
      arrivals.push({ grant, letGo });
      notice();
    });
  return {
    async next(index: number) {
      while (arrivals[index] === undefined) await new Promise<void>((resolve) => (notice = resolve));
      return arrivals[index];
    },
  };
}

async function seedOne(clientSecrets?: string[]) {
  const { grants, idpConfigId } = await seedGrants(context, server, {
    count: 1,
    ...(clientSecrets === undefined ? {} : { clientSecrets }),
  });
  const [grant] = grants;
  if (grant === undefined) throw new Error("No Grant was seeded.");
  return { grant, idpConfigId };
}

describe("many processes", () => {
  test("four of them with 50 callers each on an expired token make one call, 200 good answers, and one new version", async () => {
    server.delayMs = 200;
    const { grant } = await seedOne();
    const readers = await Promise.all(Array.from({ length: 4 }, () => startReader(grant, 50)));
    const answers = readers.map((reader) => once(reader, "message"));
    for (const reader of readers) reader.send("go");
    expect((await Promise.all(answers)).map(([count]) => count)).toEqual([50, 50, 50, 50]);
    expect(server.refreshes.get(grant.name)).toBe(1);
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.1`,
      grant: { version: 2, leaseOwner: null, leaseUntil: null },
    });
  }, 180_000);

  test("an answer that comes after its lease ran out never overwrites a newer one", async () => {
    const { grant } = await seedOne();
    const reader = await startReader(grant);
    const held = holdAnswers();
    const late = read(grant);
    const first = await held.next(0);
    await change(grant, { leaseUntil: new Date(Date.now() - 1) });
    const answer = once(reader, "message");
    reader.send("go");
    (await held.next(1)).letGo();
    expect((await answer)[0]).toBe(1);
    const before = await readStoredTokens(context, grant.id);
    expect(before).toMatchObject({ refreshToken: `${grant.name}.2`, grant: { version: 2 } });
    first.letGo();
    expect(expectSuccess(await late).accessToken.reveal()).toBe(`access.${grant.name}.2`);
    const after = await readStoredTokens(context, grant.id);
    expect(after).toMatchObject({ refreshToken: `${grant.name}.2`, accessToken: `access.${grant.name}.2` });
    expect(after.grant).toMatchObject({ version: 2, leaseOwner: null, failureCode: null });
  }, 120_000);

  test("a refusal that comes after its lease ran out does not end a Grant that another process refreshes", async () => {
    const { grant } = await seedOne();
    const reader = await startReader(grant);
    const held = holdAnswers();
    server.refuseWith = { status: 400, body: { error: "invalid_grant" } };
    const late = read(grant);
    const first = await held.next(0);
    await change(grant, { leaseUntil: new Date(Date.now() - 1) });
    server.refuseWith = null;
    const answer = once(reader, "message");
    reader.send("go");
    const second = await held.next(1);
    first.letGo();
    second.letGo();
    expect((await answer)[0]).toBe(1);
    expect(expectSuccess(await late).accessToken.reveal()).toBe(`access.${grant.name}.1`);
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.1`,
      grant: { status: "active", version: 2, failureCode: null },
    });
  }, 120_000);
});

describe("a process that is killed between the provider's answer and the commit", () => {
  async function killWhileAsking(grant: SeededGrant): Promise<void> {
    const reader = await startReader(grant);
    const held = holdAnswers();
    reader.send("go");
    await held.next(0);
    reader.kill("SIGKILL");
    await once(reader, "exit");
    server.beforeAnswer = null;
    expect(server.refreshes.get(grant.name)).toBe(1);
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.0`,
      grant: { version: 1 },
    });
  }

  test("is recovered from by the next read, where the provider still takes the old refresh token", async () => {
    const { grant } = await seedOne();
    await killWhileAsking(grant);
    const next = read(grant);
    await change(grant, { leaseUntil: new Date(Date.now() + 300) });
    expect(expectSuccess(await next).accessToken.reveal()).toBe(`access.${grant.name}.2`);
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.2`,
      grant: { status: "active", version: 2, leaseOwner: null },
    });
  }, 120_000);

  test("is told as what it is, where the provider ends a Grant whose refresh token comes twice", async () => {
    server.rotation = "once";
    const { grant } = await seedOne();
    await killWhileAsking(grant);
    await change(grant, { leaseUntil: new Date(Date.now() - 1) });
    const answer = await read(grant);
    expect(answer).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
    const { grant: row } = await readStoredTokens(context, grant.id);
    expect(row).toMatchObject({ status: "needs_reauthorization", version: 2, refreshDueAt: null, leaseOwner: null });
    expect(row.failureDetail).toMatch(
      /A refresh that began at 20\d\d-.* was cut off before its answer could be stored/,
    );
  });
});

describe("the refresh token", () => {
  test("is kept where none comes back, and replaced in the same write where one does", async () => {
    server.rotation = "keep";
    const { grant } = await seedOne();
    expectSuccess(await read(grant));
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.0`,
      accessToken: `access.${grant.name}.1`,
      grant: { version: 2 },
    });
    server.rotation = "rotate";
    await expire(grant);
    expectSuccess(await read(grant));
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.2`,
      accessToken: `access.${grant.name}.2`,
      grant: { version: 3 },
    });
  });

  test("is forced to be used once in five minutes, however many workers report that the access token was refused", async () => {
    const { grant } = await seedOne();
    expectSuccess(await read(grant));
    const report = () => refreshRefusedToken(context, { systemEmailId: grant.systemEmailId, half });
    const outcomes = (await Promise.all(Array.from({ length: 20 }, report))).map(expectSuccess);
    expect(outcomes.filter((outcome) => outcome === "refreshed")).toHaveLength(1);
    expect(server.refreshes.get(grant.name)).toBe(2);
    expect((await readStoredTokens(context, grant.id)).grant).toMatchObject({ version: 3 });
    expect(expectSuccess(await report())).toBe("refreshed_a_moment_ago");
    await change(grant, { forcedAt: new Date(Date.now() - 301_000) });
    expect(expectSuccess(await report())).toBe("refreshed");
    expect(server.refreshes.get(grant.name)).toBe(3);
  });
});

describe("a transient failure", () => {
  test.each([
    ["HTTP status 500", () => (server.refuseWith = { status: 500 })],
    ["HTTP status 503 with a web page", () => (server.refuseWith = { status: 503, body: "<html>" })],
  ])("%s keeps the tokens and rests with growing pauses, the sweep too", async (_name, fault) => {
    const { grant } = await seedOne();
    fault();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      await change(grant, { nextAttemptAt: null });
      expect(await read(grant)).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
      const { grant: row, refreshToken } = await readStoredTokens(context, grant.id);
      expect(row).toMatchObject({ status: "active", version: 1, failureCount: attempt + 1, leaseOwner: null });
      expect(refreshToken).toBe(`${grant.name}.0`);
      expect(row.refreshDueAt).toEqual(row.nextAttemptAt);
      pauses.push(((row.nextAttemptAt?.getTime() ?? 0) - (row.failedAt?.getTime() ?? 0)) / 1000);
    }
    for (const [index, pause] of pauses.entries()) {
      const step = Math.min(3600, 5 * 2 ** Math.min(index, 10));
      expect(pause).toBeGreaterThanOrEqual(step / 2);
      expect(pause).toBeLessThanOrEqual(step);
    }
    server.refuseWith = null;
    await change(grant, { nextAttemptAt: null });
    expectSuccess(await read(grant));
    expect((await readStoredTokens(context, grant.id)).grant).toMatchObject({
      version: 2,
      failureCount: 0,
      failureCode: null,
    });
    expect(await events()).toEqual(["mailbox.recovered"]);
  });

  test.each([
    ["a host name that nobody knows", "https://nobody.invalid/token"],
    ["a server that does not speak TLS", "https"],
    ["a port where nothing listens", "http://127.0.0.1:1/token"],
  ])("%s keeps the tokens", async (_name, tokenEndpoint) => {
    const { grant, idpConfigId } = await seedOne();
    const endpoint = tokenEndpoint === "https" ? server.tokenEndpoint.replace("http:", "https:") : tokenEndpoint;
    await inTenant(context, (db) =>
      db.idpConfig.update({ where: { id: idpConfigId }, data: { tokenEndpoint: endpoint } }),
    );
    expect(await read(grant)).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    expect(await readStoredTokens(context, grant.id)).toMatchObject({
      refreshToken: `${grant.name}.0`,
      grant: { status: "active", version: 1, failureCount: 1 },
    });
    expect(await configOf(idpConfigId)).toMatchObject({ refusedAt: null });
  });

  test("by which a host asks to be left alone holds for every tenant until it is over, and for the button too", async () => {
    const { grant } = await seedOne();
    const neighbour = await newTenantContext();
    const theirs = (await seedGrants(neighbour, server, { count: 1 })).grants[0];
    if (theirs === undefined) throw new Error("No Grant was seeded.");
    server.refuseWith = { status: 429, headers: { "retry-after": "120" } };
    expect(await read(grant)).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    server.refuseWith = null;
    for (const answer of [
      await read(theirs, neighbour),
      await refreshNow(neighbour, { systemEmailId: theirs.systemEmailId, half }),
    ]) {
      expect(answer).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
      const seconds = Number(!answer.ok && answer.failure.facts?.retryAfterSeconds);
      expect(seconds).toBeGreaterThan(100);
      expect(seconds).toBeLessThanOrEqual(120);
    }
    expect(server.log).toHaveLength(1);
    await inTenant(context, (db) =>
      db.providerHost.update({ where: { host: server.host }, data: { pausedUntil: new Date(Date.now() - 1) } }),
    );
    expectSuccess(await read(theirs, neighbour));
    expect(await readStoredTokens(neighbour, theirs.id)).toMatchObject({ refreshToken: `${theirs.name}.1` });
  });
});

describe("a Grant that the provider ended", () => {
  test("needs another authorization, says so once, asks nobody again, and the pages still load", async () => {
    server.rotation = "once";
    const { grant } = await seedOne();
    expectSuccess(await read(grant));
    server.refuseWith = {
      status: 400,
      body: { error: "invalid_grant", error_description: "AADSTS50173: the password was changed" },
    };
    await expire(grant);
    expect((await Promise.all([read(grant), read(grant), read(grant)])).map(({ ok }) => ok)).toEqual([
      false,
      false,
      false,
    ]);
    expect(await read(grant)).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
    expect(server.log).toHaveLength(2);
    expect(await events()).toEqual(["mailbox.needs_reauthorization"]);
    expect((await readStoredTokens(context, grant.id)).grant).toMatchObject({
      status: "needs_reauthorization",
      refreshDueAt: null,
      nextAttemptAt: null,
    });
    const { rows } = await listSystemEmails(context, { search: "", page: 1 });
    expect(rows[0]?.incoming).toMatchObject({ health: "needs_reauthorization", grant: { willDieOn: null } });
  });
});

describe("an IdP Config that the provider refuses", () => {
  const tellsSecrets = () => server.log.map(({ clientSecret }) => clientSecret);

  async function seedRefused() {
    const { grants, idpConfigId } = await seedGrants(context, server, { count: 5 });
    server.acceptedSecrets = new Set(["another"]);
    const [first] = grants;
    if (first === undefined) throw new Error("No Grant was seeded.");
    expect(await read(first)).toMatchObject({ ok: false, failure: { code: "client_secret_wrong" } });
    return { grants, first, idpConfigId };
  }

  async function saveConfig(idpConfigId: string, clientSecret: string) {
    const { name } = await configOf(idpConfigId);
    const config = idpConfigSchema.parse({
      provider: "other",
      name,
      enabled: "true",
      clientId: "client",
      authorizationEndpoint: server.tokenEndpoint.replace("/token", "/authorize"),
      tokenEndpoint: server.tokenEndpoint,
      scopes: "mail",
      emailAttribute: "email",
    });
    const credential = clientCredentialSchema.parse({ clientSecret });
    expectSuccess(await saveIdpConfig(context, idpConfigId, config, credential, { isConfirmed: false }));
  }

  test("stops all of its Grants, which keep their tokens and ask no more, and tells it once", async () => {
    const { grants, idpConfigId } = await seedRefused();
    for (const grant of grants) {
      expect(await read(grant)).toMatchObject({ ok: false, failure: { code: "client_secret_wrong" } });
    }
    expect(server.log).toHaveLength(1);
    expect(await events()).toEqual(["idp_config.refused"]);
    expect(await configOf(idpConfigId)).toMatchObject({ refusedCode: "client_secret_wrong" });
    for (const { id, name } of grants) {
      expect(await readStoredTokens(context, id)).toMatchObject({
        refreshToken: `${name}.0`,
        grant: { status: "active", version: 1 },
      });
    }
  });

  test("is tried by one Grant when that is due, later each time, and by all again when it works", async () => {
    const { grants, idpConfigId } = await seedRefused();
    const makeProbeDue = (refusedSecondsAgo: number) =>
      inTenant(context, (db) =>
        db.idpConfig.update({
          where: { id: idpConfigId },
          data: { refusedAt: new Date(Date.now() - refusedSecondsAgo * 1000), nextProbeAt: new Date(Date.now() - 1) },
        }),
      );
    await makeProbeDue(600);
    const answers = await Promise.all(grants.map((grant) => read(grant)));
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, false, false]);
    expect(server.log).toHaveLength(2);
    const { nextProbeAt } = await configOf(idpConfigId);
    const waitSeconds = ((nextProbeAt?.getTime() ?? 0) - Date.now()) / 1000;
    expect(waitSeconds).toBeGreaterThan(450);
    expect(waitSeconds).toBeLessThan(610);

    server.acceptedSecrets = null;
    await makeProbeDue(600);
    await Promise.all(grants.map((grant) => read(grant)));
    for (const grant of grants) expectSuccess(await read(grant));
    expect(await configOf(idpConfigId)).toMatchObject({ refusedAt: null, refusedCode: null, nextProbeAt: null });
    for (const { id, name } of grants) {
      const { grant, refreshToken } = await readStoredTokens(context, id);
      expect({ refreshToken, status: grant.status, version: grant.version }).toEqual({
        refreshToken: `${name}.1`,
        status: "active",
        version: 2,
      });
    }
    expect(await events()).toEqual(["idp_config.refused", "idp_config.recovered"]);
  });

  test("goes on with all of its Grants at once when a right client secret is entered, without new consent", async () => {
    const { grants, idpConfigId } = await seedRefused();
    await saveConfig(idpConfigId, "another");
    const rows = await inTenant(context, (db) => db.grant.findMany());
    for (const { refreshDueAt } of rows) expect(refreshDueAt?.getTime()).toBeLessThan(Date.now() + 5000);
    for (const grant of grants) expectSuccess(await read(grant));
    expect(await events()).toEqual(["idp_config.refused", "idp_config.recovered"]);
  });

  test("because of a secret that was replaced in the same moment is asked again with the new one, and nobody notices", async () => {
    const { grant, idpConfigId } = await seedOne();
    server.acceptedSecrets = new Set(["another"]);
    const held = holdAnswers();
    const answer = read(grant);
    const first = await held.next(0);
    server.beforeAnswer = null;
    await saveConfig(idpConfigId, "another");
    first.letGo();
    expectSuccess(await answer);
    expect(tellsSecrets()).toEqual(["secret", "another"]);
    expect(await configOf(idpConfigId)).toMatchObject({ refusedAt: null });
    expect(await events()).toEqual([]);
  });

  test("has its client secrets tried newest first, and one that was refused last from then on", async () => {
    const { grant } = await seedOne(["new", "old"]);
    server.acceptedSecrets = new Set(["old"]);
    expectSuccess(await read(grant));
    await expire(grant);
    expectSuccess(await read(grant));
    expect(tellsSecrets()).toEqual(["new", "old", "old"]);
    const [newest, oldest] = await inTenant(context, (db) =>
      db.clientCredential.findMany({ orderBy: { createdAt: "desc" } }),
    );
    expect(newest?.refusedAt).toBeInstanceOf(Date);
    expect(oldest).toMatchObject({ refusedAt: null });
    // The provider knows the new one now and not the old one any more.
    server.acceptedSecrets = new Set(["new"]);
    await expire(grant);
    expectSuccess(await read(grant));
    await expire(grant);
    expectSuccess(await read(grant));
    expect(tellsSecrets().slice(3)).toEqual(["old", "new", "new"]);
  });

  test("loses no mailbox while its secrets are swapped and refreshes run", async () => {
    const { grants, idpConfigId } = await seedGrants(context, server, { count: 6, clientSecrets: ["s0"] });
    server.acceptedSecrets = new Set(["s0"]);
    server.delayMs = 5;
    let isSwapping = true;
    const refreshAllTheTime = async ({ id }: SeededGrant) => {
      let count = 0;
      while (isSwapping) {
        const { version } = (await readStoredTokens(context, id)).grant;
        expectSuccess(await refreshGrant(context, id, { seenVersion: version }));
        count += 1;
      }
      return count;
    };
    const refreshing = grants.map(refreshAllTheTime);
    for (let swap = 1; swap <= 5; swap++) {
      server.acceptedSecrets = new Set([`s${swap - 1}`, `s${swap}`]);
      await saveConfig(idpConfigId, `s${swap}`);
      const seen = server.log.length;
      await expect.poll(() => server.log.length - seen, { timeout: 10_000 }).toBeGreaterThan(12);
      server.acceptedSecrets = new Set([`s${swap}`]);
    }
    isSwapping = false;
    const counts = await Promise.all(refreshing);
    for (const [index, { id, name }] of grants.entries()) {
      const { grant, refreshToken } = await readStoredTokens(context, id);
      expect(grant).toMatchObject({ status: "active", failureCode: null, version: 1 + (counts[index] ?? 0) });
      expect(refreshToken).toBe(`${name}.${server.refreshes.get(name)}`);
    }
    expect(await configOf(idpConfigId)).toMatchObject({ refusedAt: null });
    expect(await events()).toEqual([]);
  });
});
