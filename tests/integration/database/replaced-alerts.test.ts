import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import { type Evaluation, evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { explainAlert } from "@/lib/alerts/explain-alert";
import { getAlert } from "@/lib/alerts/get-alert";
import { getAlertTimeline } from "@/lib/alerts/get-alert-timeline";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { sendDueNotices } from "@/lib/alerts/send-due-notices";
import { snoozeAlert } from "@/lib/alerts/snooze-alert";
import { addSeconds } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { readCauses } from "@/lib/health/read-causes";
import type { UserContext } from "@/lib/tenancy/context";
import { recordVerification } from "@/lib/verification/record-verification";
import { createWebhookEndpoint } from "@/lib/webhook/create-webhook-endpoint";
import { fanOutEvents } from "@/lib/webhook/fan-out-events";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { expectSuccess } from "./authorized-email";
import { findOut, newCheckedEmail } from "./checked-halves";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";
import { writeCheck } from "./written-check";

// What becomes of an alert when its mailboxes use another server, or fail for another cause; and what its page tells.

let stop: () => Promise<void>;
let mail: AlertReceiver;
let context: UserContext;
beforeAll(async () => {
  mail = await startAlertReceiver();
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "alerts@mailgrant.test";
  stop = await useEmptyDatabase();
}, 180_000);
beforeEach(async () => {
  mail.reset();
  context = await newTenantContext();
});
afterAll(async () => {
  await mail.stop();
  await stop();
});

async function evaluateAndSend(): Promise<Evaluation> {
  const evaluation = await evaluateAlerts(context, new Date());
  if (evaluation === null) throw new Error("Somebody else was evaluating");
  await sendDueNotices(new AbortController().signal);
  return evaluation;
}
const open = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;
const over = async () => (await listAlerts(context, { filter: "resolved", page: 1 })).alerts;
const messages = () => mail.messages.map(readParts);

/** Saves another server for the Remote Mailbox. */
async function moveTo(systemEmailId: string, host: string): Promise<void> {
  await inTenant(context, async (db) => {
    await db.remoteMailbox.updateMany({ where: { systemEmailId }, data: { host } });
    await db.systemEmail.update({ where: { id: systemEmailId }, data: { configVersion: { increment: 1 } } });
  });
}

describe("an alert whose mailbox uses another server", () => {
  test("waits for a check there; what that finds takes its place at once, though it may pass", async () => {
    const id = await newCheckedEmail(context, { address: "team@acme.test" }, { cause: "starttls_missing" });
    await evaluateAndSend();
    const [first] = await open();
    expect(first).toMatchObject({ where: "imap.acme.test:993", what: "The server does not offer STARTTLS" });
    await moveTo(id, "imap.other.test");
    expect(await evaluateAndSend()).toEqual({ opened: 0, resolved: 0, told: 0 });

    await findOut(context, id, { cause: "too_many_connections", isTransient: true });
    expect(await evaluateAndSend()).toMatchObject({ opened: 1, resolved: 1 });
    expect(await open()).toMatchObject([{ where: "team@acme.test", what: "Too many connections at once" }]);
    expect(await over()).toMatchObject([{ id: first?.id, resolution: "superseded" }]);
    expect(messages().map(({ subject }) => subject)).toEqual([
      `[${context.name}] imap.acme.test:993: The server does not offer STARTTLS (1 System Email)`,
      `[${context.name}] team@acme.test: Too many connections at once (1 System Email)`,
    ]);
    expect(messages()[1]?.body).toContain(
      "It takes the place of “imap.acme.test:993: The server does not offer STARTTLS”, which is closed.",
    );
    const told = await inTenant(context, (db) => db.event.findMany({ where: { type: { startsWith: "alert." } } }));
    expect(told.map(({ type, data }) => [type, Object(data).resolution])).toEqual([
      ["alert.opened", undefined],
      ["alert.recovered", "superseded"],
      ["alert.opened", undefined],
    ]);
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    expect(messages()[2]?.subject).toContain("Recovered: team@acme.test");
    expect(await open()).toEqual([]);
  });

  test("is closed where the mailbox is well there: of the server nobody knows", async () => {
    const id = await newCheckedEmail(context, { address: "team@acme.test" }, { cause: "starttls_missing" });
    await evaluateAndSend();
    await moveTo(id, "imap.other.test");
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    expect(await over()).toMatchObject([{ resolution: "closed" }]);
    expect(messages()[1]?.subject).toContain("Closed: imap.acme.test:993");
  });

  test("that one mailbox has left well, and the other one not, does not say that all is well", async () => {
    const well = await newCheckedEmail(context, { address: "well@acme.test" }, { cause: "starttls_missing" });
    const moved = await newCheckedEmail(context, { address: "moved@acme.test" }, { cause: "starttls_missing" });
    await evaluateAndSend();
    await findOut(context, well, "healthy");
    await evaluateAndSend();
    await moveTo(moved, "imap.other.test");
    await findOut(context, moved, { cause: "timeout" });
    await evaluateAndSend();
    expect(await over()).toMatchObject([{ resolution: "superseded", mailboxCount: 2 }]);
    const closed = messages().find(({ subject }) => subject.includes("Closed: "));
    expect(closed?.body).toContain("not everything is well");
    expect(closed?.body).toContain("1 System Email of it: not well yet, which another alert tells.");
    expect(closed?.body).not.toContain("nothing left to do");
  });
});

describe("the page of an alert", () => {
  test("has the diagnosis of its newest check that failed, with the mailbox's values, and the step of Health", async () => {
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, { cause: "imap_disabled" });
    await refuse(id, addSeconds(new Date(), -60));
    await evaluateAndSend();
    const [alert] = await open();
    if (alert === undefined) throw new Error("Nothing is open");
    const explained = await explainAlert(context, alert);
    expect(explained?.check).toMatchObject({ address: "support@acme.test", half: "remote_mailbox" });
    expect(explained?.check?.diagnosis.evidence).not.toEqual([]);
    expect(explained?.cause?.key).toBe((await causes())[0]?.key);
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    const [ended] = await over();
    const later = ended && (await explainAlert(context, ended));
    expect(later).toMatchObject({ cause: null, check: { at: explained?.check?.at } });
  });

  test("has what happened: who was told and how, who took it on, and how it ended", async () => {
    const webhook = {
      url: "https://hooks.example.com/T0/secret",
      description: "",
      eventTypes: ["alert.opened" as const],
    };
    expectSuccess(await createWebhookEndpoint(context, webhook));
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, { cause: "imap_disabled" });
    await evaluateAndSend();
    await fanOutEvents();
    const alertId = (await open())[0]?.id ?? "";
    expectSuccess(await snoozeAlert(context, alertId, "1d"));
    expectSuccess(await acknowledgeAlert(context, alertId));
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    const found = await getAlert(context, alertId);
    if (found === null) throw new Error("There is no such alert");
    const moments = await getAlertTimeline(context, found.alert, found.notices);
    const by = context.actor.label;
    const to = [`owner@${context.slug}.test`];
    expect(moments.map(({ at: _, ...moment }) => moment)).toMatchObject([
      { kind: "told", of: "recovered", status: "sent", recipients: to },
      { kind: "resolved", resolution: "recovered" },
      { kind: "acknowledged", by },
      { kind: "snoozed", by, choice: "1d" },
      { kind: "webhook", of: "opened", status: "pending", endpoint: "hooks.example.com" },
      { kind: "told", of: "opened", status: "sent", recipients: to },
      { kind: "opened" },
    ]);
    const stranger = await newTenantContext();
    expect(await getAlertTimeline(stranger, found.alert, [])).toMatchObject([{ kind: "resolved" }, { kind: "opened" }]);
    expect(await explainAlert(stranger, found.alert)).toEqual({ cause: null, check: null });
  });
});

describe("on Health", () => {
  test("both ways come before one, and what somebody has taken on comes last, with who it was", async () => {
    const one = await newCheckedEmail(context, { address: "one@acme.test" }, { cause: "imap_disabled" });
    await newCheckedEmail(context, { address: "two@acme.test", host: "imap.two.test" }, { cause: "imap_disabled" });
    const both = await newCheckedEmail(context, { address: "both@acme.test" }, { cause: "password_wrong" });
    await inTenant(context, (db) =>
      db.outgoingSmtp.updateMany({
        where: { systemEmailId: both },
        data: { status: "enabled", host: "imap.acme.test", port: 993 },
      }),
    );
    const failure = { cause: "password_wrong", code: "authentication_failed", isTransient: false };
    await writeCheck(context, { systemEmailId: both, half: "outgoing_smtp", since: new Date(), failure });
    await evaluateAndSend();
    expect((await causes()).map(({ cause, takenOn }) => [cause, takenOn])).toEqual([
      ["password_wrong", null],
      ["imap_disabled", null],
      ["imap_disabled", null],
    ]);
    for (const { id, subjects } of await open())
      if (subjects[0]?.systemEmailId !== one) expectSuccess(await acknowledgeAlert(context, id));
    const rows = await causes();
    expect(rows.map(({ halves, takenOn }) => [halves[0]?.address, takenOn?.as])).toEqual([
      ["one@acme.test", undefined],
      ["both@acme.test", "acknowledged"],
      ["two@acme.test", "acknowledged"],
    ]);
    expect(rows[1]?.takenOn).toMatchObject({ by: context.actor.label, until: null });
    const [, second] = await open();
    expectSuccess(await snoozeAlert(context, second?.id ?? "", "1d"));
    expect((await causes()).filter(({ takenOn }) => takenOn?.as === "snoozed")).toMatchObject([
      { takenOn: { alertId: second?.id, until: expect.any(Date) } },
    ]);
  });
});

const causes = async () => (await inTenant(context, (db) => readCauses(db))).rows;

/** Keeps a check of the Remote Mailbox that its server refused. */
async function refuse(systemEmailId: string, at: Date): Promise<void> {
  const message = "imap.acme.test refused the sign-in.";
  const stage = {
    ...{ name: "authentication" as const, status: "failed" as const, durationMs: 1, summary: "" },
    replies: ["A2 NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator."],
    failure: { code: "authentication_failed" as const, message },
  };
  const { configVersion } = await inTenant(context, (db) =>
    db.systemEmail.findUniqueOrThrow({ where: { id: systemEmailId } }),
  );
  await inTenant(context, (db) =>
    recordVerification(db, context, {
      ...{ systemEmailId, half: "remote_mailbox", protocol: "imap", isHealthy: false, stages: [stage], folders: [] },
      ...{ failureCode: "authentication_failed", cause: "imap_disabled", isTransient: false, configVersion },
      ...{ trigger: "asked", askedBy: null, reportedBy: null, startedAt: at, finishedAt: at },
    }),
  );
}
