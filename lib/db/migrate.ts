import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { connections } from "./client";

// Any constant will do, as long as every instance of Mailgrant takes the same one.
const advisoryLock = 7_215_001;

/**
 * Applies the migrations that this database lacks, each in one transaction, under a lock that makes a second
 * instance wait. Records them where `prisma migrate deploy` does, so that it stays usable.
 * Throws when a migration that was applied has been edited since, and DatabaseTooOld before anything else.
 */
export async function migrate(migrationsDir = path.join(process.cwd(), "prisma/migrations")): Promise<string[]> {
  const names = (await readdir(migrationsDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const client = await connectWhenReady();
  try {
    await requireNewEnough(client);
    const applied: string[] = [];
    for (const name of names) {
      const sql = await readFile(path.join(migrationsDir, name, "migration.sql"), "utf8");
      if (await applyOnce(client, name, sql)) applied.push(name);
    }
    return applied;
  } finally {
    client.release();
  }
}

const startPatienceMs = 60_000;

/** A connection, once the database server answers: it may be starting at this very moment too. */
async function connectWhenReady(): Promise<pg.PoolClient> {
  const giveUpAt = performance.now() + startPatienceMs;
  for (;;) {
    try {
      return await connections().pool.connect();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!startingCodes.has(code) || performance.now() > giveUpAt) throw error;
      await wait(50);
    }
  }
}

/** No socket yet, nobody listening yet, and PostgreSQL's own "the database system is starting up". */
const startingCodes = new Set(["ENOENT", "ECONNREFUSED", "57P03"]);

/** The database server is older than what the migrations are written for. */
export class DatabaseTooOld extends Error {
  override name = "DatabaseTooOld";
}

const oldestMajor = 15;

async function requireNewEnough(client: pg.PoolClient): Promise<void> {
  await client.query("BEGIN");
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int / 10000 AS major");
  await client.query("COMMIT");
  const { major } = rows[0];
  if (major >= oldestMajor) return;
  throw new DatabaseTooOld(`DATABASE_URL: PostgreSQL ${oldestMajor} or newer is needed, and this is ${major}`);
}

// The lock is the transaction's, not the session's: the embedded database has one session for everybody.
async function applyOnce(client: pg.PoolClient, name: string, sql: string): Promise<boolean> {
  const checksum = createHash("sha256").update(sql).digest("hex");
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [advisoryLock]);
    await client.query(recordTable);
    const { rows } = await client.query("SELECT checksum FROM _prisma_migrations WHERE migration_name = $1", [name]);
    if (rows.length > 0) {
      if (rows[0].checksum !== checksum) throw new Error(`The migration ${name} was edited after it was applied here`);
      await client.query("COMMIT");
      return false;
    }
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, now(), $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

const recordTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
