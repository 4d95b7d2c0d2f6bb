import { connections } from "./client";

/**
 * Runs one statement in a transaction of its own, bound to no tenant: for the tables that belong to none, such as
 * those of the rate limiter and of the job queue. A text of several statements is taken as it is, without values.
 */
export async function runAlone(
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: unknown[]; rowCount: number | null }> {
  // All connections to the embedded database are one session, which takes their messages in turn and keeps them apart
  // in transactions only. So each statement gets one, and no name, which a second connection could not prepare again.
  const client = await connections().pool.connect();
  try {
    if (values.length === 0) {
      // One message of the simple protocol, which is a transaction by itself unless the text has its own.
      const result = await client.query(text);
      client.release();
      return Array.isArray(result) ? { rows: result.flatMap(({ rows }) => rows), rowCount: null } : result;
    }
    await client.query("BEGIN");
    const result = await client.query(text, [...values]);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // The connection is closed rather than given back in the middle of a transaction.
    client.release(true);
    throw error;
  }
}
