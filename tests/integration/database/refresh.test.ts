import { fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { refreshNow } from "@/lib/grant/refresh-now";
import { refreshRefusedToken } from "@/lib/grant/refresh-refused-token";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import type { UserContext } from "@/lib/tenancy/context";
import { takePoints } from "@/lib/tenancy/rate-limit";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { helpdeskClientSecret } from "@/tests/servers/practice-data";
import {
  callbackUrl,
  comeBack,
  expectSuccess,
  goToProvider,
  newAuthorizedPlace,
  newPlace,
  type Place,
  practiceConfig,
} from "./authorized-email";
import { newTenantContext } from "./new-tenant";

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
  provider.tokenRequests.reset();
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const read = (minValidSeconds = 300) => getAccessToken(context, { ...place, half, minValidSeconds });
const refreshes = () => provider.tokenRequests.count({ grantType: "refresh_token" });
const stored = () =>
  inTenant(context, (db) => db.grant.findFirstOrThrow({ where: { systemEmailId: place.systemEmailId } }));
const expire = () =>
  inTenant(context, (db) => db.grant.updateMany({ data: { accessTokenExpiresAt: new Date(Date.now() - 1000) } }));

describe("one refresh, however many ask", () => {
  test("50 reads of an expired token at once make one call at the provider, 50 good answers, and one new version", async () => {
    const before = await stored();
    await expire();
    provider.tokenDelayMs = 200;
    const answers = await Promise.all(Array.from({ length: 50 }, () => read())).finally(() => {
      provider.tokenDelayMs = 0;
    });
    const tokens = new Set(answers.map((answer) => expectSuccess(answer).accessToken.reveal()));
    expect(tokens.size).toBe(1);
    expect(refreshes()).toBe(1);
    const after = await stored();
    expect(after.version).toBe(before.version + 1);
    expect(after).toMatchObject({ status: "active", leaseOwner: null, leaseUntil: null, failureCode: null });
    // The provider revokes the whole grant when a refresh token is used twice: the stored one must be the newest.
    await expire();
    expectSuccess(await read());
    expect(refreshes()).toBe(2);
  });

  test("readers in three processes share one refresh", async () => {
    await expire();
    provider.tokenDelayMs = 300;
    const readers = Array.from({ length: 3 }, () =>
      fork("tests/integration/database/read-token.ts", [context.actor.id, context.slug, place.systemEmailId], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    const ready = readers.map((reader) => once(reader, "message"));
    await Promise.all(ready);
    const answers = readers.map((reader) => once(reader, "message"));
    for (const reader of readers) reader.send("go");
    const seen = await Promise.all(answers);
    provider.tokenDelayMs = 0;
    expect(seen.map(([message]) => message)).toEqual([10, 10, 10]);
    expect(refreshes()).toBe(1);
    expect((await stored()).version).toBe(2);
  }, 120_000);

  test("a token that lasts long enough is served without asking the provider", async () => {
    expectSuccess(await read(2700));
    expect(refreshes()).toBe(0);
  });
});

describe("a refresh that fails", () => {
  test("for now keeps the tokens, leaves the provider alone for a while, and goes on by itself", async () => {
    await expire();
    provider.pause();
    expect(await read()).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    expect(await read()).toMatchObject({ ok: false, failure: { code: "provider_unavailable" } });
    expect(refreshes()).toBe(1);
    expect(await stored()).toMatchObject({ status: "active", version: 1, failureCount: 1, leaseOwner: null });
    provider.resume();
    await inTenant(context, (db) => db.grant.updateMany({ data: { nextAttemptAt: new Date(Date.now() - 1) } }));
    expectSuccess(await read());
    expect(await stored()).toMatchObject({ status: "active", version: 2, failureCount: 0, failureCode: null });
  });

  test("for good says that somebody has to sign in again, and doing so mends it", async () => {
    await expire();
    await provider.revokeGrantsOf("support@acme.test");
    expect(await read()).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
    expect(await read()).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
    expect(refreshes()).toBe(1);
    expect(await comeBack(place, await goToProvider(place))).toMatchObject({ kind: "dialog" });
    expectSuccess(await read());
  });

  test("because every client secret is refused goes on at once when a right one is entered, without new consent", async () => {
    const known = await inTenant(context, (db) => db.idpConfig.findFirstOrThrow());
    const enter = async (clientSecret: string) => {
      const { config, credential } = practiceConfig(provider, { clientSecret });
      const input = { ...config, name: known.name };
      expectSuccess(await saveIdpConfig(context, place.idpConfigId, input, credential, { isConfirmed: false }));
    };
    await inTenant(context, (db) => db.clientCredential.deleteMany());
    await enter("a~secret-that-was-mistyped");
    await expire();
    expect(await read()).toMatchObject({ ok: false, failure: { code: "client_secret_wrong" } });
    expect(await stored()).toMatchObject({ status: "active", version: 1 });
    await enter(helpdeskClientSecret);
    expectSuccess(await read());
  });

  test("because of the newest client secret goes on with the one before it", async () => {
    const { config, credential } = practiceConfig(provider, { clientSecret: "a~secret-that-was-mistyped" });
    const known = await inTenant(context, (db) => db.idpConfig.findFirstOrThrow());
    expectSuccess(
      await saveIdpConfig(context, place.idpConfigId, { ...config, name: known.name }, credential, {
        isConfirmed: false,
      }),
    );
    await expire();
    expectSuccess(await read());
    expect(await stored()).toMatchObject({ status: "active", version: 2 });
  });
});

describe("by hand", () => {
  /** Makes the stored token a minute old. */
  const age = () =>
    inTenant(context, (db) => db.grant.updateMany({ data: { issuedAt: new Date(Date.now() - 60_000) } }));
  const press = () => refreshNow(context, { ...place, half });

  test("Refresh now asks the provider although the token lasts, but not while it is seconds old", async () => {
    expect(expectSuccess(await press())).toMatchObject({ kind: "young", ageSeconds: expect.any(Number) });
    expect(refreshes()).toBe(0);
    await age();
    expect(expectSuccess(await press())).toEqual({ kind: "refreshed" });
    expect(refreshes()).toBe(1);
    expect((await stored()).version).toBe(2);
    expect(expectSuccess(await press())).toMatchObject({ kind: "young" });
    expect(refreshes()).toBe(1);
  });

  test("Refresh now asks for a young token that has expired already, or that a refresh has failed for", async () => {
    await expire();
    expect(expectSuccess(await press())).toEqual({ kind: "refreshed" });
    await inTenant(context, (db) => db.grant.updateMany({ data: { failureCode: "provider_unavailable" } }));
    expect(expectSuccess(await press())).toEqual({ kind: "refreshed" });
    expect(refreshes()).toBe(2);
  });

  test("Refresh now asks as often as the Grant may be, and then says when again; workers go on being served", async () => {
    for (let pressed = 0; pressed < 6; pressed += 1) {
      await age();
      expectSuccess(await press());
    }
    await age();
    const refused = await press();
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: "rate_limited", message: expect.stringMatching(/Press again in \d+ (seconds|minutes)\./) },
    });
    expect(Number(!refused.ok && refused.failure.facts?.retryAfterSeconds)).toBeGreaterThan(0);
    expect(refreshes()).toBe(6);
    await expire();
    expectSuccess(await read());
    expectSuccess(await refreshRefusedToken(context, { ...place, half }));
    expect(refreshes()).toBe(8);
    const audited = await inTenant(context, (db) => db.auditEvent.count({ where: { action: "grant.refreshed" } }));
    expect(audited).toBe(7);
  });

  test("Refresh now is counted for the whole tenant too, and what one Grant may not takes nothing from the others", async () => {
    const address = "billing@acme.test";
    const other = await newPlace(context, provider, { address });
    await comeBack(other, await goToProvider(other, { address }));
    const limit = { name: "refresh-tenant", points: 60, perSeconds: 600 };
    for (let pressed = 0; pressed < 12; pressed += 1) {
      await age();
      await press();
    }
    await takePoints([{ limit, subject: context.tenantId, points: 53 }]);
    await age();
    expectSuccess(await refreshNow(context, { ...other, half }));
    await age();
    expect(await refreshNow(context, { ...other, half })).toMatchObject({ failure: { code: "rate_limited" } });
    provider.tokenRequests.reset();
    const neighbours = await newAuthorizedPlace(await newTenantContext(), provider);
    await inTenant(neighbours.context, (db) => db.grant.updateMany({ data: { issuedAt: new Date(0) } }));
    expect(expectSuccess(await refreshNow(neighbours.context, { ...neighbours, half }))).toEqual({ kind: "refreshed" });
  });

  test("Refresh now in a loop, in three processes at once, lets no more through than one process would", async () => {
    await age();
    provider.tokenDelayMs = 1500;
    const pressers = Array.from({ length: 3 }, () =>
      fork("tests/integration/database/press-refresh.ts", [context.actor.id, context.slug, place.systemEmailId], {
        execArgv: ["--import", "tsx"],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    await Promise.all(pressers.map((presser) => once(presser, "message")));
    const answers = pressers.map((presser) => once(presser, "message"));
    for (const presser of pressers) presser.send("go");
    const seen = (await Promise.all(answers)).flatMap(([ends]) => ends);
    provider.tokenDelayMs = 0;
    expect(seen).toHaveLength(36);
    expect(seen.filter((end: string) => end === "refreshed").length).toBeLessThanOrEqual(6);
    expect(seen).toEqual(expect.arrayContaining(["refreshed", "rate_limited"]));
    // Those who press at the same moment share one refresh.
    expect(refreshes()).toBe(1);
  }, 120_000);

  test("Revoke and delete ends the Grant at the provider and here", async () => {
    const revokedBefore = provider.revokedCount;
    expect(await revokeGrants(context, place)).toMatchObject([
      { half, atProvider: "revoked", resourceOwner: "support@acme.test" },
    ]);
    expect(provider.revokedCount).toBe(revokedBefore + 1);
    expect(await read()).toMatchObject({ ok: false, failure: { code: "needs_authorization" } });
  });
});
