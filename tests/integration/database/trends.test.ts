import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { readHealth } from "@/lib/health/read-health";
import { readTrends, type TrendPoint } from "@/lib/health/read-trends";
import { removeOldHours } from "@/lib/health/remove-old-hours";
import { retryCause } from "@/lib/health/retry-cause";
import type { UserContext } from "@/lib/tenancy/context";
import { recordVerification } from "@/lib/verification/record-verification";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

const half = "remote_mailbox";
let provider: EntraProvider;
let context: UserContext;
let place: Place;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
beforeEach(async () => {
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, provider);
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const read = () => getAccessToken(context, { ...place, half, minValidSeconds: 300 });
const expire = () =>
  inTenant(context, (db) =>
    db.grant.updateMany({ data: { accessTokenExpiresAt: new Date(Date.now() - 1000), nextAttemptAt: null } }),
  );
const trends = (now = new Date()) => inTenant(context, (db) => readTrends(db, now));

/** What the newest point counts, and the one before it, because an hour or a day may end in the middle of a test. */
function newest(points: readonly TrendPoint[]) {
  const sum = { passed: 0, transient: 0, permanent: 0 };
  for (const { passed, transient, permanent } of points.slice(-2)) {
    sum.passed += passed;
    sum.transient += transient;
    sum.permanent += permanent;
  }
  return sum;
}

test("each refresh is counted in its hour by how it ended, and what it failed of is kept with it", async () => {
  await expire();
  expectSuccess(await read());
  await expire();
  provider.pause();
  await read().finally(() => provider.resume());
  await expire();
  expectSuccess(await read());
  await expire();
  await provider.revokeGrantsOf("support@acme.test");
  await read();
  const { hours, days } = await trends();
  expect(hours.refreshes).toHaveLength(24);
  expect(newest(hours.refreshes)).toEqual({ passed: 2, transient: 1, permanent: 1 });
  expect(days.refreshes).toHaveLength(30);
  expect(newest(days.refreshes)).toEqual({ passed: 2, transient: 1, permanent: 1 });
  const grant = await inTenant(context, (db) => db.grant.findFirstOrThrow());
  expect(grant).toMatchObject({ failureCode: "needs_reauthorization", failureCause: expect.any(String) });
});

test("each check is counted in its hour, and a report that was told a moment ago only once", async () => {
  const at = new Date();
  const finished = {
    systemEmailId: place.systemEmailId,
    half,
    protocol: "imap",
    stages: [],
    folders: [],
    configVersion: 1,
    askedBy: null,
    startedAt: at,
    finishedAt: at,
  } as const;
  const record = (verification: { isHealthy: boolean; code: string | null; isTransient: boolean | null }) =>
    inTenant(context, (db) =>
      recordVerification(db, context, {
        ...finished,
        stages: [],
        folders: [],
        isHealthy: verification.isHealthy,
        failureCode: verification.code,
        cause: null,
        isTransient: verification.isTransient,
        trigger: "reported",
        reportedBy: "fetcher",
      }),
    );
  await record({ isHealthy: true, code: null, isTransient: null });
  await record({ isHealthy: true, code: null, isTransient: null });
  await record({ isHealthy: false, code: "folder_missing", isTransient: false });
  const { hours, days } = await trends();
  expect(newest(hours.checks)).toEqual({ passed: 1, transient: 0, permanent: 1 });
  expect(newest(days.checks)).toEqual({ passed: 1, transient: 0, permanent: 1 });
});

test("hours add up to days, are told of one's own tenant alone, and are removed after a year", async () => {
  const now = Date.now();
  const hour = (age: number) => new Date(Math.floor(now / 3_600_000) * 3_600_000 - age * 3_600_000);
  const row = (age: number, shard: number) => ({
    tenantId: context.tenantId,
    hour: hour(age),
    shard,
    refreshedCount: 2,
  });
  await inTenant(context, (db) =>
    db.refreshHour.createMany({ data: [row(30 * 24 - 25, 0), row(30 * 24 - 25, 1), row(400 * 24, 0)] }),
  );
  const { days, hours } = await trends(new Date(now));
  expect(days.refreshes.reduce((sum, { passed }) => sum + passed, 0)).toBe(4);
  expect(hours.refreshes.reduce((sum, { passed }) => sum + passed, 0)).toBe(0);
  const other = await newTenantContext();
  const theirs = await inTenant(other, (db) => readTrends(db, new Date()));
  expect(theirs.days.refreshes.every(({ passed }) => passed === 0)).toBe(true);
  const check = (age: number) => ({ tenantId: context.tenantId, hour: hour(age), shard: 0, passedCount: 1 });
  await inTenant(context, (db) => db.checkHour.createMany({ data: [check(364 * 24), check(400 * 24)] }));
  expect(await removeOldHours(new AbortController().signal)).toBeGreaterThanOrEqual(2);
  expect(await inTenant(context, (db) => db.refreshHour.count())).toBe(2);
  expect(await inTenant(context, (db) => db.checkHour.findMany())).toMatchObject([check(364 * 24)]);
});

test("many refreshes that end at once in one tenant are all counted", async () => {
  await asSystem("first run", (db) => db.$executeRaw`SELECT count_refresh(${context.tenantId}::uuid, 0, 0, 0)`);
  await Promise.all(
    Array.from({ length: 20 }, () =>
      inTenant(context, (db) => db.$executeRaw`SELECT count_refresh(${context.tenantId}::uuid, 1, 0, 0)`),
    ),
  );
  expect(newest((await trends()).hours.refreshes).passed).toBe(20);
});

test("what ends is told by kind, day and IdP Config, and what is kept in use is not", async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const nowhere = { tokenEndpoint: "http://127.0.0.1:9/token", firstToken: () => "none" };
  const seeded = await seedGrants(context, nowhere, { count: 3 });
  const of = { idpConfigId: seeded.idpConfigId };
  expect((await readHealth(context)).expiries).toEqual([]);
  await inTenant(context, async (db) => {
    await db.grant.updateMany({ where: of, data: { refreshTokenExpiresAt: inDays(20) } });
    await db.clientCredential.updateMany({ where: of, data: { expiresOn: inDays(10) } });
    await db.clientCredential.updateMany({
      where: { idpConfigId: place.idpConfigId },
      data: { expiresOn: inDays(200) },
    });
  });
  expect((await readHealth(context)).expiries).toMatchObject([
    { kind: "client_credential", grantCount: 3, reason: null, ...of },
    { kind: "grants", grantCount: 3, reason: "refresh_token_expires", ...of },
  ]);
  await inTenant(context, async (db) => {
    await db.idpConfig.updateMany({ where: { id: place.idpConfigId }, data: { refusedAt: new Date() } });
    await db.grant.updateMany({
      where: { systemEmailId: place.systemEmailId },
      data: { lastRefreshedAt: inDays(-89) },
    });
    await db.grant.updateMany({
      where: { systemEmailId: place.systemEmailId },
      data: { refreshTokenIssuedAt: inDays(-89) },
    });
  });
  expect((await readHealth(context)).expiries.slice(0, 2)).toMatchObject([
    { kind: "access_tokens", grantCount: 1, idpConfigId: place.idpConfigId },
    { kind: "grants", reason: "idle", idpConfigId: place.idpConfigId },
  ]);
});

test("a retry asks the provider anew for what keeps from getting a token, and tells what still fails", async () => {
  await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { status: "enabled", host: "mail.test" } }));
  await expire();
  provider.pause();
  await read();
  const [cause] = (await readHealth(context)).causes.rows;
  expect(cause).toMatchObject({ reason: "refresh_failing", health: "degraded", next: "retry" });
  const causeKey = cause?.key ?? "";
  const still = await retryCause(context, { causeKey }).finally(() => provider.resume());
  expect(still).toMatchObject({ ok: true, value: { address: "support@acme.test", isMended: false, othersDue: 0 } });
  expect(expectSuccess(await retryCause(context, { causeKey }))).toMatchObject({ isMended: true, reason: null });
  expect((await readHealth(context)).causes.total).toBe(0);
  expect(expectSuccess(await retryCause(context, { causeKey }))).toMatchObject({ isMended: true, address: "" });
});
