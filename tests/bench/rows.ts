import { Client } from "pg";
import { z } from "zod";
import type { SeededDatabase } from "./database";

const countsSchema = z.object({ once: z.coerce.number(), other: z.coerce.number(), leased: z.coerce.number() });

/** How many Grants have been refreshed exactly once since they were seeded, how many otherwise, how many are leased. */
export async function countRefreshedRows({ superuserUrl }: SeededDatabase): Promise<z.infer<typeof countsSchema>> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE version = 2 AND last_refreshed_at IS NOT NULL AND failure_count = 0) AS once,
       count(*) FILTER (WHERE version > 2 OR failure_count > 0) AS other,
       count(*) FILTER (WHERE lease_owner IS NOT NULL) AS leased FROM grants`,
  );
  await client.end();
  return countsSchema.parse(rows[0]);
}
