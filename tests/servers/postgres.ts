import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { findFreePorts } from "./free-ports";
import { type OwnedProcess, runUser, startOwnedProcess } from "./owned-process";
import { createTemporaryDirectory } from "./temporary-directory";

/** A private PostgreSQL cluster. */
export interface Postgres {
  /** A connection string for the superuser `postgres`; loopback only, no password. */
  url(databaseName: string): string;
  createDatabase(name: string): Promise<void>;
  /** Ends the server as its operator would (`fast`: connections are told) or as a crash would (`immediate`). */
  halt(mode: "fast" | "immediate"): Promise<void>;
  /** Starts it again on the same port, with the same data, and waits until it answers. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A database for the product as in production: it signs in as a role that may create roles and owns the database, but
 * is no superuser, whom row-level security would not bind. Gives the connection string.
 */
export async function createProductDatabase(postgres: Postgres): Promise<string> {
  const operator = new Client({ connectionString: postgres.url("postgres") });
  await operator.connect();
  await operator.query("CREATE ROLE product LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS");
  await operator.query("CREATE DATABASE mailgrant OWNER product");
  await operator.end();
  const url = new URL(postgres.url("mailgrant"));
  url.username = "product";
  return url.href;
}

const installations = "/usr/lib/postgresql";
const attempts = 5;

/** For data that is worth nothing: the server does not wait for the disk. */
const carelessSettings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Makes a cluster in a temporary folder and starts it, without waiting for the disk unless `settings` say otherwise. */
export async function startPostgres(settings: readonly string[] = carelessSettings): Promise<Postgres> {
  const programs = findPostgresPrograms();
  if (!programs) throw new Error("PostgreSQL is not installed.");
  const directory = createTemporaryDirectory("postgres");
  const user = runUser("postgres");
  if (process.getuid?.() === 0) execFileSync("chown", [`${user.name}:${user.group}`, directory.path]);
  const data = path.join(directory.path, "data");
  const outputPath = path.join(directory.path, "output");
  const parameters = [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
  ];
  const creation = startOwnedProcess({
    command: path.join(programs, "initdb"),
    arguments: parameters,
    runAs: user.name,
    outputPath,
  });
  if ((await creation.exited) !== 0) throw new Error(`initdb failed: ${readFileSync(outputPath, "utf8")}`);

  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await findFreePorts(1);
    const allSettings = ["listen_addresses=127.0.0.1", "max_connections=200", ...settings];
    const launch = () =>
      startOwnedProcess({
        command: path.join(programs, "postgres"),
        arguments: [
          "-D",
          data,
          "-p",
          String(port),
          "-k",
          directory.path,
          ...allSettings.flatMap((setting) => ["-c", setting]),
        ],
        runAs: user.name,
        outputPath,
      });
    const url = (databaseName: string) => `postgresql://postgres@127.0.0.1:${port}/${databaseName}`;
    let server = launch();
    if (await waitUntilReady(server, url("postgres"))) {
      return {
        url,
        createDatabase: (name) => createDatabase(url("postgres"), name),
        halt: (mode) => server.end(mode === "fast" ? "SIGINT" : "SIGQUIT"),
        resume: async () => {
          server = launch();
          if (!(await waitUntilReady(server, url("postgres")))) throw new Error("PostgreSQL did not start again.");
        },
        stop: async () => {
          await server.end("SIGQUIT");
          directory.remove();
        },
      };
    }
    await server.end("SIGKILL");
    if (attempt === attempts) throw new Error(`PostgreSQL did not start: ${readFileSync(outputPath, "utf8")}`);
  }
}

/** The folder of PostgreSQL's programs: Debian's newest version, or one that is in the path. */
function findPostgresPrograms(): string | undefined {
  const versions = existsSync(installations) ? readdirSync(installations).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(installations, version, "bin")),
    ...(process.env.PATH ?? "").split(path.delimiter),
  ];
  return folders.find((folder) => existsSync(path.join(folder, "initdb")) && existsSync(path.join(folder, "postgres")));
}

async function waitUntilReady(server: OwnedProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (!server.hasExited() && Date.now() < deadline) {
    const client = new Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await sleep(30);
    }
  }
  return false;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
