import { randomBytes } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { Client } from "pg";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";
import { createProductDatabase, type Postgres, startPostgres } from "@/tests/servers/postgres";
import { startChild } from "./child";
import type { SeededTenant, SeedOptions } from "./seed";

export type DatabaseKind = "postgres" | "embedded";

/** A database with one seeded tenant, and the environment in which the product runs on it. */
export type SeededDatabase = {
  kind: DatabaseKind;
  tenant: SeededTenant;
  env: NodeJS.ProcessEnv;
  /** For reading the rows as they are: a superuser's. */
  superuserUrl: string;
};

/** Where databases come from; stopping it stops them all. */
export type DatabaseServer = {
  kind: DatabaseKind;
  version: string;
  /** Makes a database and seeds it. */
  seed(options: SeedOptions): Promise<SeededDatabase>;
  stop(): Promise<void>;
};

/** As a careful operator sets a small server up: it waits for the disk at every commit, and has a quarter of the memory. */
const productionSettings = [
  `shared_buffers=${Math.floor(os.totalmem() / 4 / 2 ** 20)}MB`,
  `effective_cache_size=${Math.floor(os.totalmem() / 2 / 2 ** 20)}MB`,
  "max_wal_size=8GB",
  "random_page_cost=1.1",
  "jit=off",
];

/** A PostgreSQL server with a database a tenant, or one embedded database process a tenant; all below `directory`. */
export function startDatabaseServer(kind: DatabaseKind, directory: string): Promise<DatabaseServer> {
  return kind === "postgres" ? startPostgresServer(directory) : Promise.resolve(createEmbeddedServer(directory));
}

async function startPostgresServer(directory: string): Promise<DatabaseServer> {
  const postgres = await startPostgres(productionSettings);
  const firstUrl = new URL(await createProductDatabase(postgres));
  const version = await readVersion(postgres.url("postgres"));
  let isFirstFree = true;
  return {
    kind: "postgres",
    version,
    async seed(options) {
      const url = new URL(firstUrl);
      if (!isFirstFree) url.pathname = `/${await createOwnDatabase(postgres, url.username)}`;
      isFirstFree = false;
      return seedDatabase("postgres", directory, url.href, postgres.url(url.pathname.slice(1)), options);
    },
    stop: () => postgres.stop(),
  };
}

async function createOwnDatabase(postgres: Postgres, owner: string): Promise<string> {
  const name = `bench_${randomBytes(4).toString("hex")}`;
  const operator = new Client({ connectionString: postgres.url("postgres") });
  await operator.connect();
  await operator.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  await operator.end();
  return name;
}

function createEmbeddedServer(directory: string): DatabaseServer {
  const stops: (() => Promise<void>)[] = [];
  return {
    kind: "embedded",
    version: "PGlite",
    async seed(options) {
      const dataDir = path.join(directory, options.slug);
      const logFile = path.join(directory, `${options.slug}-database.log`);
      const database = startChild("scripts/embedded-database.mjs", [dataDir], { env: productEnvironment({}), logFile });
      stops.push(database.stop);
      await database.listen();
      const { url } = embeddedAddress(dataDir);
      return seedDatabase("embedded", directory, url, url, options);
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

async function seedDatabase(
  kind: DatabaseKind,
  directory: string,
  databaseUrl: string,
  superuserUrl: string,
  options: SeedOptions,
): Promise<SeededDatabase> {
  const env = productEnvironment({
    DATABASE_URL: databaseUrl,
    DATA_DIR: path.join(directory, options.slug),
    MAILGRANT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  });
  const seeder = startChild("tests/bench/seed-process.ts", [], {
    env,
    logFile: path.join(directory, `${options.slug}-seed.log`),
  });
  const tenant = asSeededTenant(await seeder.ask(options));
  await seeder.stop();
  return { kind, tenant, env, superuserUrl };
}

function asSeededTenant(message: unknown): SeededTenant {
  const isTenant = (value: unknown): value is SeededTenant =>
    typeof value === "object" && value !== null && "workerKey" in value;
  if (!isTenant(message)) throw new Error("The seeding process answered something else");
  return message;
}

/** The product's environment in a bench, without what a developer set for a product of their own. */
function productEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const product =
    /^(DATABASE_URL|AUTH_SECRET|PUBLIC_URL|HOST|PORT|DATA_DIR|SIGN_UP|NODE_ENV|MAILGRANT_.*|OTEL_.*|.*_SMTP_URL)$/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !product.test(name))),
    ...own,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
    MAILGRANT_ROLE: "web",
    // The seeded mailboxes are at servers that nobody is to call.
    MAILGRANT_CHECK_EVERY_MINUTES: "0",
    MAILGRANT_RATE_LIMIT_PER_KEY: "0",
    MAILGRANT_RATE_LIMIT_PER_TENANT: "0",
  };
}

async function readVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("SELECT current_setting('server_version') AS version");
  await client.end();
  return `PostgreSQL ${rows[0].version}`;
}
