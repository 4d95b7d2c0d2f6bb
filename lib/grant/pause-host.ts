import type { Database } from "@/lib/db/client";

const shortestSeconds = 3;
const longestSeconds = 3600;
const assumedSeconds = 10;

/**
 * Leaves a provider's host alone for as long as it asked to be, whoever's Grants it is about: `seconds` within bounds,
 * or some where it did not say. A longer pause that stands already is kept.
 */
export async function pauseHost(
  db: Database,
  host: string,
  { seconds, reason }: { seconds: number | null; reason: string },
): Promise<void> {
  const pauseSeconds = Math.min(longestSeconds, Math.max(shortestSeconds, seconds ?? assumedSeconds));
  await db.$executeRaw`
    INSERT INTO provider_hosts AS known (host, paused_until, reason)
    VALUES (${host}, clock_timestamp() + make_interval(secs => ${pauseSeconds}), ${reason})
    ON CONFLICT (host) DO UPDATE SET reason = excluded.reason,
      paused_until = GREATEST(known.paused_until, excluded.paused_until)`;
}
