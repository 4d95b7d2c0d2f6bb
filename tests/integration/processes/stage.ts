import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import PgBoss from "pg-boss";
import { z } from "zod";
import { type Child, startChild } from "@/tests/bench/child";
import type { SeededTenant, SeedOptions } from "@/tests/bench/seed";
import { type CountingTokenServer, startCountingTokenServer } from "@/tests/servers/counting-token-server";
import { findFreePorts } from "@/tests/servers/free-ports";
import { createProductDatabase, type Postgres, startPostgres } from "@/tests/servers/postgres";

export const metricsToken = "practice-metrics-token";

/** A process of the product, and where it answers. */
export type ProductProcess = Child & { origin: string; log(): string };

/** One PostgreSQL with a seeded tenant, whose Grants a counting token server renews; as many processes as wanted. */
export type Stage = {
  postgres: Postgres;
  env: NodeJS.ProcessEnv;
  tenant: SeededTenant;
  tokens: CountingTokenServer;
  /** Reads and writes the rows as they are, as a superuser. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  startJobs(variables?: Record<string, string>): Promise<ProductProcess>;
  startWeb(variables?: Record<string, string>): Promise<ProductProcess>;
  /** Asks for one run of the sweep now instead of at the next full minute. */
  askForSweep(): Promise<void>;
  stop(): Promise<void>;
};

/** Sets the stage. No process of the product runs yet. */
export async function setStage(
  seed: Omit<SeedOptions, "tokenEndpoint" | "slug">,
  tokenOptions: { delayMs?: number; lifetimeSeconds?: number } = {},
): Promise<Stage> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mailgrant-processes-"));
  const postgres = await startPostgres();
  const tokens = await startCountingTokenServer(tokenOptions);
  const databaseUrl = await createProductDatabase(postgres);
  const env = productEnvironment(databaseUrl, directory);
  const running: Child[] = [];
  const start = (script: string, args: string[], variables: Record<string, string>, port: number) => {
    const logFile = path.join(directory, `${path.basename(script)}-${port}.log`);
    const child = startChild(script, args, { env: { ...env, ...variables }, logFile });
    running.push(child);
    return { ...child, origin: `http://127.0.0.1:${port}`, log: () => readFileSync(logFile, "utf8") };
  };
  const seeder = start("tests/bench/seed-process.ts", [], {}, 0);
  const tenant = seededTenantSchema.parse(
    await seeder.ask({ ...seed, slug: "acme", tokenEndpoint: tokens.tokenEndpoint }),
  );
  const superuserUrl = postgres.url("mailgrant");
  return {
    postgres,
    env,
    tenant,
    tokens,
    query: (text, values = []) => querySuperuser(superuserUrl, text, values),
    async startJobs(variables = {}) {
      const [port = 0] = await findFreePorts(1);
      const jobs = start("scripts/jobs.ts", [], { JOBS_PORT: String(port), ...variables }, port);
      await jobs.listen();
      return jobs;
    },
    async startWeb(variables = {}) {
      const [port = 0] = await findFreePorts(1);
      const own = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, ...variables };
      const web = start("scripts/serve.mjs", ["127.0.0.1", String(port)], own, port);
      await web.listen();
      return web;
    },
    askForSweep: () => sendJob(superuserUrl, "refresh-sweep"),
    async stop() {
      await Promise.all(running.map((child) => child.stop()));
      await tokens.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const seededTenantSchema = z.object({
  tenantId: z.string(),
  slug: z.string(),
  mailboxCount: z.number(),
  userId: z.string(),
  ownerEmail: z.string(),
  ownerPassword: z.string(),
  workerKey: z.string(),
}) satisfies z.ZodType<SeededTenant>;

/** Without what a developer set for a product of their own. */
function productEnvironment(databaseUrl: string, directory: string): NodeJS.ProcessEnv {
  const product =
    /^(DATABASE_URL|AUTH_SECRET|PUBLIC_URL|HOST|PORT|JOBS_PORT|DATA_DIR|SIGN_UP|NODE_ENV|MAILGRANT_.*|OTEL_.*)$/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !product.test(name))),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    DATA_DIR: directory,
    MAILGRANT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
    // The seeded mailboxes are at servers that nobody is to call.
    MAILGRANT_CHECK_EVERY_MINUTES: "0",
    METRICS_TOKEN: metricsToken,
  };
}

async function querySuperuser(url: string, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(text, values);
    return rows;
  } finally {
    await client.end();
  }
}

async function sendJob(url: string, name: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false, migrate: false });
  await boss.start();
  await boss.send(name, {});
  await boss.stop({ graceful: false });
}
