import type { TestProject } from "vitest/node";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { createProductDatabase, startPostgres } from "@/tests/servers/postgres";
import { testEnvironment } from "./environment";
import { trustPracticeAuthority } from "./practice-authority";

/** Starts a PostgreSQL server for the whole run, migrated. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const environment = testEnvironment(await createProductDatabase(postgres));
  trustPracticeAuthority();
  project.provide("environment", environment);
  Object.assign(process.env, environment);
  await migrate();
  await disconnect();
  return () => postgres.stop();
}
