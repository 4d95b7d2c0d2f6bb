import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acknowledgeAlert } from "@/lib/alerts/acknowledge-alert";
import { type Evaluation, evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { getAlert } from "@/lib/alerts/get-alert";
import { countOpenAlerts, listAlerts } from "@/lib/alerts/list-alerts";
import { removeOldAlerts, removeOldNotices } from "@/lib/alerts/remove-old-alerts";
import { sendDueNotices } from "@/lib/alerts/send-due-notices";
import { snoozeAlert } from "@/lib/alerts/snooze-alert";
import { unacknowledgeAlert } from "@/lib/alerts/unacknowledge-alert";
import { addSeconds } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { type AlertReceiver, readParts, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { expectSuccess } from "./authorized-email";
import { findOut, newCheckedEmail } from "./checked-halves";
import { useEmptyDatabase } from "./empty-database";
import { newTenantContext } from "./new-tenant";

let stop: () => Promise<void>;
let mail: AlertReceiver;
let context: UserContext;
beforeAll(async () => {
  mail = await startAlertReceiver();
  process.env.ALERT_SMTP_URL = mail.url;
  process.env.ALERT_FROM = "alerts@mailgrant.test";
  // Whoever looks after alerts does so for every tenant, so this file has a database of its own.
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

const never = new AbortController().signal;
const hours = (count: number) => addSeconds(new Date(), count * 3600);
async function evaluate(at = new Date()): Promise<Evaluation> {
  const evaluation = await evaluateAlerts(context, at);
  if (evaluation === null) throw new Error("Somebody else was evaluating");
  return evaluation;
}
async function evaluateAndSend(at = new Date()): Promise<Evaluation> {
  const evaluation = await evaluate(at);
  await makeDue();
  await sendDueNotices(never);
  return evaluation;
}
/** What is due by a time that has not come yet is due now. */
const makeDue = () =>
  inTenant(
    context,
    (db) => db.$executeRaw`UPDATE alert_notices SET due_at = now() WHERE status = 'pending' AND due_at > now()`,
  );
const open = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;
const subjects = () => mail.messages.map((message) => readParts(message).subject);
const wrongPassword = { cause: "password_wrong" };
const timeout = { cause: "timeout" };

describe("a mailbox that fails for good", () => {
  test("is one alert and one e-mail, however many processes look at once", async () => {
    await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    const processes = Array.from({ length: 3 }, startProcess);
    await Promise.all(processes.map((one) => once(one, "message")));
    const answers = processes.map((one) => once(one, "message"));
    for (const one of processes) one.send("go");
    const opened = (await Promise.all(answers)).map(([count]) => Number(count));
    expect(opened.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await open()).toMatchObject([{ kind: "mailbox_broken", where: "support@acme.test", mailboxCount: 1 }]);
    expect(subjects()).toEqual([
      `[${context.name}] support@acme.test: The user name or the password is wrong (1 System Email)`,
    ]);
  }, 120_000);

  test("is told with the next step, as recovered when it is, and is in the list of what is over", async () => {
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    await evaluateAndSend();
    const [alert] = await open();
    expect(alert?.nextStep.href).toBe(`/${context.slug}/admin/emails/${id}/remote-mailbox`);
    const [message] = mail.messages;
    expect(message && readParts(message).body).toContain(`http://localhost:3000${alert?.nextStep.href}`);
    await findOut(context, id, "healthy");
    expect(await evaluateAndSend()).toEqual({ opened: 0, resolved: 1, told: 1 });
    expect(subjects()[1]).toContain("Recovered: support@acme.test");
    const resolved = await listAlerts(context, { filter: "resolved", page: 1 });
    expect(resolved).toMatchObject({ total: 1, alerts: [{ id: alert?.id, resolution: "recovered" }] });
  });

  test("and is deleted is closed, and told as closed", async () => {
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    await evaluateAndSend();
    expectSuccess(await deleteSystemEmail(context, id));
    await evaluateAndSend();
    expect((await listAlerts(context, { filter: "resolved", page: 1 })).alerts).toMatchObject([
      { resolution: "closed" },
    ]);
    expect(subjects()[1]).toContain("Closed: support@acme.test");
  });

  test("that comes back within half an hour is the old alert, and nobody is told at once", async () => {
    const id = await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    await evaluateAndSend();
    await findOut(context, id, "healthy");
    await evaluateAndSend();
    for (let times = 0; times < 3; times++) {
      await findOut(context, id, wrongPassword);
      await evaluateAndSend();
      await findOut(context, id, "healthy");
      await evaluateAndSend();
    }
    expect(mail.messages).toHaveLength(2);
    await findOut(context, id, wrongPassword);
    await evaluateAndSend();
    await evaluateAndSend(hours(0.3));
    expect(subjects()).toHaveLength(3);
    expect(await open()).toMatchObject([{ reopenedAt: expect.any(Date) }]);
    expect((await listAlerts(context, { filter: "resolved", page: 1 })).total).toBe(0);
  });
});

describe("mailboxes with one cause", () => {
  test("share the alert of their mail server; who joins and leaves sends nothing, and the last one ends it", async () => {
    const first = await newCheckedEmail(context, { address: "one@acme.test" }, timeout);
    const second = await newCheckedEmail(context, { address: "two@acme.test" }, timeout);
    await newCheckedEmail(context, { address: "elsewhere@acme.test", host: "imap.other.test" }, "healthy");
    await evaluateAndSend();
    expect(await open()).toMatchObject([{ where: "imap.acme.test:993", mailboxCount: 2 }]);
    const third = await newCheckedEmail(context, { address: "three@acme.test" }, timeout);
    await findOut(context, first, "healthy");
    expect(await evaluateAndSend()).toMatchObject({ told: 0 });
    expect(await open()).toMatchObject([{ mailboxCount: 2 }]);
    for (const id of [second, third]) await findOut(context, id, "healthy");
    await evaluateAndSend();
    expect(subjects()).toEqual([
      expect.stringContaining("2 System Emails"),
      expect.stringContaining("3 System Emails"),
    ]);
  });

  test("of their own share one too, which is told anew to nobody when what they fail for changes", async () => {
    const names = ["one", "two", "three"];
    const ids: string[] = [];
    for (const name of names) ids.push(await newCheckedEmail(context, { address: `${name}@acme.test` }, wrongPassword));
    await newCheckedEmail(context, { address: "other@acme.test", host: "imap.other.test" }, wrongPassword);
    expect(await evaluateAndSend()).toMatchObject({ opened: 2 });
    const what = "The user name or the password is wrong";
    expect(await open()).toMatchObject([
      { where: "imap.acme.test:993", what, mailboxCount: 3 },
      { where: "other@acme.test", what, mailboxCount: 1 },
    ]);
    for (const id of ids) await findOut(context, id, { cause: "mailbox_access_denied" });
    expect(await evaluateAndSend()).toMatchObject({ opened: 0, told: 0 });
    expect(await open()).toMatchObject([{ mailboxCount: 3 }, { mailboxCount: 1 }]);
    for (const id of ids) await findOut(context, id, "healthy");
    expect(await evaluateAndSend()).toMatchObject({ resolved: 1, told: 1 });
    expect(subjects()).toEqual([
      `[${context.name}] 2 new alerts (4 System Emails)`,
      expect.stringMatching(/Recovered: imap\.acme\.test:993: .* \(3 System Emails\)/),
    ]);
    const told = await inTenant(context, (db) => db.event.findMany({ where: { type: "alert.opened" } }));
    const mailboxes = told.map(({ systemEmailId }) => systemEmailId !== null);
    expect(mailboxes.toSorted(), "the feed names the mailbox of an alert of one").toEqual([false, true]);
  });

  test("of many causes at once are one e-mail", async () => {
    for (const cause of ["password_wrong", "imap_disabled", "mailbox_access_denied"])
      await newCheckedEmail(context, { address: `${cause}@acme.test` }, { cause });
    expect(await evaluateAndSend()).toMatchObject({ opened: 3 });
    expect(subjects()).toEqual([`[${context.name}] 3 new alerts (3 System Emails)`]);
  });
});

test("transient trouble counts when it has lasted for half an hour, and worse is told at once", async () => {
  const transient = { cause: "timeout", isTransient: true };
  const id = await newCheckedEmail(context, { address: "support@acme.test" }, { ...transient, since: hours(-0.4) });
  expect(await evaluateAndSend()).toMatchObject({ opened: 0 });
  expect(await evaluateAndSend(hours(0.2))).toMatchObject({ opened: 1 });
  expect(await open()).toMatchObject([{ kind: "mailbox_trouble" }]);
  await findOut(context, id, { cause: "refused" });
  await evaluateAndSend();
  expect(await open()).toMatchObject([{ kind: "mailbox_broken" }]);
  expect(subjects()).toEqual([expect.stringContaining("imap.acme.test:993"), expect.stringContaining("Update: ")]);
});

test("nobody acts for a day: everybody is told again, once a day, until somebody does", async () => {
  await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
  await evaluateAndSend();
  const [alert] = await open();
  for (const at of [23, 25, 26, 50]) await evaluateAndSend(hours(at));
  expect(subjects().filter((subject) => subject.includes("Nobody has acted"))).toHaveLength(2);
  expect(await countOpenAlerts(context)).toBe(1);
  expectSuccess(await acknowledgeAlert(context, alert?.id ?? ""));
  expect(await countOpenAlerts(context)).toBe(0);
  expect(await acknowledgeAlert(context, alert?.id ?? "")).toMatchObject({
    failure: { code: "conflict", message: `${context.actor.label} acknowledged it already.` },
  });
  await evaluateAndSend(hours(100));
  expect(mail.messages).toHaveLength(3);
  const audited = await inTenant(context, (db) => db.auditEvent.findMany({ where: { subjectType: "alert" } }));
  expect(audited).toMatchObject([{ action: "alert.acknowledged", actorLabel: context.actor.label }]);
});

test("an acknowledgement that is taken back makes the alert open again: counted, and told again when nobody acts for a day", async () => {
  await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
  await evaluateAndSend();
  const [alert] = await open();
  const id = alert?.id ?? "";
  const nobody = { ok: false, failure: { code: "conflict", message: "Nobody has acknowledged it any more." } };
  expect(await unacknowledgeAlert(context, id)).toEqual(nobody);
  expectSuccess(await acknowledgeAlert(context, id));
  expectSuccess(await unacknowledgeAlert(context, id));
  expect(await unacknowledgeAlert(context, id)).toEqual(nobody);
  expect(await open()).toMatchObject([{ id, acknowledged: null }]);
  expect(await countOpenAlerts(context)).toBe(1);
  // Who was told is not told once more at once.
  await evaluateAndSend();
  await evaluateAndSend(hours(23));
  expect(mail.messages).toHaveLength(1);
  await evaluateAndSend(hours(25));
  expect(subjects().filter((subject) => subject.includes("Nobody has acted"))).toHaveLength(1);
  expectSuccess(await acknowledgeAlert(context, id));
  const audited = await inTenant(context, (db) =>
    db.auditEvent.findMany({ where: { subjectType: "alert" }, orderBy: { at: "asc" } }),
  );
  expect(audited).toMatchObject([
    { action: "alert.acknowledged" },
    { action: "alert.unacknowledged", details: { acknowledgedBy: context.actor.label } },
    { action: "alert.acknowledged" },
  ]);
});

test("of ten who take an acknowledgement back at once one does, and it is recorded once", async () => {
  await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
  await evaluateAndSend();
  const id = (await open())[0]?.id ?? "";
  expectSuccess(await acknowledgeAlert(context, id));
  const ends = await Promise.all(Array.from({ length: 10 }, () => unacknowledgeAlert(context, id)));
  expect(ends.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await inTenant(context, (db) => db.auditEvent.count({ where: { action: "alert.unacknowledged" } }))).toBe(1);
});

test("a snoozed alert is quiet until then, and told again if it is open still", async () => {
  await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
  await evaluateAndSend();
  const [alert] = await open();
  expectSuccess(await snoozeAlert(context, alert?.id ?? "", "1d"));
  await evaluateAndSend(hours(23));
  expect(await open()).toMatchObject([{ snoozed: { by: context.actor.label, until: expect.any(Date) } }]);
  expect(mail.messages).toHaveLength(1);
  await evaluateAndSend(hours(24.1));
  expect(subjects()[1]).toContain("Update: ");
  expect(await open()).toMatchObject([{ snoozed: null }]);
  expectSuccess(await snoozeAlert(context, alert?.id ?? "", "until_change"));
  expect(await open()).toMatchObject([{ snoozed: { until: null } }]);
  await evaluateAndSend(hours(200));
  expect(mail.messages).toHaveLength(2);
  expectSuccess(await snoozeAlert(context, alert?.id ?? "", "end"));
  expect(await open()).toMatchObject([{ snoozed: null }]);
});

describe("a message", () => {
  test("that the server does not take now is tried again; one that it refuses is given up", async () => {
    await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    mail.mood = "busy";
    await evaluateAndSend();
    const [alert] = await open();
    const notices = async () => (await getAlert(context, alert?.id ?? ""))?.notices ?? [];
    expect(await notices()).toMatchObject([
      { status: "pending", tries: 1, error: expect.stringContaining("right now") },
    ]);
    expect(await sendDueNotices(never)).toEqual({ sent: 0, failed: 0 });
    mail.mood = "take";
    await makeDue();
    expect(await sendDueNotices(never)).toEqual({ sent: 1, failed: 0 });
    expect(await notices()).toMatchObject([{ status: "sent", tries: 2, error: null, sentAt: expect.any(Date) }]);

    await newCheckedEmail(context, { address: "billing@acme.test" }, { cause: "imap_disabled" });
    mail.mood = "refuse";
    await evaluateAndSend();
    await makeDue();
    expect(await sendDueNotices(never)).toEqual({ sent: 0, failed: 0 });
    const statuses = await inTenant(context, (db) =>
      db.alertNotice.findMany({ select: { status: true, error: true } }),
    );
    expect(statuses).toContainEqual({ status: "failed", error: expect.stringContaining("refused the message") });
  });

  test("whose sender was cut off before it was noted is sent again, under the same Message-ID", async () => {
    await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
    await evaluateAndSend();
    await inTenant(context, (db) =>
      db.alertNotice.updateMany({ data: { status: "pending", sentAt: null, dueAt: hours(-1) } }),
    );
    await sendDueNotices(never);
    const ids = mail.messages.map(({ text }) => /^Message-ID: (.*)\r$/im.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("goes out once, whoever sends at the same time", async () => {
    for (const name of ["one", "two"]) {
      context = await newTenantContext();
      await newCheckedEmail(context, { address: `${name}@acme.test` }, wrongPassword);
      await evaluate();
    }
    await Promise.all([sendDueNotices(never), sendDueNotices(never), sendDueNotices(never)]);
    expect(mail.messages).toHaveLength(2);
  });
});

test("a viewer may look and not act, and what is old is removed", async () => {
  await newCheckedEmail(context, { address: "support@acme.test" }, wrongPassword);
  await evaluateAndSend();
  const viewer: UserContext = { ...context, actor: { ...context.actor, role: "viewer" } };
  const [alert] = (await listAlerts(viewer, { filter: "open", page: 1 })).alerts;
  await expect(acknowledgeAlert(viewer, alert?.id ?? "")).rejects.toThrow(Forbidden);
  await expect(unacknowledgeAlert(viewer, alert?.id ?? "")).rejects.toThrow(Forbidden);
  await expect(snoozeAlert(viewer, alert?.id ?? "", "1h")).rejects.toThrow(Forbidden);
  const old = hours(-91 * 24);
  await inTenant(context, (db) => db.alertNotice.updateMany({ data: { createdAt: old } }));
  expect(await removeOldAlerts(never)).toBe(0);
  await inTenant(context, (db) => db.alert.updateMany({ data: { resolvedAt: old } }));
  expect(await removeOldAlerts(never)).toBe(1);
  expect(await removeOldNotices(never)).toBe(1);
});

function startProcess(): ChildProcess {
  return fork("tests/integration/database/evaluate-process.ts", [], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}
