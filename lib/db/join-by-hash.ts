import type { Database } from "./client";

/** More do not come within the seconds that pass until the statistics are refreshed; of more a page is read sooner by indexes. */
const smallUpTo = 10_000;

/**
 * Turns nested loops off until the transaction ends, where it sees at most 10,000 System Emails. For what reads all or
 * much of a view that joins many tables, such as `half_states`: a planner whose statistics are older than most of the rows
 * takes each table for one row, so that reading everything anew for every row of every other table looks as good as any
 * way. Three hundred new mailboxes then took minutes; by hashes it takes as long as there are rows. The embedded
 * database, which has one session, would answer nobody else meanwhile.
 */
export async function joinByHash(db: Database): Promise<void> {
  // Releases of PostgreSQL before 18 count the loops that nothing can replace as very dear, and would compile for that.
  await db.$executeRaw`
    SELECT set_config('enable_nestloop', CASE WHEN count(*) > ${smallUpTo} THEN 'on' ELSE 'off' END, true),
      set_config('jit', 'off', true)
    FROM (SELECT FROM system_emails LIMIT ${smallUpTo + 1}) counted`;
}
