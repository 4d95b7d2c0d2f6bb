import pg from "pg";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";
import type { Stage } from "./stage";

/**
 * Runs one statement on the product's embedded database, past the product. In a transaction, because the embedded
 * database has one session for everybody, and keeps connections apart inside transactions only.
 */
export async function queryEmbedded(
  stage: Stage,
  statement: string,
  parameters: string[],
): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client(embeddedAddress(stage.dataDir).url);
  await client.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query(statement, parameters);
    await client.query("COMMIT");
    return rows;
  } finally {
    await client.end();
  }
}
