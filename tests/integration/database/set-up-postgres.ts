import pg from "pg";
import type { TestProject } from "vitest/node";
import { disconnect } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { startPostgres } from "@/tests/servers/postgres";
import { testEnvironment } from "./environment";

/**
 * Starts a PostgreSQL server for the whole run, migrated. The product signs in as in production, as a role that may
 * create roles and owns its database but is no superuser, whom row-level security would not bind.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const operator = new pg.Client({ connectionString: postgres.url("postgres") });
  await operator.connect();
  await operator.query("CREATE ROLE product LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS");
  await operator.query("CREATE DATABASE mailgrant OWNER product");
  await operator.end();
  const url = new URL(postgres.url("mailgrant"));
  url.username = "product";
  const environment = testEnvironment(url.href);
  project.provide("environment", environment);
  Object.assign(process.env, environment);
  await migrate();
  await disconnect();
  return () => postgres.stop();
}
