import { addSeconds } from "@/lib/clock";
import { type Condition, type KnownAlert, type Subject, subjectId } from "./condition";
import type { AlertChange, Notice, Step } from "./step";

/** Mailboxes that join an alert are told of together, so long after the last message at the earliest. */
const updateSeconds = 3600;
/** Everybody is reminded so long after a message that nobody acted on. */
export const escalateHours = 24;

/**
 * The step of an open alert whose condition still holds. What got worse or nearer is told at once, mailboxes that joined
 * an hour later; of one that somebody has taken on or snoozed nothing else is told.
 */
export function continueAlert(alert: KnownAlert, condition: Condition, now: Date): Step {
  const { isWorse, isNearer, hasNew, joined, moved, left } = compare(alert, condition);
  const hasChanged = isWorse || isNearer || hasNew;
  const step = { alert, condition, joined, moved, left };
  const change: AlertChange = {
    ...storedFields(condition),
    // It does not get a milder name while it lasts.
    ...(alert.kind === "mailbox_broken" && condition.kind === "mailbox_trouble" ? { kind: alert.kind } : {}),
    ...(hasChanged || joined.length + left.length > 0 ? { changedAt: now } : {}),
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
  return { ...step, ...speak(alert, condition, { change, hasNew }, now) };
}

/** What of a condition is stored with its alert, and may change while it is open. */
export function storedFields({ kind, cause, facts, daysLeft }: Condition): AlertChange {
  return { kind, cause, facts, daysLeft };
}

/**
 * When everybody is told again unless somebody acts. What ends on a day is told of again when that day is nearer; once a
 * day in between would be noise.
 */
export function planEscalation({ daysLeft }: Condition, acknowledgedAt: Date | null, now: Date): Date | null {
  return daysLeft === null && acknowledgedAt === null ? addSeconds(now, escalateHours * 3600) : null;
}

function compare(alert: KnownAlert, condition: Condition) {
  const before = new Map(alert.subjects.map((subject) => [subjectId(subject), subject]));
  const joined: Subject[] = [];
  const moved: Subject[] = [];
  for (const subject of condition.subjects) {
    const id = subjectId(subject);
    const stored = before.get(id);
    if (stored === undefined) joined.push(subject);
    else if (hasMoved(stored, subject)) moved.push(subject);
    before.delete(id);
  }
  // One that comes and goes was told of before.
  const leavers = new Set(alert.leavers.map(subjectId));
  const hasNew = joined.some((subject) => !leavers.has(subjectId(subject)));
  const left = [...before.values()];
  const isWorse = alert.kind === "mailbox_trouble" && condition.kind !== "mailbox_trouble";
  const isNearer = condition.daysLeft !== null && alert.daysLeft !== null && condition.daysLeft < alert.daysLeft;
  return { isWorse, isNearer, hasNew, joined, moved, left };
}

function hasMoved(before: Subject, after: Subject): boolean {
  return (
    before.state !== after.state ||
    before.address !== after.address ||
    before.since?.getTime() !== after.since?.getTime()
  );
}

type Spoken = Pick<Step, "change" | "notice">;

/** What is told of an alert that nobody has taken on, now or later. */
function speak(
  alert: KnownAlert,
  condition: Condition,
  { change, hasNew }: { change: AlertChange; hasNew: boolean },
  now: Date,
): Spoken {
  const isWoken = alert.snoozedAt !== null && alert.snoozedUntil === null;
  if (isWoken || isOver(alert.notifyAt, now)) return remind(alert, condition, change, now);
  if (isOver(alert.escalateAt, now)) {
    const escalationCount = alert.escalationCount + 1;
    return { change: { ...change, ...told(alert, condition, now), escalationCount }, notice: { kind: "escalated" } };
  }
  const isToUpdate = hasNew && alert.notifyAt === null;
  return { change: isToUpdate ? { ...change, notifyAt: addSeconds(now, updateSeconds) } : change, notice: null };
}

function isOver(moment: Date | null, now: Date): boolean {
  return moment !== null && moment <= now;
}

/** What was put off: that it is back, that its snooze is over, or that mailboxes have joined. */
function remind(alert: KnownAlert, condition: Condition, change: AlertChange, now: Date): Spoken {
  const notice: Notice = !alert.isTold
    ? { kind: "opened" }
    : { kind: "updated", why: alert.snoozedUntil === null ? "joined" : "snooze_over" };
  return { change: { ...change, ...told(alert, condition, now) }, notice };
}

function told({ acknowledgedAt }: KnownAlert, condition: Condition, now: Date): AlertChange {
  return { isTold: true, notifyAt: null, escalateAt: planEscalation(condition, acknowledgedAt, now) };
}

const awake = { snoozedAt: null, snoozedBy: null, snoozedUntil: null } as const;

function isSnoozeOver({ snoozedAt, snoozedUntil }: KnownAlert, hasChanged: boolean, now: Date): boolean {
  if (snoozedAt === null) return false;
  return snoozedUntil === null ? hasChanged : snoozedUntil <= now;
}
