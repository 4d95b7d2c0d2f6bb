import { escapeLiteral } from "pg";
import { connections } from "./client";

/** The functions of the migrations that bind themselves to a role, and to the tenant that they are given. */
type BoundFunction = "find_worker_key" | "write_refresh";
type BoundArray = "read_for_key" | "read_for_requests" | "read_leases";
type BoundTable = "read_mailboxes";

type Value = string | number | boolean | null | readonly string[];

/**
 * Calls a function of the database that runs under the role of inTenant or asSystem by itself, in one round trip
 * and a transaction of its own; for the paths where that counts. Each row is one JSON value, as the migration has it; a
 * null is none.
 *
 * The call is one message of PostgreSQL's simple query protocol, with its values as escaped literals: the embedded
 * database takes the messages of all connections in turn, so a statement that came in several would mix with others.
 */
export function callFunction<Row>(name: BoundFunction, values: readonly Value[]): Promise<Row[]> {
  return queryRows(call(name, values));
}

/** As callFunction, for a function that returns an array of JSON values: each is a row. */
export function callArray<Row>(name: BoundArray, values: readonly Value[]): Promise<Row[]> {
  return queryRows(`unnest(${call(name, values)})`);
}

/**
 * As callFunction, for a function that returns a table: each row has its columns. Of a thousand rows of fifty columns
 * that takes the database a quarter of what as many JSON objects take.
 */
export async function callTable<Row extends Record<string, unknown>>(
  name: BoundTable,
  values: readonly Value[],
): Promise<Row[]> {
  const { rows } = await connections().pool.query<Row>(`SELECT * FROM ${call(name, values)}`);
  return rows;
}

async function queryRows<Row>(expression: string): Promise<Row[]> {
  const { rows } = await connections().pool.query<{ row: Row | null }>(`SELECT ${expression} AS row`);
  return rows.flatMap(({ row }) => (row === null ? [] : [row]));
}

function call(name: string, values: readonly Value[]): string {
  return `${name}(${values.map(toLiteral).join(", ")})`;
}

function toLiteral(value: Value): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return escapeLiteral(value);
  if (typeof value === "object") return escapeLiteral(`{${value.map((entry) => JSON.stringify(entry)).join(",")}}`);
  return String(value);
}
