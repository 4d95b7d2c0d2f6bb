import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";
import { startEmbedded } from "./embedded-process";
import { testEnvironment } from "./environment";
import { trustPracticeAuthority } from "./practice-authority";

/** Starts the embedded database in a new folder for the whole run, migrated, with a copy of it for whoever wants an empty one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-"));
  const dataDir = path.join(directory, "shared");
  const emptyDatabase = path.join(directory, "empty");
  const environment = testEnvironment(embeddedAddress(dataDir).url);
  trustPracticeAuthority();
  project.provide("environment", environment);
  project.provide("emptyDatabase", emptyDatabase);
  Object.assign(process.env, environment);
  const end = await startEmbedded(dataDir);
  await migrate();
  await disconnect();
  // Copied while nobody writes to it.
  await end();
  cpSync(dataDir, emptyDatabase, { recursive: true });
  const stop = await startEmbedded(dataDir);
  return async () => {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
