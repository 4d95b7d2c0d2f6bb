import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { accessTokenPlace, refreshTokenPlace } from "@/lib/grant/seal-places";
import { encodeXoauth2 } from "@/lib/mail/xoauth2";
import type { WorkerContext } from "@/lib/mail-worker/authenticate-worker";
import { endLease } from "@/lib/mail-worker/end-lease";
import { takeLeasesSchema } from "@/lib/mail-worker/lease-contract";
import { reportAnswerSchema, reportSchema } from "@/lib/mail-worker/report-contract";
import { reportReply } from "@/lib/mail-worker/report-reply";
import { takeLeases } from "@/lib/mail-worker/take-leases";
import { Secret } from "@/lib/secret";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { asWorker } from "./as-worker";
import { callbackUrl, comeBack, expectSuccess, goToProvider, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

let provider: EntraProvider;
let context: UserContext;
let worker: WorkerContext;
let place: Place;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
beforeEach(async () => {
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, provider);
  worker = await asWorker(context);
  await save();
  provider.tokenRequests.reset();
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const save = async (folder = "INBOX") =>
  expectSuccess(
    await saveRemoteMailbox(
      context,
      place.systemEmailId,
      remoteMailboxSchema.parse({
        status: "enabled",
        protocol: "imap",
        host: "outlook.office365.com",
        port: "993",
        security: "tls",
        folder,
        authentication: "oauth2_microsoft",
        fetchEveryMinutes: "5",
        maxPerFetch: "30",
        afterFetchAction: "nothing",
      }),
      { isConfirmed: true },
    ),
  );
const report = async (told: object, by = worker) => {
  const answer = await reportReply(by, place.systemEmailId, reportSchema.parse(told));
  return reportAnswerSchema.parse(expectSuccess(answer));
};
const refusedToken = {
  protocol: "imap",
  stage: "authentication",
  outcome: "failed",
  raw: "a1 NO AUTHENTICATE failed.",
} as const;
const opened = { protocol: "imap", stage: "folder", outcome: "ok" } as const;
const refreshes = () => provider.tokenRequests.count({ grantType: "refresh_token" });
const readToken = async () =>
  expectSuccess(
    await getAccessToken(context, { systemEmailId: place.systemEmailId, half: "remote_mailbox", minValidSeconds: 0 }),
  );
const kept = () => inTenant(context, (db) => db.verification.findMany({ orderBy: { finishedAt: "asc" } }));
const events = async () =>
  (
    await inTenant(context, (db) =>
      db.event.findMany({ where: { type: { startsWith: "verification." } }, orderBy: { position: "asc" } }),
    )
  ).map(({ type, systemEmailId, data }) => ({ type, systemEmailId, data }));

describe("a refused token is refreshed once", () => {
  test("20 reports at once make one call at the provider, one row, one event, and 20 answers that say so", async () => {
    const before = await readToken();
    provider.tokenDelayMs = 200;
    const answers = await Promise.all(Array.from({ length: 20 }, () => report(refusedToken))).finally(() => {
      provider.tokenDelayMs = 0;
    });
    expect(refreshes()).toBe(1);
    expect(answers.map(({ refreshed }) => refreshed)).toEqual(Array(20).fill(true));
    expect(answers[0]).toMatchObject({ health: "broken", diagnosis: { owner: "helpdesk_admin" } });
    const stored = await inTenant(context, (db) => db.grant.findFirstOrThrow());
    expect(stored.version).toBe(2);
    const after = await readToken();
    expect(after.accessToken.reveal()).not.toBe(before.accessToken.reveal());
    expect(await kept()).toHaveLength(1);
    expect(await events()).toEqual([
      {
        type: "verification.failed",
        systemEmailId: place.systemEmailId,
        data: { half: "remote_mailbox", protocol: "imap", code: "authentication_failed", reportedBy: "ours" },
      },
    ]);
  });

  test("one that has been replaced since the worker read it is not refreshed again; the newest is, but not twice", async () => {
    const { expiresAt } = await readToken();
    const old = new Date(expiresAt.getTime() - 600_000).toISOString();
    expect(await report({ ...refusedToken, tokenExpiresAt: old })).toMatchObject({ refreshed: true });
    expect(refreshes()).toBe(0);
    expect(await report({ ...refusedToken, tokenExpiresAt: expiresAt.toISOString() })).toMatchObject({
      refreshed: true,
    });
    expect(refreshes()).toBe(1);
    const newest = (await readToken()).expiresAt.toISOString();
    expect(await report({ ...refusedToken, tokenExpiresAt: newest })).toMatchObject({ refreshed: false });
    expect(refreshes()).toBe(1);
  });

  test("one that says nothing of the token is told of a newer one only where there is one", async () => {
    const before = (await readToken()).expiresAt;
    expect(await report(refusedToken)).toMatchObject({ refreshed: true });
    const { expiresAt } = await readToken();
    expect(expiresAt.getTime()).toBeGreaterThan(before.getTime());
    for (let again = 0; again < 3; again++) expect(await report(refusedToken)).toMatchObject({ refreshed: false });
    expect((await readToken()).expiresAt).toEqual(expiresAt);
    expect(refreshes()).toBe(1);
  });

  test("a refusal from before the present token was issued does not replace that", async () => {
    const { issuedAt, expiresAt } = await readToken();
    const at = new Date(issuedAt.getTime() - 60_000).toISOString();
    expect(await report({ ...refusedToken, at })).toMatchObject({ refreshed: true });
    const present = expiresAt.toISOString();
    expect(await report({ ...refusedToken, at, tokenExpiresAt: present })).toMatchObject({ refreshed: false });
    expect(refreshes()).toBe(0);
  });

  test("the earlier end of two tokens, which credentials tell, says nothing about the one that lasts longer", async () => {
    const end = await inTenant(context, async (db) => {
      const grant = await db.grant.findFirstOrThrow();
      const accessTokenExpiresAt = new Date(grant.accessTokenExpiresAt.getTime() - 600_000);
      const vault = await openVault(db, context);
      const id = randomUUID();
      const accessTokenSealed = vault.seal(new Secret("token of the other half"), accessTokenPlace(id));
      const refreshTokenSealed = vault.seal(new Secret("refresh token of the other half"), refreshTokenPlace(id));
      const own = { id, half: "outgoing_smtp", accessTokenSealed, refreshTokenSealed, accessTokenExpiresAt } as const;
      await db.grant.create({ data: { ...grant, ...own } });
      return accessTokenExpiresAt.toISOString();
    });
    expect(await report({ ...refusedToken, tokenExpiresAt: end })).toMatchObject({ refreshed: true });
    expect(refreshes()).toBe(1);
    expect(await report({ ...refusedToken, tokenExpiresAt: end })).toMatchObject({ refreshed: false });
    expect(refreshes()).toBe(1);
  });

  test("what no new token would mend asks nobody", async () => {
    const switchedOff = {
      protocol: "smtp",
      stage: "authentication",
      outcome: "failed",
      raw: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
    };
    expect(await report(switchedOff)).toMatchObject({
      refreshed: false,
      diagnosis: { owner: "org_admin_of_idp", cause: "smtp_auth_disabled_mailbox", transient: false },
    });
    const busy = { ...refusedToken, raw: "a1 NO [UNAVAILABLE] Temporary authentication failure." };
    expect(await report(busy)).toMatchObject({ refreshed: false, health: "degraded", diagnosis: { owner: "wait" } });
    const noRight = { ...refusedToken, stage: "folder", raw: "a2 BAD User is authenticated but not connected." };
    expect(await report(noRight)).toMatchObject({ refreshed: false, health: "broken" });
    const longLine = { ...switchedOff, raw: "500 5.5.2 Line too long" };
    expect(await report(longLine)).toMatchObject({
      refreshed: false,
      diagnosis: {
        cause: "line_too_long",
        owner: "helpdesk_admin",
        title: expect.stringContaining("refuses the client's line"),
      },
    });
    expect(await report({ ...refusedToken, raw: "a1 BAD Command line too long" })).toMatchObject({ refreshed: false });
    expect(refreshes()).toBe(0);
  });

  test("a Grant that the provider ended is told as that", async () => {
    await provider.revokeGrantsOf("support@acme.test");
    expect(await report(refusedToken)).toMatchObject({
      refreshed: false,
      health: "needs_reauthorization",
      diagnosis: { owner: "mailbox_owner" },
    });
  });
});

describe("what workers report is the mailbox's health", () => {
  test("each half stands for itself, and what changes is told to the feed", async () => {
    expect(await report(opened)).toEqual({ diagnosis: null, health: "healthy", refreshed: false });
    const missing = {
      protocol: "imap",
      stage: "folder",
      outcome: "failed",
      raw: "a3 NO [NONEXISTENT] Unknown Mailbox",
    };
    expect(await report(missing)).toMatchObject({ health: "broken", diagnosis: { owner: "helpdesk_admin" } });
    expect(await report(opened)).toMatchObject({ health: "healthy" });
    expect(await events()).toMatchObject([
      { type: "verification.failed", data: { code: "folder_missing" } },
      { type: "verification.recovered", data: { code: null } },
    ]);
    const [first] = await kept();
    expect(first).toMatchObject({ reportedBy: "ours", protocol: "imap" });
    expect((await getSystemEmail(context, place.systemEmailId))?.outgoing.lastVerification).toBeNull();
  });

  test("a fleet that says two things in turn leaves two rows, and the last word counts", async () => {
    const broken = { protocol: "imap", stage: "folder", outcome: "failed", raw: "a3 NO [NONEXISTENT] Unknown Mailbox" };
    for (let round = 0; round < 5; round++) {
      expect(await report(opened)).toMatchObject({ health: "healthy" });
      expect(await report(broken)).toMatchObject({ health: "broken" });
    }
    expect(await kept()).toHaveLength(2);
    await inTenant(context, (db) =>
      db.verification.updateMany({
        data: { startedAt: new Date(Date.now() - 61_000), finishedAt: new Date(Date.now() - 61_000) },
      }),
    );
    await report(broken);
    expect(await kept()).toHaveLength(3);
  });

  test("what happened before the last check or the last change of the settings changes nothing", async () => {
    const earlier = new Date().toISOString();
    expect(await report(opened)).toMatchObject({ health: "healthy" });
    const late = {
      protocol: "imap",
      stage: "folder",
      outcome: "failed",
      raw: "a3 NO [NONEXISTENT] Unknown Mailbox",
      at: earlier,
    };
    expect(await report(late)).toMatchObject({ health: "healthy", diagnosis: { owner: "helpdesk_admin" } });
    const beforeSaving = new Date().toISOString();
    await save("Tickets");
    expect(await report({ ...late, at: beforeSaving })).toMatchObject({ health: "not_verified" });
    expect(await kept()).toHaveLength(1);
  });

  test("a report about the protocol that the mailbox is not fetched by is refused", async () => {
    const answer = await reportReply(worker, place.systemEmailId, reportSchema.parse({ ...opened, protocol: "pop3" }));
    expect(answer).toMatchObject({ ok: false, failure: { code: "invalid_request" } });
  });

  test("a failure of which nothing was said is refused, and says nothing about the mailbox", async () => {
    for (const raw of [undefined, "", "  "]) {
      const told = reportSchema.safeParse({ ...refusedToken, raw });
      expect(told.error?.issues).toMatchObject([{ path: ["raw"], message: expect.stringContaining("server said") }]);
    }
    expect(reportSchema.safeParse(opened).success).toBe(true);
  });

  test("for a key of other mailboxes it does not exist", async () => {
    const limited = { ...worker, systemEmailIds: [] };
    const answer = await reportReply(limited, place.systemEmailId, reportSchema.parse(opened));
    expect(answer).toMatchObject({ ok: false, failure: { code: "not_found" } });
    expect(await kept()).toEqual([]);
  });
});

test("a mailbox that rests because fetching kept failing is due at once when it has been authorized anew", async () => {
  const due = () => takeLeases(worker, takeLeasesSchema.parse({}));
  const [lease] = (await due()).data;
  expectSuccess(await endLease(worker, lease?.id ?? "", { outcome: "failed" }));
  expect((await due()).data).toEqual([]);
  await comeBack(place, await goToProvider(place));
  expect((await due()).data).toMatchObject([{ mailboxId: place.systemEmailId, fence: 2 }]);
});

test("no secret of what a worker wrote down is kept", async () => {
  const { accessToken } = await readToken();
  const token = accessToken.reveal();
  const raw = [
    `C: a1 AUTHENTICATE XOAUTH2 ${encodeXoauth2("support@acme.test", accessToken)}`,
    `Authorization: Bearer ${token}`,
    `a1 NO refused ${token}`,
    `C: a1 AUTHENTICATE PLAIN ${Buffer.from("\0support@acme.test\0hunter2hunter2").toString("base64")}`,
    "PASS hunter2hunter2",
    `{"access_token": "${encodeURIComponent("ya29.a0-opaque_token")}"}`,
    encodeXoauth2("other@acme.test", new Secret("opaque-token-of-somebody-else")),
  ].join("\r\n");
  await report({ ...refusedToken, raw });
  const text = JSON.stringify([await kept(), await events()]);
  expect(text).toContain("a1 NO refused [secret]");
  for (const secret of [
    token,
    token.slice(0, 40),
    "hunter2hunter2",
    "ya29.a0-opaque_token",
    "opaque-token-of-somebody",
  ]) {
    for (const form of [secret, Buffer.from(secret).toString("base64").slice(0, 24)]) expect(text).not.toContain(form);
  }
  expect(text).not.toMatch(/dXNlcj|AHN1cHBvcnRA/);
});
