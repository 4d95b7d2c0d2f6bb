import type { Database } from "@/lib/db/client";

/** A refused IdP Config is tried again after as long as it has been refused already, within these seconds. */
const shortestSeconds = 30;
const longestSeconds = 3600;

/**
 * Whether the caller is the one who may try now whether a refused IdP Config works again: when that is due, one caller
 * gets it, and the next one not before the next time is due, each later than the one before, up to an hour.
 */
export async function takeProbe(db: Database, idpConfigId: string): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE idp_configs SET next_probe_at = clock_timestamp() + make_interval(secs =>
        LEAST(GREATEST(extract(epoch FROM clock_timestamp() - refused_at), ${shortestSeconds}), ${longestSeconds})
          * (0.8 + 0.2 * random()))
    WHERE id = ${idpConfigId}::uuid AND refused_at IS NOT NULL AND next_probe_at <= clock_timestamp()`;
  return taken === 1;
}

/** Lets another Grant try at once whether a refused IdP Config works again, because the one that tried could not tell. */
export async function passProbeOn(db: Database, idpConfigId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE idp_configs SET next_probe_at = clock_timestamp() WHERE id = ${idpConfigId}::uuid AND refused_at IS NOT NULL`;
}
