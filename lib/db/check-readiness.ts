import { readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { runAlone } from "./run-alone";

const patienceMs = 2_000;

/**
 * Whether this process can do its work: the database answers within two seconds, and every migration that this release
 * knows has been applied to it. Answers false instead of throwing, whatever is wrong.
 */
export async function isReady(): Promise<boolean> {
  const giveUp = new AbortController();
  const late = wait(patienceMs, false, { signal: giveUp.signal }).catch(() => false);
  const outcome = await Promise.race([areMigrationsApplied().catch(() => false), late]);
  giveUp.abort();
  return outcome;
}

async function areMigrationsApplied(): Promise<boolean> {
  known ??= await listMigrations();
  const names = known.map((name) => `'${name}'`).join(", ");
  const { rowCount } = await runAlone(
    `SELECT 1 FROM _prisma_migrations WHERE finished_at IS NOT NULL AND migration_name IN (${names})`,
  );
  return rowCount === known.length;
}

let known: string[] | undefined;

/** Names of folders of our own: digits, letters and underscores. */
async function listMigrations(): Promise<string[]> {
  const entries = await readdir(path.join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && /^\w+$/.test(entry.name)).map(({ name }) => name);
}
