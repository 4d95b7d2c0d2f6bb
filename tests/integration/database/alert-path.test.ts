import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getAlert } from "@/lib/alerts/get-alert";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { inTenant } from "@/lib/db/in-tenant";
import { recordEvent } from "@/lib/event/record-event";
import { sweepDueGrants } from "@/lib/grant/sweep-due-grants";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { startJobs } from "@/lib/jobs/start-jobs";
import type { UserContext } from "@/lib/tenancy/context";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { startWebhookReceiver, verifyWebhook, type WebhookReceiver } from "@/tests/servers/webhook-receiver";
import { expectSuccess } from "./authorized-email";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { type Seeded, seedGrants } from "./seeded-grants";

const mailboxes = 40;
const owner = () => `owner@${context.slug}.test`;

let stopDatabase: () => Promise<void>;
let jobs: { stop: () => Promise<void> };
let tokens: TokenServer;
let mail: AlertReceiver;
let hooks: WebhookReceiver;
let context: UserContext;
let seeded: Seeded;
let secret: string;

beforeAll(async () => {
  [tokens, mail, hooks] = await Promise.all([startTokenServer(), startAlertReceiver(), startWebhookReceiver()]);
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "Mailgrant <alerts@mailgrant.test>";
  // The mailboxes' server is not part of this: what is told must come from the provider's answers alone.
  process.env.MAILGRANT_CHECK_EVERY_MINUTES = "0";
  stopDatabase = await useEmptyDatabase();
  context = await newTenantContext();
  tokens.acceptedSecrets = new Set(["the-old-secret"]);
  seeded = await seedGrants(context, tokens, { count: mailboxes, clientSecrets: ["the-old-secret"] });
  const eventTypes = ["alert.opened" as const, "alert.escalated" as const, "alert.recovered" as const];
  const endpoint = await createWebhookEndpoint(context, { url: hooks.url, description: "", eventTypes });
  secret = expectSuccess(endpoint).secret.reveal();
  jobs = await startJobs();
}, 180_000);
afterAll(async () => {
  await jobs.stop();
  await Promise.all([tokens.stop(), mail.stop(), hooks.stop()]);
  await stopDatabase();
});

const expireTokens = () =>
  inTenant(context, (db) =>
    db.grant.updateMany({
      data: { accessTokenExpiresAt: new Date(Date.now() - 1000), refreshDueAt: new Date(Date.now() - 1000) },
    }),
  );
const refreshedCount = () =>
  inTenant(context, (db) => db.grant.count({ where: { accessTokenExpiresAt: { gt: new Date() }, failureCode: null } }));
const openAlerts = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;

test("a client secret that expires for 40 mailboxes is one alert, one e-mail and one webhook; replaced, all recover and one notice says so", async () => {
  await sweepUntil(async () => expect(await refreshedCount()).toBe(mailboxes));
  expect(await openAlerts()).toEqual([]);

  // The provider ends the secret; the tokens run out and are due.
  tokens.acceptedSecrets = new Set(["the-new-secret"]);
  await expireTokens();
  await sweepUntil(async () => expect(mail.messages).toHaveLength(1));
  const [opened] = await mail.waitFor(1);
  const [hook] = await hooks.waitFor(1);
  if (opened === undefined || hook === undefined) throw new Error("Nothing came");
  const [alert, ...others] = await openAlerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ kind: "idp_config_refused", mailboxCount: mailboxes });

  const { subject, body } = readParts(opened);
  expect(opened.to).toEqual([owner()]);
  expect(opened.from).toBe("alerts@mailgrant.test");
  expect(subject).toContain("40 System Emails");
  expect(subject).toContain("Client Secret");
  expect(body).toContain(`/${context.slug}/admin/alerts/${alert?.id}`);
  expect(body).toContain(`/${context.slug}/admin/identity-providers/${seeded.idpConfigId}`);
  expect(opened.text).toMatch(/^Auto-Submitted: auto-generated\r$/im);
  expect(opened.text).not.toContain("the-old-secret");
  expect(verifyWebhook(secret, hook)).toMatchObject({
    type: "alert.opened",
    data: { idpConfigId: seeded.idpConfigId, data: { alertId: alert?.id, mailboxCount: mailboxes } },
  });

  // Somebody replaces it. Nobody authorizes anything anew.
  const replacement = { clientSecret: "the-new-secret", secretExpiresOn: null };
  expectSuccess(await saveClientCredential(context, seeded.idpConfigId, replacement));
  await sweepUntil(async () => expect(mail.messages).toHaveLength(2));
  await hooks.waitFor(2);
  expect(await refreshedCount()).toBe(mailboxes);
  expect(await openAlerts()).toEqual([]);
  const told = await getAlert(context, alert?.id ?? "");
  expect(told?.alert).toMatchObject({ resolution: "recovered", mailboxCount: mailboxes });
  expect(told?.notices.map(({ kind, status, recipient }) => [kind, status, recipient])).toEqual([
    ["recovered", "sent", owner()],
    ["opened", "sent", owner()],
  ]);
  const [, recovered] = mail.messages;
  expect(recovered && readParts(recovered).subject).toMatch(/Recovered: .*\(40 System Emails\)/);
  expect(hooks.received.map(({ body: payload }) => JSON.parse(payload).type)).toEqual([
    "alert.opened",
    "alert.recovered",
  ]);

  // Nothing comes after it, however often it is looked at.
  const before = await evaluatedAt();
  await inTenant(context, (db) => recordEvent(db, context, { type: "mailbox.settings_changed" }));
  await expect.poll(evaluatedAt, { timeout: 30_000 }).not.toEqual(before);
  expect(mail.messages).toHaveLength(2);
  expect(hooks.received).toHaveLength(2);
}, 300_000);

/** The jobs sweep once a minute by themselves; another process that sweeps beside them makes that shorter. */
async function sweepUntil(isSo: () => Promise<void>): Promise<void> {
  await vi.waitFor(
    async () => {
      await sweepDueGrants({ budgetMs: 5_000, signal: new AbortController().signal });
      await isSo();
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function evaluatedAt(): Promise<Date | null> {
  const evaluation = await inTenant(context, (db) => db.alertEvaluation.findFirstOrThrow());
  return evaluation.evaluatedAt;
}
