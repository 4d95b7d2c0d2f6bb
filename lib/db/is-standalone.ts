import { z } from "zod";
import { runAlone } from "./run-alone";

const backendsSchema = z.array(z.object({ backend_type: z.string().nullable() }));

/**
 * Whether the database is the embedded one, beside which nothing vacuums or analyzes: a server that takes connections
 * says "client backend" of each.
 */
export async function isStandalone(): Promise<boolean> {
  const { rows } = await runAlone("SELECT backend_type FROM pg_stat_activity WHERE pid = pg_backend_pid()");
  return backendsSchema.parse(rows)[0]?.backend_type === "standalone backend";
}
