import { warningDays } from "@/lib/idp-config/warning-days";

/** So many days before an end the first warning is due. */
export const firstWarningDays = warningDays[0];

const msPerDay = 86_400_000;

/** Whole days until a moment, rounded up; zero or less when it has passed. */
export function daysUntil(end: Date, now: Date): number {
  return Math.ceil((end.getTime() - now.getTime()) / msPerDay);
}

/**
 * The smallest of 60, 30, 14, 7 and 1 days that has been reached before `end`, or null where none has. Days that are
 * more than `share` of what it lasts in all, counted from `since`, do not count: what lasts two weeks and is renewed in
 * time would be warned of all its life.
 */
export function reachedDays(
  end: Date,
  now: Date,
  { since, share }: { since: Date | null; share: number } = { since: null, share: 1 },
): number | null {
  const left = daysUntil(end, now);
  const most = since === null ? Number.POSITIVE_INFINITY : ((end.getTime() - since.getTime()) / msPerDay) * share;
  return warningDays.findLast((days) => left <= days && days <= most) ?? null;
}
