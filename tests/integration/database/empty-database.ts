import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";
import { createDatabaseLike } from "./database-like";
import { startEmbedded } from "./embedded-process";

/**
 * A migrated database without a tenant, of the kind that the run is on, for a test file that must not share one: a copy
 * of one that the run has. To be called before anything reads the environment; answers how to end it. `migrationsDir`
 * holds fewer of the migrations, for the database of an older release, which is made anew.
 */
export async function useEmptyDatabase(migrationsDir?: string): Promise<() => Promise<void>> {
  const shared = new URL(inject("environment").DATABASE_URL ?? "");
  const isNew = migrationsDir !== undefined;
  const stop = shared.searchParams.has("host") ? await makeEmbedded(isNew) : await makeOnServer(shared, isNew);
  await migrate(migrationsDir);
  return async () => {
    await disconnect();
    await stop();
  };
}

async function makeEmbedded(isNew: boolean): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-"));
  if (!isNew) cpSync(inject("emptyDatabase"), dataDir, { recursive: true });
  const stop = await startEmbedded(dataDir);
  process.env.DATABASE_URL = embeddedAddress(dataDir).url;
  return async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** On the run's own server, which is gone with all its databases after the run. */
async function makeOnServer(shared: URL, isNew: boolean): Promise<() => Promise<void>> {
  process.env.DATABASE_URL = isNew
    ? await createDatabaseLike(shared, { isCopy: false })
    : await createDatabaseLike(new URL(inject("emptyDatabase")));
  return () => Promise.resolve();
}
