import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";

/**
 * A migrated database without a tenant, of the kind that the run is on, for a test file that must not share one.
 * To be called before anything reads the environment; answers how to end it. `migrationsDir` holds fewer of the
 * migrations, for the database of an older release.
 */
export async function useEmptyDatabase(migrationsDir?: string): Promise<() => Promise<void>> {
  const shared = new URL(inject("environment").DATABASE_URL ?? "");
  const stop = shared.searchParams.has("host") ? await startEmbedded() : await createDatabase(shared);
  await migrate(migrationsDir);
  return async () => {
    await disconnect();
    await stop();
  };
}

async function startEmbedded(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-"));
  const database = fork("scripts/embedded-database.mjs", [dataDir], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await once(database, "message");
  process.env.DATABASE_URL = embeddedAddress(dataDir).url;
  return async () => {
    const gone = once(database, "exit");
    database.disconnect();
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** On the run's own server, which is gone with all its databases after the run. */
async function createDatabase(shared: URL): Promise<() => Promise<void>> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  const asOperator = new URL(shared);
  asOperator.username = "postgres";
  const operator = new pg.Client({ connectionString: asOperator.href });
  await operator.connect();
  await operator.query(`CREATE DATABASE ${name} OWNER ${shared.username}`);
  await operator.end();
  const url = new URL(shared);
  url.pathname = `/${name}`;
  process.env.DATABASE_URL = url.href;
  return () => Promise.resolve();
}
