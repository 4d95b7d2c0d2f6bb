import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";
import { testEnvironment } from "./environment";
import { trustPracticeAuthority } from "./practice-authority";

/** Starts the embedded database in a new folder for the whole run, migrated. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "mailgrant-test-"));
  const database = fork("scripts/embedded-database.mjs", [dataDir], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  await once(database, "message");
  const environment = testEnvironment(embeddedAddress(dataDir).url);
  trustPracticeAuthority();
  project.provide("environment", environment);
  Object.assign(process.env, environment);
  await migrate();
  await disconnect();
  return async () => {
    const gone = once(database, "exit");
    database.disconnect();
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  };
}
