import { describe, expect, test } from "vitest";
import type { Condition, KnownAlert, Subject } from "@/lib/alerts/condition";
import { planAlerts } from "@/lib/alerts/plan-alerts";
import type { AlertKind } from "@/lib/alerts/schema";
import type { Step } from "@/lib/alerts/step";
import { addSeconds } from "@/lib/clock";

const now = new Date("2027-01-10T12:00:00Z");
const minutes = (count: number) => addSeconds(now, count * 60);
const hours = (count: number) => minutes(count * 60);

function subject(name: string, state = "broken"): Subject {
  return { systemEmailId: name, half: "remote_mailbox", address: `${name}@acme.test`, state, since: minutes(-5) };
}

function condition(changes: Partial<Condition> = {}): Condition {
  return {
    key: "server:imap.acme.test:993",
    kind: "mailbox_broken",
    cause: "timeout",
    idpConfigId: null,
    systemEmailId: null,
    server: "imap.acme.test:993",
    facts: {},
    daysLeft: null,
    subjects: [subject("one")],
    ...changes,
  };
}

function known(changes: Partial<KnownAlert> = {}): KnownAlert {
  return {
    ...condition(),
    id: "alert",
    openedAt: hours(-2),
    resolvedAt: null,
    isTold: true,
    notifyAt: null,
    escalateAt: hours(22),
    escalationCount: 0,
    acknowledgedAt: null,
    snoozedAt: null,
    snoozedUntil: null,
    leavers: [],
    ...changes,
  };
}

function plan(
  alerts: KnownAlert[],
  conditions: Condition[],
  kinds: AlertKind[] = ["mailbox_broken", "mailbox_trouble"],
): Step[] {
  return planAlerts({ conditions, known: alerts, kinds, resolve: () => "recovered", now });
}

function planOne(alert: KnownAlert | null, of: Condition | null): Step {
  const kinds: AlertKind[] = ["mailbox_broken", "mailbox_trouble", "credential_expiring"];
  const [step] = plan(alert === null ? [] : [alert], of === null ? [] : [of], kinds);
  if (step === undefined) throw new Error("Nothing was planned");
  return step;
}

describe("an alert", () => {
  test("opens once, is told, and escalates a day later", () => {
    expect(planOne(null, condition())).toMatchObject({
      alert: null,
      notice: { kind: "opened" },
      change: { isTold: true, escalateAt: hours(24) },
    });
    expect(planOne(known(), condition())).toMatchObject({ notice: null });
  });

  test("that ends is told as recovered, once", () => {
    expect(planOne(known(), null)).toMatchObject({
      notice: { kind: "recovered" },
      change: { resolvedAt: now, resolution: "recovered" },
    });
    expect(planOne(known({ isTold: false }), null).notice).toBeNull();
  });

  test("of a kind that was not looked at is left alone", () => {
    expect(plan([known({ kind: "credential_expiring", daysLeft: 30 })], [])).toEqual([]);
  });

  test("that comes back within half an hour is the old one, and is told when it has lasted for ten minutes", () => {
    const resolved = known({ resolvedAt: minutes(-20), isTold: false, subjects: [] });
    const back = planOne(resolved, condition());
    expect(back).toMatchObject({ alert: { id: "alert" }, notice: null });
    expect(back.change).toMatchObject({ resolvedAt: null, reopenedAt: now, notifyAt: minutes(10) });
    const lasting = known({ isTold: false, notifyAt: minutes(-1) });
    expect(planOne(lasting, condition())).toMatchObject({ notice: { kind: "opened" }, change: { isTold: true } });
    // And one that goes away before is never told of.
    expect(planOne(known({ isTold: false, notifyAt: minutes(5) }), null).notice).toBeNull();
  });

  test("that mailboxes join says so an hour later at the earliest, and one that leaves says nothing", () => {
    const two = condition({ subjects: [subject("one"), subject("two")] });
    const joined = planOne(known(), two);
    expect(joined).toMatchObject({ notice: null, change: { changedAt: now, notifyAt: hours(1) } });
    expect(joined.joined.map(({ address }) => address)).toEqual(["two@acme.test"]);
    const due = known({ notifyAt: minutes(-1), subjects: two.subjects });
    expect(planOne(due, two)).toMatchObject({ notice: { kind: "updated", why: "joined" }, change: { notifyAt: null } });
    const back = planOne(known({ leavers: [subject("two")] }), two);
    expect(back.joined, "one that comes and goes was told of").toHaveLength(1);
    expect(back.change).toEqual({ ...back.change, changedAt: now });
    expect(back.change.notifyAt).toBeUndefined();
    const left = planOne(known({ subjects: two.subjects }), condition());
    expect(left).toMatchObject({ notice: null, left: [{ systemEmailId: "two" }] });
  });

  test("gets worse at once, and no milder name while it lasts", () => {
    const trouble = known({ kind: "mailbox_trouble", acknowledgedAt: minutes(-10) });
    expect(planOne(trouble, condition())).toMatchObject({ notice: { kind: "updated", why: "worse" } });
    expect(planOne(known(), condition({ kind: "mailbox_trouble" })).change.kind).toBe("mailbox_broken");
  });

  test("escalates once a day until somebody acts", () => {
    const waiting = known({ escalateAt: minutes(-1), escalationCount: 1 });
    expect(planOne(waiting, condition())).toMatchObject({
      notice: { kind: "escalated" },
      change: { escalationCount: 2, escalateAt: hours(24) },
    });
    expect(planOne({ ...waiting, acknowledgedAt: minutes(-5) }, condition()).notice).toBeNull();
    expect(planOne({ ...waiting, snoozedAt: hours(-1), snoozedUntil: hours(1) }, condition()).notice).toBeNull();
  });

  test("is told again when its snooze is over, and not before", () => {
    const snoozed = known({ snoozedAt: hours(-1), snoozedUntil: minutes(30), notifyAt: minutes(30) });
    const two = condition({ subjects: [subject("one"), subject("two")] });
    expect(planOne(snoozed, two)).toMatchObject({ notice: null });
    expect(planOne(snoozed, two).change).not.toHaveProperty("snoozedAt");
    const over = known({ snoozedAt: hours(-1), snoozedUntil: minutes(-1), notifyAt: minutes(-1) });
    expect(planOne(over, condition())).toMatchObject({
      notice: { kind: "updated", why: "snooze_over" },
      change: { snoozedAt: null, snoozedUntil: null, notifyAt: null },
    });
  });

  test("that is snoozed until it changes is told when it does", () => {
    const quiet = known({ snoozedAt: hours(-30), snoozedUntil: null, escalateAt: null });
    expect(planOne(quiet, condition()).notice).toBeNull();
    const two = condition({ subjects: [subject("one"), subject("two")] });
    expect(planOne(quiet, two)).toMatchObject({ notice: { kind: "updated" }, change: { snoozedAt: null } });
  });

  test("of what ends is told at each of its days, whoever had taken the last one on, and never escalates", () => {
    const ending = { kind: "credential_expiring", key: "credential:1", server: null } as const;
    const opened = planOne(null, condition({ ...ending, daysLeft: 60 }));
    expect(opened).toMatchObject({ notice: { kind: "opened" }, change: { escalateAt: null } });
    const taken = known({ ...ending, daysLeft: 60, acknowledgedAt: hours(-1), escalateAt: null });
    expect(planOne(taken, condition({ ...ending, daysLeft: 60 })).notice).toBeNull();
    expect(planOne(taken, condition({ ...ending, daysLeft: 30 }))).toMatchObject({
      notice: { kind: "updated", why: "nearer" },
      change: { acknowledgedAt: null, escalateAt: null },
    });
  });
});
