import type { TestProject } from "vitest/node";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { createProductDatabase, startPostgres } from "@/tests/servers/postgres";
import { createDatabaseLike } from "./database-like";
import { testEnvironment } from "./environment";
import { trustPracticeAuthority } from "./practice-authority";

/** Starts a PostgreSQL server for the whole run, migrated, with a copy of the database for whoever wants an empty one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const databaseUrl = await createProductDatabase(postgres);
  const environment = testEnvironment(databaseUrl);
  trustPracticeAuthority();
  project.provide("environment", environment);
  Object.assign(process.env, environment);
  await migrate();
  await disconnect();
  project.provide("emptyDatabase", await createDatabaseLike(new URL(databaseUrl)));
  return () => postgres.stop();
}
