import { z } from "zod";
import { isStandalone } from "./is-standalone";
import { runAlone } from "./run-alone";

/** So many rows, and beside them a tenth of those that there were, are as many as a plan may not know of. */
const unknownRows = 20;
const unknownShare = 0.1;

/**
 * Refreshes the planner's figures of the tables that have changed much since that was done last, where the database is
 * the embedded one: it has no autovacuum, and a plan that was made for one row can take for ever with a hundred. Cheap
 * where nothing has changed. Answers how many tables there were; null on PostgreSQL, which does so by itself.
 */
export async function analyzeGrown(signal: AbortSignal): Promise<number | null> {
  if (!(await isStandalone())) return null;
  // What was counted is not told before a second has passed, unless it is asked for, and then by the next statement.
  await runAlone("SELECT pg_stat_force_next_flush()");
  let count = 0;
  for (const { name } of tablesSchema.parse((await runAlone(listGrown)).rows)) {
    if (signal.aborted) break;
    // A message a table, so that whoever else asks meanwhile gets a turn in between.
    await runAlone(`ANALYZE ${name}`);
    count += 1;
  }
  return count;
}

const tablesSchema = z.array(z.object({ name: z.string() }));

/** The counts are lost where the database was killed, the sizes are not; `relpages` is that of the last time. */
const listGrown = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
  WHERE c.relkind = 'r' AND (s.n_mod_since_analyze > ${unknownRows} + ${unknownShare} * greatest(c.reltuples, 0)
    OR pg_relation_size(c.oid) > current_setting('block_size')::bigint * (2 * c.relpages + 1))
  ORDER BY 1`;
