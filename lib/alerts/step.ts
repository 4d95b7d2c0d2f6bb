import type { Condition, KnownAlert, Resolution, Subject } from "./condition";
import type { AlertKind } from "./schema";

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

/** What one evaluation does with one alert. */
export type Step = {
  /** Null for an alert that is to be made from the condition. */
  alert: KnownAlert | null;
  /** Null for one that ends. */
  condition: Condition | null;
  change: AlertChange;
  joined: readonly Subject[];
  /** Those that concern it still and stand differently than they did. */
  moved: readonly Subject[];
  left: readonly Subject[];
  notice: Notice | null;
};
