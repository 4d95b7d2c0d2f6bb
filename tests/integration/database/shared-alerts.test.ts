import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { inTenant } from "@/lib/db/in-tenant";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";
import { startJobs } from "@/lib/jobs/start-jobs";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { sweepDueChecks } from "@/lib/verification/sweep-due-checks";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { speakImap } from "@/tests/servers/scripted-answers";
import { type ScriptedMailServer, startScriptedMailServer } from "@/tests/servers/scripted-mail-server";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { startWebhookReceiver, type WebhookReceiver } from "@/tests/servers/webhook-receiver";
import { expectSuccess } from "./authorized-email";
import { enableImap } from "./checked-emails";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { trustedCertificates } from "./practice-authority";
import { seedGrants } from "./seeded-grants";

// What concerns many mailboxes for one cause of their own, by real jobs: from the server's answer to what people get.

const never = new AbortController().signal;
let stopDatabase: () => Promise<void>;
let jobs: { stop: () => Promise<void> };
let tokens: TokenServer;
let mail: AlertReceiver;
let hooks: WebhookReceiver;
let imap: ScriptedMailServer;
let isRefusing = true;
let context: UserContext;

beforeAll(async () => {
  const script = speakImap(
    {
      authenticate: () => (isRefusing ? "TAG NO [AUTHENTICATIONFAILED] Invalid credentials\r\n" : "TAG OK welcome\r\n"),
    },
    "SASL-IR AUTH=PLAIN",
  );
  [tokens, mail, imap] = await Promise.all([
    startTokenServer(),
    startAlertReceiver(),
    startScriptedMailServer({ certificates: trustedCertificates(), isEncrypted: true }, script),
  ]);
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "Mailgrant <alerts@mailgrant.test>";
  process.env.MAILGRANT_CHECKS_PER_SERVER = "20";
  stopDatabase = await useEmptyDatabase();
  jobs = await startJobs();
}, 180_000);
beforeEach(async () => {
  mail.reset();
  hooks = await startWebhookReceiver();
  context = await newTenantContext();
  const eventTypes = ["alert.opened" as const, "alert.escalated" as const, "alert.recovered" as const];
  expectSuccess(await createWebhookEndpoint(context, { url: hooks.url, description: "", eventTypes }));
});
afterAll(async () => {
  await jobs.stop();
  await Promise.all([tokens.stop(), mail.stop(), imap.stop()]);
  await stopDatabase();
});

const openAlerts = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;
const subjects = () => mail.messages.map((message) => readParts(message).subject);
const toldTypes = () => hooks.received.map(({ body }) => JSON.parse(body).type);

test("a mail server that refuses forty mailboxes is one alert, one e-mail and one webhook, whoever joins, and one notice when all are well", async () => {
  isRefusing = true;
  const ids: string[] = [];
  for (let index = 0; index < 40; index++) {
    const input = { address: `desk-${index}@acme.test`, name: "Desk", mailboxType: "user" as const, notes: "" };
    const { id } = expectSuccess(await createSystemEmail(context, input));
    await enableImap(context, id, imap.port);
    ids.push(id);
  }
  await check(ids.slice(0, 30));
  await checkUntil(async () => expect(await openAlerts()).toMatchObject([{ mailboxCount: 30 }]));
  await mail.waitFor(1);
  await hooks.waitFor(1);
  await check(ids);
  await checkUntil(async () => expect(await openAlerts()).toMatchObject([{ mailboxCount: 40 }]));
  expect(await openAlerts()).toMatchObject([
    { kind: "mailbox_broken", where: `127.0.0.1:${imap.port}`, what: "The user name or the password is wrong" },
  ]);

  isRefusing = false;
  await check(ids.slice(0, 39));
  await checkUntil(async () => expect(await openAlerts()).toMatchObject([{ mailboxCount: 1 }]));
  expect(subjects()).toHaveLength(1);
  await check(ids);
  await checkUntil(async () => expect(await openAlerts()).toEqual([]));
  await mail.waitFor(2);
  await hooks.waitFor(2);
  expect(subjects()[1]).toMatch(/Recovered: 127\.0\.0\.1:\d+: .* \(40 System Emails\)/);
  expect(toldTypes()).toEqual(["alert.opened", "alert.recovered"]);
  await hooks.stop();
}, 300_000);

test("Grants that the provider ended for forty mailboxes are one alert, one e-mail and one webhook, and one notice when all are authorized again", async () => {
  tokens.refuseWith = { status: 400, body: { error: "invalid_grant", error_description: "Token has been revoked." } };
  const { idpConfigId } = await seedGrants(context, tokens, { count: 40 });
  await vi.waitFor(
    async () => {
      await sweepDueGrants({ budgetMs: 5_000, signal: never });
      expect(await openAlerts()).toMatchObject([{ mailboxCount: 40 }]);
    },
    { timeout: 60_000, interval: 200 },
  );
  const { name } = await inTenant(context, (db) => db.idpConfig.findUniqueOrThrow({ where: { id: idpConfigId } }));
  const [alert] = await openAlerts();
  expect(alert).toMatchObject({ kind: "mailbox_broken", where: `IdP Config “${name}”` });
  expect(alert?.nextStep).toMatchObject({
    label: "Re-authorize 40 mailboxes",
    href: `/${context.slug}/admin/emails?state=needs_reauthorization`,
  });
  await mail.waitFor(1);
  await hooks.waitFor(1);
  await authorizeAgain(39);
  await expect.poll(openAlerts, { timeout: 90_000, interval: 500 }).toMatchObject([{ mailboxCount: 1 }]);
  expect(subjects()).toHaveLength(1);
  await authorizeAgain(1);
  await expect.poll(openAlerts, { timeout: 90_000, interval: 500 }).toEqual([]);
  await mail.waitFor(2);
  await hooks.waitFor(2);
  expect(subjects()[1]).toMatch(/Recovered: IdP Config “.*”: .* \(40 System Emails\)/);
  expect(toldTypes()).toEqual(["alert.opened", "alert.recovered"]);
  await hooks.stop();
}, 300_000);

/** Makes the checks of these mailboxes due. */
async function check(systemEmailIds: string[]): Promise<void> {
  await inTenant(context, (db) =>
    db.halfCheck.updateMany({
      where: { systemEmailId: { in: systemEmailIds }, half: "remote_mailbox" },
      data: { dueAt: new Date(Date.now() - 1000) },
    }),
  );
}

/** The jobs check once a minute by themselves; another process that checks beside them makes that shorter. */
async function checkUntil(isSo: () => Promise<void>): Promise<void> {
  await vi.waitFor(
    async () => {
      await sweepDueChecks({ budgetMs: 5_000, signal: never });
      await isSo();
    },
    { timeout: 90_000, interval: 200 },
  );
}

/** What an authorization leaves of as many of the Grants that ended. */
async function authorizeAgain(count: number): Promise<void> {
  await inTenant(context, async (db) => {
    const ended = await db.grant.findMany({ where: { status: "needs_reauthorization" }, take: count });
    await db.grant.updateMany({
      where: { id: { in: ended.map(({ id }) => id) } },
      data: {
        status: "active",
        failureCode: null,
        failureCause: null,
        failureDetail: null,
        failedAt: null,
        authorizedAt: new Date(),
        accessTokenExpiresAt: new Date(Date.now() + 3_600_000),
      },
    });
  });
}
