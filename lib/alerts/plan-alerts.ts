import { addSeconds } from "@/lib/clock";
import type { Condition, KnownAlert, Resolution } from "./condition";
import { continueAlert, planEscalation, storedFields } from "./continue-alert";
import type { AlertKind } from "./schema";
import type { Step } from "./step";

/** An alert that comes back within this time is the old one. */
export const reopenSeconds = 30 * 60;
/** One that came back is told when it has lasted for this long. */
const backSeconds = 10 * 60;

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
    return condition === undefined ? end(alert, resolve(alert), now) : continueAlert(alert, condition, now);
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
    change: { isTold: true, escalateAt: planEscalation(condition, null, now) },
    joined: condition.subjects,
    moved: [],
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
      escalateAt: planEscalation(condition, alert.acknowledgedAt, now),
    },
    joined: condition.subjects,
    moved: [],
    left: [],
    notice: null,
  };
}

function isQuiet({ acknowledgedAt, snoozedAt, snoozedUntil }: KnownAlert, now: Date): boolean {
  return acknowledgedAt !== null || (snoozedAt !== null && (snoozedUntil === null || snoozedUntil > now));
}

function end(alert: KnownAlert, resolution: Resolution, now: Date): Step {
  return {
    alert,
    condition: null,
    change: { resolvedAt: now, resolution, isTold: false, notifyAt: null, escalateAt: null, changedAt: now },
    joined: [],
    moved: [],
    left: alert.subjects,
    // Whoever heard last that it had recovered need not hear it again.
    notice: alert.isTold ? { kind: "recovered" } : null,
  };
}
