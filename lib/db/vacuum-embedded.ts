import { z } from "zod";
import { isStandalone } from "./is-standalone";
import { runAlone } from "./run-alone";

/** How many tables there were, how long all of them took, and how long others waited at most, in milliseconds. */
export type Vacuumed = { tables: number; tookMs: number; longestMs: number };

/**
 * Gives the room of dead rows back and refreshes the planner's figures, table by table, where the database is the
 * embedded one: it has no autovacuum, so that tables which are written all the time would grow for ever. Null on
 * PostgreSQL, which does so by itself.
 */
export async function vacuumEmbedded(signal: AbortSignal): Promise<Vacuumed | null> {
  if (!(await isStandalone())) return null;
  const vacuumed: Vacuumed = { tables: 0, tookMs: 0, longestMs: 0 };
  for (const { name } of z.array(tableSchema).parse((await runAlone(listTables)).rows)) {
    if (signal.aborted) break;
    const startedAt = performance.now();
    // A message a table, because VACUUM runs in no transaction, and whoever else asks meanwhile gets a turn in between.
    await runAlone(`VACUUM (ANALYZE) ${name}`);
    const tookMs = Math.round(performance.now() - startedAt);
    vacuumed.tables += 1;
    vacuumed.tookMs += tookMs;
    vacuumed.longestMs = Math.max(vacuumed.longestMs, tookMs);
  }
  return vacuumed;
}

const tableSchema = z.object({ name: z.string() });
/** Those of the catalogue and of the job queue, too. */
const listTables = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' ORDER BY 1`;
