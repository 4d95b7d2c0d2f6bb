import { addSeconds } from "@/lib/clock";
import { type Condition, type KnownAlert, type Resolution, type Subject, subjectId } from "./condition";
import type { AlertKind } from "./schema";

const hour = 3600;
const day = 24 * hour;

/** An alert that comes back within this time is the old one. */
export const reopenSeconds = 30 * 60;
/** One that came back is told when it has lasted for this long. */
const backSeconds = 10 * 60;
/** Mailboxes that join an alert are told of together, so long after the last message at the earliest. */
const updateSeconds = hour;
const escalateSeconds = day;

/** What is told of an alert, and why. */
export type Notice =
  | { kind: "opened" | "escalated" | "recovered" }
  | { kind: "updated"; why: "worse" | "nearer" | "joined" | "snooze_over" };

/** The stored fields of an alert that change. */
export type AlertChange = Partial<{
  kind: AlertKind;
  cause: string | null;
  facts: Condition["facts"];
  daysLeft: number | null;
  changedAt: Date;
  reopenedAt: Date;
  resolvedAt: Date | null;
  resolution: Resolution | null;
  isTold: boolean;
  notifyAt: Date | null;
  escalateAt: Date | null;
  escalationCount: number;
  acknowledgedAt: null;
  acknowledgedBy: null;
  snoozedAt: null;
  snoozedBy: null;
  snoozedUntil: null;
}>;

export type Step = {
  /** Null for an alert that is to be made from the condition. */
  alert: KnownAlert | null;
  /** Null for one that ends. */
  condition: Condition | null;
  change: AlertChange;
  joined: readonly Subject[];
  left: readonly Subject[];
  notice: Notice | null;
};

/**
 * What has to change so that the open alerts are what is true now, and what is told of it. `known` are the open alerts
 * and those that recovered less than half an hour ago; those of other kinds than `kinds` are left alone.
 */
export function planAlerts({
  conditions,
  known,
  kinds,
  resolve,
  now,
}: {
  conditions: readonly Condition[];
  known: readonly KnownAlert[];
  kinds: readonly AlertKind[];
  resolve: (alert: KnownAlert) => Resolution;
  now: Date;
}): Step[] {
  const byKey = new Map(conditions.map((condition) => [condition.key, condition]));
  const mine = known.filter(({ kind }) => kinds.includes(kind));
  const open = mine.filter(({ resolvedAt }) => resolvedAt === null);
  const openKeys = new Set(open.map(({ key }) => key));
  const steps = open.map((alert) => {
    const condition = byKey.get(alert.key);
    return condition === undefined ? end(alert, resolve(alert), now) : goOn(alert, condition, now);
  });
  for (const condition of conditions) {
    if (openKeys.has(condition.key)) continue;
    const resolved = mine.filter((alert) => alert.key === condition.key && alert.resolvedAt !== null);
    const latest = resolved.toSorted((one, other) => Number(other.resolvedAt) - Number(one.resolvedAt))[0];
    steps.push(latest === undefined ? begin(condition, now) : comeBack(latest, condition, now));
  }
  return steps;
}

function begin(condition: Condition, now: Date): Step {
  return {
    alert: null,
    condition,
    change: { isTold: true, escalateAt: escalates(condition) ? addSeconds(now, escalateSeconds) : null },
    joined: condition.subjects,
    left: [],
    notice: { kind: "opened" },
  };
}

/** Nobody is told at once: what comes and goes would fill everybody's mailbox. */
function comeBack(alert: KnownAlert, condition: Condition, now: Date): Step {
  return {
    alert,
    condition,
    change: {
      ...storedFields(condition),
      changedAt: now,
      reopenedAt: now,
      resolvedAt: null,
      resolution: null,
      notifyAt: alert.isTold || isQuiet(alert, now) ? alert.notifyAt : addSeconds(now, backSeconds),
      escalateAt: escalates(condition) && alert.acknowledgedAt === null ? addSeconds(now, escalateSeconds) : null,
    },
    joined: condition.subjects,
    left: [],
    notice: null,
  };
}

function end(alert: KnownAlert, resolution: Resolution, now: Date): Step {
  return {
    alert,
    condition: null,
    change: { resolvedAt: now, resolution, isTold: false, notifyAt: null, escalateAt: null, changedAt: now },
    joined: [],
    left: alert.subjects,
    // Whoever heard last that it had recovered need not hear it again.
    notice: alert.isTold ? { kind: "recovered" } : null,
  };
}

function goOn(alert: KnownAlert, condition: Condition, now: Date): Step {
  const { isWorse, isNearer, hasChanged, joined, left } = compare(alert, condition);
  const step = { alert, condition, joined, left };
  const change: AlertChange = {
    ...storedFields(condition),
    // It does not get a milder name while it lasts.
    ...(alert.kind === "mailbox_broken" && condition.kind === "mailbox_trouble" ? { kind: alert.kind } : {}),
    ...(hasChanged || left.length > 0 ? { changedAt: now } : {}),
    ...(isSnoozeOver(alert, hasChanged, now) ? awake : {}),
  };
  if (isWorse || isNearer) {
    // What somebody took note of was something else.
    const again = isNearer ? { acknowledgedAt: null, acknowledgedBy: null, ...awake } : {};
    return {
      ...step,
      change: { ...change, ...again, ...told(alert, condition, now) },
      notice: alert.isTold ? { kind: "updated", why: isNearer ? "nearer" : "worse" } : { kind: "opened" },
    };
  }
  const isAsleep = alert.snoozedAt !== null && !("snoozedAt" in change);
  if (isAsleep || alert.acknowledgedAt !== null) return { ...step, change, notice: null };
  return { ...step, ...speak(alert, condition, { change, hasJoined: joined.length > 0 }, now) };
}

function compare(alert: KnownAlert, condition: Condition) {
  const before = new Set(alert.subjects.map(subjectId));
  const after = new Set(condition.subjects.map(subjectId));
  const joined = condition.subjects.filter((subject) => !before.has(subjectId(subject)));
  const left = alert.subjects.filter((subject) => !after.has(subjectId(subject)));
  const isWorse = alert.kind === "mailbox_trouble" && condition.kind !== "mailbox_trouble";
  const isNearer = condition.daysLeft !== null && alert.daysLeft !== null && condition.daysLeft < alert.daysLeft;
  return { isWorse, isNearer, joined, left, hasChanged: isWorse || isNearer || joined.length > 0 };
}

/** What is told of an alert that nobody has taken on, now or later. */
function speak(
  alert: KnownAlert,
  condition: Condition,
  { change, hasJoined }: { change: AlertChange; hasJoined: boolean },
  now: Date,
): Pick<Step, "change" | "notice"> {
  const isWoken = alert.snoozedAt !== null && alert.snoozedUntil === null;
  if (isWoken || isOver(alert.notifyAt, now)) return remind(alert, condition, change, now);
  if (isOver(alert.escalateAt, now)) {
    const escalationCount = alert.escalationCount + 1;
    return { change: { ...change, ...told(alert, condition, now), escalationCount }, notice: { kind: "escalated" } };
  }
  const isToUpdate = hasJoined && alert.notifyAt === null;
  return { change: isToUpdate ? { ...change, notifyAt: addSeconds(now, updateSeconds) } : change, notice: null };
}

function isOver(moment: Date | null, now: Date): boolean {
  return moment !== null && moment <= now;
}

/** What was put off: that it is back, that its snooze is over, or that mailboxes have joined. */
function remind(
  alert: KnownAlert,
  condition: Condition,
  change: AlertChange,
  now: Date,
): Pick<Step, "change" | "notice"> {
  const notice: Notice = !alert.isTold
    ? { kind: "opened" }
    : { kind: "updated", why: alert.snoozedUntil === null ? "joined" : "snooze_over" };
  return { change: { ...change, ...told(alert, condition, now) }, notice };
}

function told({ acknowledgedAt }: KnownAlert, condition: Condition, now: Date): AlertChange {
  const isToEscalate = escalates(condition) && acknowledgedAt === null;
  return { isTold: true, notifyAt: null, escalateAt: isToEscalate ? addSeconds(now, escalateSeconds) : null };
}

const awake = { snoozedAt: null, snoozedBy: null, snoozedUntil: null } as const;

function isSnoozeOver({ snoozedAt, snoozedUntil }: KnownAlert, hasChanged: boolean, now: Date): boolean {
  if (snoozedAt === null) return false;
  return snoozedUntil === null ? hasChanged : snoozedUntil <= now;
}

function isQuiet({ acknowledgedAt, snoozedAt, snoozedUntil }: KnownAlert, now: Date): boolean {
  return acknowledgedAt !== null || (snoozedAt !== null && (snoozedUntil === null || snoozedUntil > now));
}

/** What ends on a day is told of again when that day is nearer; once a day in between would be noise. */
function escalates({ daysLeft }: Condition): boolean {
  return daysLeft === null;
}

function storedFields({ kind, cause, facts, daysLeft }: Condition): AlertChange {
  return { kind, cause, facts, daysLeft };
}
