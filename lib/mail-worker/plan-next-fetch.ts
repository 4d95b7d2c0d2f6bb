const hourSeconds = 3600;

/**
 * In how many seconds a mailbox is due again. After a fetch: its fetch frequency, give or take a twentieth, so that
 * mailboxes that were added together do not fall due together for good. After a failure: twice as long each time, up
 * to an hour or, where that is longer, the frequency. Released: at once. `random` is from 0 up to 1.
 */
export function planNextFetch(
  outcome: "fetched" | "failed" | "released",
  { everyMinutes, failureCount }: { everyMinutes: number; failureCount: number },
  random: number,
): number {
  const everySeconds = everyMinutes * 60;
  switch (outcome) {
    case "fetched":
      return Math.round(everySeconds * (0.95 + random / 10));
    case "failed":
      return Math.max(everySeconds, Math.min(hourSeconds, everySeconds * 2 ** Math.min(failureCount, 12)));
    case "released":
      return 0;
  }
}
