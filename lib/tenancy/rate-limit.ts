import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { sha256 } from "@/lib/crypto/hash";
import { runAlone } from "@/lib/db/run-alone";

/** How often something may be tried: `points` times in `perSeconds`, counted for all instances together. */
export type Limit = { name: string; points: number; perSeconds: number };

/**
 * Takes one point of each limit for its subject, or as many as are named. Answers how long to wait, in seconds, when one
 * is used up, else 0. Only a hash of the subject is stored.
 */
export async function takePoints(uses: { limit: Limit; subject: string; points?: number }[]): Promise<number> {
  await sweepNowAndThen();
  const waits = await Promise.all(
    uses.map(async ({ limit, subject, points = 1 }) => {
      try {
        await limiterOf(limit).consume(sha256(subject), points);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw refusal;
      }
    }),
  );
  return Math.max(0, ...waits);
}

/** Gives a subject all its points back, after a success. */
export async function givePointsBack(limit: Limit, subject: string): Promise<void> {
  await limiterOf(limit).delete(sha256(subject));
}

const sweepEveryMs = 10 * 60_000;
let sweptAt = Number.NEGATIVE_INFINITY;

/** Deletes the counters that have run out: whoever invents addresses to try would else fill the table for good. */
async function sweepNowAndThen(): Promise<void> {
  if (performance.now() - sweptAt < sweepEveryMs) return;
  sweptAt = performance.now();
  await runAlone("DELETE FROM rate_limits WHERE expire < $1", [Date.now()]);
}

function limiterOf(limit: Limit): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: { query: ({ text, values }: { text: string; values?: unknown[] }) => runAlone(text, values) },
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    keyPrefix: limit.name,
    points: limit.points,
    duration: limit.perSeconds,
    clearExpiredByTimeout: false,
  });
}
