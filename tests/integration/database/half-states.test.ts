import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { countStates } from "@/lib/health/count-states";
import { readCauses } from "@/lib/health/read-causes";
import { type Health, healthSchema, judgeOverallHealth } from "@/lib/system-email/health-schema";
import { listSystemEmails } from "@/lib/system-email/list-system-emails";
import { halfKey, readHalfStates } from "@/lib/system-email/read-half-states";
import { systemEmailListSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";
import { type CheckedHalf, writeCheck } from "./written-check";

afterAll(disconnect);

const nowhere = { tokenEndpoint: "http://127.0.0.1:9/token", firstToken: () => "none" };
const ago = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);
const anHourAgo = ago(60);

let context: UserContext;
let emailIds: string[];
let idpConfigId: string;

beforeEach(async () => {
  context = await newTenantContext();
  const seeded = await seedGrants(context, nowhere, { count: 3 });
  emailIds = seeded.grants.map(({ systemEmailId }) => systemEmailId);
  idpConfigId = seeded.idpConfigId;
  await inTenant(context, (db) =>
    db.grant.updateMany({ data: { accessTokenExpiresAt: ago(-60), authorizedAt: ago(300) } }),
  );
  for (const systemEmailId of emailIds) await check({ systemEmailId });
});

const check = (half: Partial<CheckedHalf>) =>
  writeCheck(context, { systemEmailId: first(), half: "remote_mailbox", since: anHourAgo, ...half });

const first = () => emailIds[0] ?? "";

async function incoming() {
  return (await inTenant(context, (db) => readHalfStates(db, [first()]))).get(halfKey(first(), "remote_mailbox"));
}

describe("a half stands as its settings, its Grant, its IdP Config and its newest check say, since when and why", () => {
  test("healthy, since checks pass", async () => {
    expect(await incoming()).toMatchObject({
      health: "healthy",
      reason: "check_passed",
      since: anHourAgo,
      causeKey: null,
    });
  });

  test("disabled, since it was switched off, whatever else is wrong with it", async () => {
    const before = Date.now();
    await inTenant(context, async (db) => {
      await db.grant.updateMany({ data: { status: "needs_reauthorization" } });
      await db.remoteMailbox.updateMany({ data: { status: "disabled" } });
    });
    const state = await incoming();
    expect(state).toMatchObject({ health: "disabled", reason: "disabled", cause: null, causeKey: null });
    expect(state?.since.getTime()).toBeGreaterThanOrEqual(before - 1000);
    await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { folder: "Other" } }));
    expect((await incoming())?.since).toEqual(state?.since);
  });

  test("broken since the first check that failed for good", async () => {
    await check({ failure: { cause: "imap_disabled", code: "authentication_failed", isTransient: false } });
    expect(await incoming()).toMatchObject({
      health: "broken",
      reason: "check_failed",
      since: anHourAgo,
      cause: "imap_disabled",
      causeKey: "check_failed:imap_disabled:mail.test:993",
    });
  });

  test("a failure that the diagnosis did not name goes by its code", async () => {
    await check({ failure: { cause: null, code: "folder_missing", isTransient: false } });
    expect(await incoming()).toMatchObject({
      cause: "folder_missing",
      causeKey: "check_failed:folder_missing:mail.test:993",
    });
  });

  test("degraded since checks fail for a while", async () => {
    await check({ failure: { cause: "throttled", code: "server_unavailable", isTransient: true } });
    expect(await incoming()).toMatchObject({
      health: "degraded",
      reason: "check_failing",
      since: anHourAgo,
      cause: "throttled",
    });
  });

  test("not verified: never checked, or checked with other settings, or before the authorization", async () => {
    await inTenant(context, (db) => db.halfCheck.deleteMany({ where: { systemEmailId: first() } }));
    expect(await incoming()).toMatchObject({ health: "not_verified", reason: "never_checked", causeKey: null });
    await check({});
    await inTenant(context, (db) =>
      db.systemEmail.updateMany({ where: { id: first() }, data: { configVersion: { increment: 1 } } }),
    );
    const changed = await incoming();
    expect(changed).toMatchObject({ health: "not_verified", reason: "settings_changed" });
    expect(changed?.since.getTime()).toBeGreaterThan(anHourAgo.getTime());
    await check({
      configVersion: 2,
      failure: { cause: "imap_disabled", code: "authentication_failed", isTransient: false },
    });
    const authorizedAt = new Date(Date.now() + 1000);
    await inTenant(context, (db) => db.grant.updateMany({ data: { authorizedAt } }));
    expect(await incoming()).toMatchObject({ health: "not_verified", reason: "authorized_since", since: authorizedAt });
  });

  test("not verified while nobody has authorized it: that is a set-up to finish and no failure", async () => {
    await inTenant(context, (db) => db.grant.deleteMany({ where: { systemEmailId: first() } }));
    expect(await incoming()).toMatchObject({
      health: "not_verified",
      reason: "never_authorized",
      causeKey: "never_authorized",
    });
  });

  test("not verified without a password to sign in with", async () => {
    await inTenant(context, async (db) => {
      await db.halfCheck.deleteMany();
      await db.remoteMailbox.updateMany({ data: { authentication: "basic" } });
    });
    expect(await incoming()).toMatchObject({ health: "not_verified", reason: "no_password", idpConfigId: null });
  });

  test("needs re-authorization since the provider ended the Grant, by the cause that was found", async () => {
    await inTenant(context, (db) =>
      db.grant.updateMany({
        data: {
          status: "needs_reauthorization",
          failedAt: anHourAgo,
          failureCode: "needs_reauthorization",
          failureCause: "grant_revoked_password_changed",
        },
      }),
    );
    expect(await incoming()).toMatchObject({
      health: "needs_reauthorization",
      reason: "grant_ended",
      since: anHourAgo,
      cause: "grant_revoked_password_changed",
      causeKey: "grant_ended:grant_revoked_password_changed",
    });
  });

  test("needs re-authorization where a Grant does not fit what is set any more", async () => {
    const change = async (sql: () => Promise<unknown>) => {
      await sql();
      return incoming();
    };
    const state = { health: "needs_reauthorization" };
    const of = (data: object) => () => inTenant(context, (db) => db.grant.updateMany({ data }));
    expect(await change(of({ authorizedAddress: "other@acme.test" }))).toMatchObject({
      ...state,
      reason: "address_changed",
    });
    const { address } = await inTenant(context, (db) => db.systemEmail.findUniqueOrThrow({ where: { id: first() } }));
    await change(of({ authorizedAddress: address }));
    expect(await change(of({ configSignature: "older" }))).toMatchObject({
      ...state,
      reason: "idp_config_edited",
      causeKey: `idp_config_edited:${idpConfigId}`,
    });
  });

  test("broken by an IdP Config that the provider refuses, since it does, with one cause for all", async () => {
    await inTenant(context, (db) =>
      db.idpConfig.updateMany({
        data: { refusedAt: anHourAgo, refusedCode: "client_secret_expired", refusedCause: "client_secret_expired" },
      }),
    );
    const key = `idp_config_refused:client_secret_expired:${idpConfigId}`;
    expect(await incoming()).toMatchObject({
      health: "broken",
      since: anHourAgo,
      cause: "client_secret_expired",
      causeKey: key,
    });
    const { rows, total } = await inTenant(context, (db) => readCauses(db));
    expect(total).toBe(1);
    expect(rows).toMatchObject([
      { key, emailCount: 3, receivingCount: 3, sendingCount: 0, next: "replace_secret", owner: expect.any(String) },
    ]);
    expect(rows[0]?.title).toMatch(/^The Client Secret has expired \(IdP Config Seeded /);
    expect(rows[0]?.halves).toHaveLength(3);
  });

  test("broken by an IdP Config that somebody switched off", async () => {
    await inTenant(context, (db) => db.idpConfig.updateMany({ data: { enabled: false } }));
    expect(await incoming()).toMatchObject({
      health: "broken",
      reason: "idp_config_disabled",
      cause: "idp_config_disabled",
    });
  });

  test("degraded since the access token ended and none is given; not while it lasts", async () => {
    const failing = { failureCode: "provider_unavailable", failureCause: "idp_unavailable", failedAt: ago(1) };
    await inTenant(context, (db) => db.grant.updateMany({ data: failing }));
    expect(await incoming()).toMatchObject({ health: "healthy" });
    const ended = ago(5);
    await inTenant(context, (db) => db.grant.updateMany({ data: { accessTokenExpiresAt: ended } }));
    expect(await incoming()).toMatchObject({
      health: "degraded",
      reason: "refresh_failing",
      since: ended,
      cause: "idp_unavailable",
    });
    await check({ failure: { cause: "imap_disabled", code: "authentication_failed", isTransient: false } });
    expect(await incoming()).toMatchObject({ health: "broken", reason: "check_failed" });
  });

  test("a sending half that signs in as the Remote Mailbox does stands and falls with its Grant", async () => {
    await inTenant(context, (db) => db.outgoingSmtp.updateMany({ data: { status: "enabled", host: "smtp.test" } }));
    await check({
      half: "outgoing_smtp",
      failure: { cause: "smtp_auth_disabled_mailbox", code: "authentication_failed", isTransient: false },
    });
    const read = async () =>
      (await inTenant(context, (db) => readHalfStates(db, [first()]))).get(halfKey(first(), "outgoing_smtp"));
    expect(await read()).toMatchObject({ health: "broken", cause: "smtp_auth_disabled_mailbox" });
    await inTenant(context, (db) =>
      db.grant.updateMany({ data: { status: "needs_reauthorization", failedAt: anHourAgo } }),
    );
    expect(await read()).toMatchObject({ health: "needs_reauthorization", since: anHourAgo });
  });
});

describe("lists, counts and causes agree with it", () => {
  const ids = async (query: Record<string, string>, of = context) =>
    (await listSystemEmails(of, systemEmailListSchema.parse(query))).rows.map(({ id }) => id);

  test("each state's filter and number, with the search, by protocol and by cause", async () => {
    const [healthy = "", broken = "", off = ""] = emailIds;
    const failure = { cause: "imap_disabled", code: "authentication_failed", isTransient: false };
    await check({ systemEmailId: broken, failure });
    await inTenant(context, (db) =>
      db.remoteMailbox.updateMany({ where: { systemEmailId: off }, data: { status: "disabled" } }),
    );
    expect(await ids({ state: "healthy" })).toEqual([healthy]);
    expect(await ids({ state: "broken" })).toEqual([broken]);
    expect(await ids({ state: "disabled" })).toEqual([off]);
    expect(await ids({ state: "degraded" })).toEqual([]);
    expect(await ids({ state: "broken", search: "no such address" })).toEqual([]);
    expect(await ids({ state: "broken", protocol: "imap" })).toEqual([broken]);
    expect(await ids({ state: "broken", protocol: "smtp" })).toEqual([]);
    expect((await ids({ state: "disabled", protocol: "smtp" })).toSorted()).toEqual(emailIds.toSorted());
    expect(await ids({ cause: "check_failed:imap_disabled:mail.test:993" })).toEqual([broken]);
    expect(await ids({ state: "no such state" })).toHaveLength(3);
    const counts = await countStates(context);
    expect(counts?.emails).toEqual({
      needs_reauthorization: 0,
      broken: 1,
      degraded: 0,
      not_verified: 0,
      healthy: 1,
      disabled: 1,
    });
    expect(counts?.protocols).toMatchObject([
      { protocol: "imap", counts: { broken: 1, healthy: 1, disabled: 1 } },
      { protocol: "smtp", counts: { disabled: 3 } },
    ]);
    const [row] = (await listSystemEmails(context, systemEmailListSchema.parse({ state: "broken" }))).rows;
    expect((await countStates(context, { search: row?.address ?? "" }))?.emailCount).toBe(1);
  });

  test("of another tenant's nothing is told", async () => {
    await inTenant(context, (db) => db.grant.updateMany({ data: { status: "needs_reauthorization" } }));
    const other = await newTenantContext();
    expect(await ids({ state: "needs_reauthorization" }, other)).toEqual([]);
    expect((await countStates(other))?.emailCount).toBe(0);
    expect(await inTenant(other, (db) => readCauses(db))).toEqual({ rows: [], total: 0 });
    expect((await inTenant(other, (db) => readHalfStates(db, emailIds))).size).toBe(0);
  });

  test("the database takes the worst of two halves as the pages do, of every pair", async () => {
    const pairs = healthSchema.options.flatMap((one) =>
      healthSchema.options.map((other): [Health, Health] => [one, other]),
    );
    const rows = await inTenant(
      context,
      (db) => db.$queryRaw<{ state: string }[]>`
      SELECT worst_state(pair.one, pair.other) AS state
      FROM unnest(${pairs.map(([one]) => one)}::text[], ${pairs.map(([, other]) => other)}::text[])
        WITH ORDINALITY AS pair(one, other, place) ORDER BY place`,
    );
    expect(rows.map(({ state }) => state)).toEqual(pairs.map(judgeOverallHealth));
  });

  test("what needs a hand comes in the order of harm", async () => {
    const [one = "", two = "", three = ""] = emailIds;
    await inTenant(context, (db) => db.outgoingSmtp.updateMany({ data: { status: "enabled", host: "smtp.test" } }));
    const fail = (systemEmailId: string, half: CheckedHalf["half"], cause: string, isTransient: boolean) =>
      check({ systemEmailId, half, failure: { cause, code: "authentication_failed", isTransient } });
    for (const id of emailIds) await check({ systemEmailId: id, half: "outgoing_smtp" });
    await fail(one, "remote_mailbox", "throttled", true);
    await fail(two, "remote_mailbox", "throttled", true);
    await fail(one, "outgoing_smtp", "send_as_denied", false);
    await fail(two, "outgoing_smtp", "send_as_denied", false);
    await fail(three, "remote_mailbox", "imap_disabled", false);
    const { rows } = await inTenant(context, (db) => readCauses(db));
    expect(rows.map(({ cause, next }) => [cause, next])).toEqual([
      ["imap_disabled", "show_steps"],
      ["send_as_denied", "show_steps"],
      ["throttled", "retry"],
    ]);
  });
});
