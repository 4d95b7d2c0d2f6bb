import { addSeconds } from "@/lib/clock";

/** How long after the first, second, … transient failure in a row the next check comes, in minutes; then as usual. */
const retryMinutes = [2, 5, 10, 20, 30];
/** A fifth of the wait is left to chance, so that what began together drifts apart. */
const jitter = 0.2;

export type CheckOutcome = "healthy" | "transient" | "failed";

/**
 * When a half is checked again without anybody asking. One that is well, or that somebody has to mend first, after
 * `everyMinutes`; one whose trouble passes by itself sooner, and later each time. `random` gives numbers from 0 to 1.
 */
export function planNextCheck(
  { outcome, failedInRow }: { outcome: CheckOutcome; failedInRow: number },
  now: Date,
  everyMinutes: number,
  random: () => number,
): Date {
  const retry = outcome === "transient" ? retryMinutes[Math.max(0, failedInRow - 1)] : undefined;
  const minutes = Math.min(everyMinutes, retry ?? everyMinutes);
  return addSeconds(now, minutes * 60 * (1 - jitter / 2 + jitter * random()));
}
