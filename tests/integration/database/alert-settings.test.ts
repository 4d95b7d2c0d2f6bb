import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { findStoppedJobs } from "@/lib/alerts/find-stopped-jobs";
import { getAlertSettings } from "@/lib/alerts/get-alert-settings";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { noteHeartbeat, watchedJobs } from "@/lib/alerts/note-heartbeat";
import { saveAlertSettings } from "@/lib/alerts/save-alert-settings";
import { type AlertSettingsInput, alertSettingsSchema } from "@/lib/alerts/schema";
import { sendDueNotices } from "@/lib/alerts/send-due-notices";
import { sendTestAlert } from "@/lib/alerts/send-test-alert";
import { watchHeartbeats } from "@/lib/alerts/watch-heartbeats";
import { addSeconds } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import { inTenant } from "@/lib/db/in-tenant";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { warnOfExpiringCredentials } from "@/lib/idp-config/warn-of-expiring-credentials";
import type { UserContext } from "@/lib/tenancy/context";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { expectSuccess } from "./authorized-email";
import { findOut, newCheckedEmail } from "./checked-halves";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { seedGrants } from "./seeded-grants";

let stop: () => Promise<void>;
let mail: AlertReceiver;
let tokens: TokenServer;
let context: UserContext;
beforeAll(async () => {
  [mail, tokens] = await Promise.all([startAlertReceiver(), startTokenServer()]);
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "alerts@mailgrant.test";
  process.env.ALERT_EMAIL_TO = "operator@host.test";
  // Heartbeats belong to the whole installation.
  stop = await useEmptyDatabase();
}, 180_000);
beforeEach(async () => {
  mail.reset();
  context = await newTenantContext();
});
afterAll(async () => {
  await Promise.all([mail.stop(), tokens.stop()]);
  await stop();
});

const never = new AbortController().signal;
const day = 86_400;
const daysFromNow = (count: number) => addSeconds(new Date(), count * day);
const wrongPassword = { cause: "password_wrong" };
const subjects = () => mail.messages.map((message) => readParts(message).subject);
async function evaluateAndSend(at = new Date()): Promise<void> {
  await evaluateAlerts(context, at);
  await inTenant(
    context,
    (db) => db.$executeRaw`UPDATE alert_notices SET due_at = now() WHERE status = 'pending' AND due_at > now()`,
  );
  await sendDueNotices(never);
}
const open = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;

function settings(changes: Record<string, unknown> = {}): AlertSettingsInput {
  const kinds = ["mailbox_broken", "mailbox_trouble", "idp_config_refused", "credential_expiring"];
  return alertSettingsSchema.parse({ sendTo: "admins", kinds, digestHour: "8", ...changes });
}
const save = (changes: Record<string, unknown>, now = new Date()) => saveAlertSettings(context, settings(changes), now);

describe("the settings", () => {
  test("are the owners and admins at first, and say from where e-mail comes", async () => {
    expect(await getAlertSettings(context)).toEqual({
      recipients: [],
      mutedKinds: [],
      digestEnabled: false,
      digestHour: 8,
      digestWhenWell: false,
      admins: [context.actor.label],
      sender: "alerts@mailgrant.test",
      revision: expect.any(String),
    });
  });

  test("send to a list, not of a kind that is left out, and never to a System Email", async () => {
    await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    const refused = await save({ sendTo: "list", recipients: "ops@acme.test support@acme.test" });
    expect(refused).toMatchObject({ failure: { code: "invalid_request", facts: { field: "recipients" } } });
    expectSuccess(await save({ sendTo: "list", recipients: "Ops@acme.test, pager@acme.test\nops@acme.test" }));
    await evaluateAndSend();
    expect(mail.messages.flatMap(({ to }) => to).toSorted()).toEqual(["ops@acme.test", "pager@acme.test"]);
    // When it is over it is told where it went, whatever the settings say by then.
    expectSuccess(await save({ kinds: [] }));
    const { id } = await inTenant(context, (db) => db.systemEmail.findFirstOrThrow());
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    expect(mail.messages).toHaveLength(4);
    await newCheckedEmail(context, { address: "billing@acme.test" }, wrongPassword);
    await evaluateAndSend();
    expect(mail.messages, "muted, but in the panel").toHaveLength(4);
    expect(await open()).toHaveLength(1);
    const audited = await inTenant(context, (db) =>
      db.auditEvent.count({ where: { action: "alert_settings.changed", subjectId: context.tenantId } }),
    );
    expect(audited).toBe(2);
  });

  test.each([
    ["no address", { sendTo: "list", recipients: "" }, /at least one/],
    ["what is none", { sendTo: "list", recipients: "ops@acme.test nonsense" }, /“nonsense” is not an email address/],
    [
      "too many",
      { sendTo: "list", recipients: Array.from({ length: 21 }, (_, i) => `a${i}@acme.test`).join(",") },
      /20/,
    ],
    ["an hour that there is not", { digestHour: "24" }, /Choose an hour/],
  ])("refuse %s", (_what, changes, message) => {
    const outcome = alertSettingsSchema.safeParse({ sendTo: "admins", kinds: [], digestHour: "8", ...changes });
    expect(outcome.error?.issues[0]?.message).toMatch(message);
  });

  test("can be tried: a test alert goes to everybody who is told, and says what the server said where it fails", async () => {
    expectSuccess(await save({ sendTo: "list", recipients: "ops@acme.test pager@acme.test" }));
    expect(expectSuccess(await sendTestAlert(context))).toEqual({ recipients: ["ops@acme.test", "pager@acme.test"] });
    expect(subjects()).toEqual(Array(2).fill(`[${context.name}] Test alert`));
    mail.mood = "refuse";
    expect(await sendTestAlert(context)).toMatchObject({ failure: { code: "message_refused" } });
  });
});

describe("the digest", () => {
  test("comes once a day at its hour in the tenant's time zone, whoever looks, and not when all is well", async () => {
    await inTenant(context, (db) =>
      db.tenant.update({ where: { id: context.tenantId }, data: { timeZone: "Asia/Tokyo" } }),
    );
    const tokyo = { ...context, timeZone: "Asia/Tokyo" };
    // Saved at 08:30 in Tokyo for nine o'clock.
    expectSuccess(
      await saveAlertSettings(
        tokyo,
        settings({ digestEnabled: "true", digestHour: "9" }),
        new Date("2027-03-01T23:30:00Z"),
      ),
    );
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    const digests = () => subjects().filter((subject) => subject.includes("Mailgrant on"));
    await evaluateAndSend(new Date("2027-03-01T23:59:00Z"));
    expect(digests()).toEqual([]);
    const nine = new Date("2027-03-02T00:01:00Z");
    await Promise.all([evaluateAlerts(context, nine), evaluateAlerts(context, nine), evaluateAlerts(context, nine)]);
    await evaluateAndSend(new Date("2027-03-02T02:00:00Z"));
    expect(digests()).toEqual([`[${context.name}] Mailgrant on 2 Mar 2027: 1 open alert`]);
    await findOut(context, id, "healthy");
    await evaluateAndSend(new Date("2027-03-03T00:01:00Z"));
    expect(digests()[1]).toContain("nothing open");
    await evaluateAndSend(new Date("2027-03-05T00:01:00Z"));
    expect(digests(), "nothing to tell").toHaveLength(2);
    expectSuccess(
      await saveAlertSettings(
        tokyo,
        settings({ digestEnabled: "true", digestHour: "9", digestWhenWell: "true" }),
        nine,
      ),
    );
    await evaluateAndSend(new Date("2027-03-06T00:01:00Z"));
    expect(digests()).toHaveLength(3);
  });

  test("that is turned on after its hour begins tomorrow", async () => {
    await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    expectSuccess(await save({ digestEnabled: "true", digestHour: "8", kinds: [] }, new Date("2027-03-01T10:00:00Z")));
    await evaluateAndSend(new Date("2027-03-01T10:01:00Z"));
    expect(mail.messages).toEqual([]);
    await evaluateAndSend(new Date("2027-03-02T08:00:30Z"));
    expect(mail.messages).toHaveLength(1);
  });
});

describe("what ends", () => {
  test("a Client Credential is told at 60, 30, 14, 7 and 1 days, ends with a new one, and is not told twice in the feed", async () => {
    const { idpConfigId } = await seedGrants(context, tokens, { count: 3, dueInSeconds: 3600 });
    const expiresOn = daysFromNow(61);
    await inTenant(context, (db) => db.clientCredential.updateMany({ data: { expiresOn } }));
    for (let left = 61; left >= 0; left--) await evaluateAndSend(daysFromNow(61 - left));
    expect(subjects().map((subject) => subject.slice(context.name.length + 3, context.name.length + 10))).toEqual([
      "IdP Con",
      "Update:",
      "Update:",
      "Update:",
      "Update:",
    ]);
    expect(subjects()[0]).toContain("The Client Secret expires on");
    expect(await open()).toMatchObject([{ kind: "credential_expiring", mailboxCount: 3 }]);
    await warnOfExpiringCredentials(daysFromNow(31));
    const fresh = { clientSecret: "another~secret", secretExpiresOn: daysFromNow(300) };
    expectSuccess(await saveClientCredential(context, idpConfigId, fresh));
    await evaluateAndSend();
    expect(subjects()[5]).toContain("Recovered: ");
    expect(await open()).toEqual([]);
    const events = await inTenant(context, (db) => db.event.findMany({ select: { type: true } }));
    expect(events.map(({ type }) => type)).toEqual(["idp_config.credential_expiring"]);
  });

  test("a refused IdP Config tells of itself and no more of its secret", async () => {
    const { idpConfigId } = await seedGrants(context, tokens, { count: 2, dueInSeconds: 3600 });
    await inTenant(context, (db) => db.clientCredential.updateMany({ data: { expiresOn: daysFromNow(0.5) } }));
    await evaluateAndSend();
    const refused = { refusedAt: new Date(), refusedCode: "client_secret_expired", refusedDetail: "It has ended." };
    await inTenant(context, (db) => db.idpConfig.update({ where: { id: idpConfigId }, data: refused }));
    await evaluateAndSend(addSeconds(new Date(), 61));
    expect(await open()).toMatchObject([{ kind: "idp_config_refused", mailboxCount: 2, detail: "It has ended." }]);
    const over = (await listAlerts(context, { filter: "resolved", page: 1 })).alerts;
    expect(over).toMatchObject([{ kind: "credential_expiring", resolution: "superseded" }]);
    expect(subjects().filter((subject) => subject.includes("Recovered"))).toEqual([]);
  });

  test("a certificate is told by the server that shows it, later for one that is short", async () => {
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, "healthy");
    await newCheckedEmail(context, { address: "billing@acme.test" }, "healthy");
    const show = (validFrom: Date, validUntil: Date) => showCertificate(id, validFrom, validUntil);
    await show(daysFromNow(-61), daysFromNow(29));
    await evaluateAndSend();
    expect(await open(), "ninety days, renewed a month before its end").toEqual([]);
    await show(daysFromNow(-78), daysFromNow(12));
    await evaluateAndSend(daysFromNow(0.1));
    expect(await open()).toMatchObject([
      { kind: "certificate_expiring", where: "imap.acme.test:993", mailboxCount: 2 },
    ]);
    expect(subjects()).toEqual([expect.stringContaining("The server's certificate expires on")]);
    // No check comes as far as the certificate any more: nobody knows whether there is a new one.
    await failBeforeTls(id, 30);
    await evaluateAndSend(daysFromNow(0.2));
    expect(await open()).toMatchObject([{ kind: "certificate_expiring", mailboxCount: 2 }]);
    // A scheduled check that passes keeps what it saw with the half alone.
    await inTenant(context, (db) =>
      db.halfCheck.updateMany({
        where: { systemEmailId: id },
        data: { stages: [tlsStage(daysFromNow(-1), daysFromNow(364))], checkedAt: new Date() },
      }),
    );
    await evaluateAndSend(daysFromNow(0.3));
    expect(subjects().slice(1)).toEqual([expect.stringContaining("Recovered: imap.acme.test:993")]);
  });

  test("a Grant is told before its refresh token ends, and Google's seven days once for all of an IdP Config", async () => {
    const { grants } = await seedGrants(context, tokens, { count: 2, dueInSeconds: 3600 });
    const [first] = grants;
    await inTenant(context, (db) =>
      db.grant.update({
        where: { id: first?.id ?? "" },
        data: { refreshTokenIssuedAt: daysFromNow(-20), refreshTokenExpiresAt: daysFromNow(6.5) },
      }),
    );
    await evaluateAndSend();
    expect(await open()).toMatchObject([{ kind: "grant_ending", where: first?.address, mailboxCount: 1 }]);

    const google = await seedGrants(context, tokens, { count: 3, dueInSeconds: 3600, provider: "google" });
    await inTenant(context, async (db) => {
      const shortLivedSince = daysFromNow(-30);
      await db.idpConfig.update({ where: { id: google.idpConfigId }, data: { shortLivedSince } });
      await db.grant.updateMany({
        where: { idpConfigId: google.idpConfigId },
        data: { authorizedAt: daysFromNow(-6.5) },
      });
    });
    await evaluateAndSend(addSeconds(new Date(), 61));
    expect((await open()).map(({ kind, mailboxCount }) => [kind, mailboxCount])).toContainEqual(["grant_ending", 3]);
    expect(subjects()[1]).toMatch(/IdP Config .*seven days.*3 System Emails/);
  });
});

function tlsStage(validFrom: Date, validUntil: Date) {
  const certificate = { subject: "CN=imap.acme.test", issuer: "CN=Example CA" };
  const chain = [{ ...certificate, validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() }];
  return { name: "tls", status: "passed", durationMs: 1, summary: "", replies: [], tls: { names: [], chain } };
}

function verification(systemEmailId: string) {
  const at = new Date();
  const { tenantId } = context;
  const half = "remote_mailbox" as const;
  return { tenantId, systemEmailId, half, protocol: "imap" as const, configVersion: 1, startedAt: at, finishedAt: at };
}

async function showCertificate(systemEmailId: string, validFrom: Date, validUntil: Date): Promise<void> {
  const data = { ...verification(systemEmailId), isHealthy: true, stages: [tlsStage(validFrom, validUntil)] };
  await inTenant(context, (db) => db.verification.create({ data }));
}

async function failBeforeTls(systemEmailId: string, times: number): Promise<void> {
  const failed = { ...verification(systemEmailId), isHealthy: false, failureCode: "host_unknown", stages: [] };
  await inTenant(context, (db) => db.verification.createMany({ data: Array.from({ length: times }, () => failed) }));
}

describe("the heartbeat", () => {
  const stopFor = (minutes: number) =>
    asSystem("watch heartbeats", (db) =>
      db.jobHeartbeat.updateMany({ data: { lastRunAt: addSeconds(new Date(), -minutes * 60) } }),
    );

  test("tells the operator once that the jobs have stopped, whoever looks, and once that they run again", async () => {
    expect(await watchHeartbeats(), "a new installation has ten minutes").toEqual({ stopped: [], back: [] });
    await stopFor(9);
    expect(await findStoppedJobs()).toEqual([]);
    await stopFor(11);
    expect(await findStoppedJobs()).toHaveLength(Object.keys(watchedJobs).length);
    await Promise.all([watchHeartbeats(), watchHeartbeats(), watchHeartbeats()]);
    await watchHeartbeats();
    expect(mail.messages.map(({ to }) => to)).toEqual([["operator@host.test"]]);
    expect(subjects()[0]).toContain("[Mailgrant] Stopped: ");
    for (const job of ["refresh-sweep", "verification-sweep", "alerts"] as const) await noteHeartbeat(job);
    expect(await findStoppedJobs()).toEqual([]);
    await Promise.all([watchHeartbeats(), watchHeartbeats()]);
    await watchHeartbeats();
    expect(subjects().slice(1)).toEqual([expect.stringContaining("Running again: ")]);
  });

  test("that could not be told is told later", async () => {
    mail.mood = "busy";
    await stopFor(11);
    expect((await watchHeartbeats()).stopped).toHaveLength(3);
    expect((await watchHeartbeats()).stopped, "not at once").toEqual([]);
    mail.mood = "take";
    await asSystem("watch heartbeats", (db) => db.jobHeartbeat.updateMany({ data: { claimedUntil: new Date(0) } }));
    expect((await watchHeartbeats()).stopped).toHaveLength(3);
    expect(mail.messages).toHaveLength(1);
  });
});
