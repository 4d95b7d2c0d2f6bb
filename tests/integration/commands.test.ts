import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { completeEnvironment, isDatabaseListening } from "@/scripts/data-folder.mjs";
import { startDatabase } from "@/scripts/embedded.mjs";
import { embeddedAddress } from "@/scripts/embedded-address.mjs";

let dataDir: string;
beforeEach(() => {
  dataDir = path.join(mkdtempSync(path.join(os.tmpdir(), "mailgrant-commands-")), "data");
});
afterEach(() => rmSync(path.dirname(dataDir), { recursive: true, force: true }));

describe("npm start", () => {
  test("refuses to start on a database without keys, and says how to make one", async () => {
    const outcome = await run("start.mjs", [], { DATABASE_URL: "postgresql://mail@127.0.0.1:1/mail" });
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toMatch(/MAILGRANT_KEYS.*openssl rand -base64 32/);
  });

  test("refuses to run a second time on one data folder", async () => {
    const database = await startDatabase(embeddedEnvironment());
    const outcome = await run("start.mjs", []);
    await database.stop();
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toContain(`running already on the data folder ${dataDir}`);
  });

  test("refuses a data folder whose database is there and whose keys are gone, as every command does", async () => {
    await createTenant("acme");
    rmSync(path.join(dataDir, "keys"));
    for (const outcome of [await run("start.mjs", []), await createTenant("globex")]) {
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stdout + outcome.stderr).toContain("the keys that seal it");
    }
  });

  test("leaves no database behind when it is killed", async () => {
    const script = path.resolve("scripts/embedded.mjs");
    const code = `const { startDatabase } = await import(${JSON.stringify(script)});
      await startDatabase(${JSON.stringify(embeddedEnvironment())}); console.log("up"); setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(starter.stdout, "data");
    expect(await isDatabaseListening(dataDir)).toBe(true);
    starter.kill("SIGKILL");
    await expect.poll(() => isDatabaseListening(dataDir), { timeout: 5_000 }).toBe(false);
  });
});

describe("npm run mailgrant", () => {
  test("makes the data folder for its owner alone, with one key that stays", async () => {
    expect((await createTenant("acme")).exitCode).toBe(0);
    const keys = path.join(dataDir, "keys");
    expect([statSync(dataDir).mode & 0o777, statSync(keys).mode & 0o777]).toEqual([0o700, 0o600]);
    const made = readFileSync(keys, "utf8");
    const [id, key = ""] = made.trim().split(":");
    expect([id, Buffer.from(key, "base64").length]).toEqual(["k1", 32]);
    expect((await createTenant("globex")).exitCode).toBe(0);
    expect(readFileSync(keys, "utf8")).toBe(made);
  });

  test("works beside a running database and without one, and two at once take turns", async () => {
    const alone = await Promise.all([createTenant("acme"), createTenant("globex")]);
    const database = await startDatabase(embeddedEnvironment());
    const beside = await createTenant("initech");
    const twice = await createTenant("acme");
    await database.stop();
    for (const { exitCode, stdout } of [...alone, beside]) {
      expect(exitCode).toBe(0);
      expect(answerSchema.parse(JSON.parse(stdout)).slug).toMatch(/^(acme|globex|initech)$/);
      expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    }
    expect(twice.exitCode).toBe(1);
    expect(JSON.parse(twice.stdout)).toMatchObject({ error: { code: "conflict" } });
  });

  test("adds members and issues a Worker Key, and tells what is wrong", async () => {
    const database = await startDatabase(embeddedEnvironment());
    await createTenant("acme");
    const member = ["member", "add", "--tenant", "acme", "--email", "b@acme.test", "--role", "viewer"];
    const added = await run("mailgrant.mjs", [...member, "--password-stdin", "--json"], {}, "correct horse battery\n");
    const issue = ["worker-key", "issue", "--name", "fetcher", "--scopes", "credentials:read,mailboxes:read", "--json"];
    const limits = ["--networks", "10.0.0.0/8,192.0.2.7", "--expires-on", "2099-12-31"];
    const issued = await run("mailgrant.mjs", [...issue, "--tenant", "acme", ...limits]);
    const foreign = await run("mailgrant.mjs", [...issue, "--tenant", "nobody"]);
    const wrong = await run("mailgrant.mjs", [...issue, "--tenant", "acme", "--networks", "10.0.0.0/8,everywhere"]);
    await database.stop();
    expect(JSON.parse(added.stdout)).toMatchObject({ email: "b@acme.test", role: "viewer" });
    expect(JSON.parse(issued.stdout)).toEqual({ id: expect.any(String), key: expect.stringMatching(/^mgw_/) });
    expect(foreign.exitCode).toBe(1);
    expect(JSON.parse(foreign.stdout)).toMatchObject({ error: { code: "not_found" } });
    expect(JSON.parse(wrong.stdout).error.message).toContain("--networks: “everywhere” is neither");
  });

  test("answers a command line that is not one with the usage, and starts nothing", async () => {
    for (const args of [[], ["tenant", "burn"], ["tenant", "create", "--slag", "acme"], ["member", "add"]]) {
      const outcome = await run("mailgrant.mjs", args);
      expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
      expect(outcome.stderr).toContain("Usage:");
    }
    expect(() => statSync(dataDir)).toThrow(/ENOENT/);
  });
});

describe("the embedded database", () => {
  test("keeps every acknowledged row when it is killed while rows are written", async () => {
    const env = embeddedEnvironment();
    const acknowledged: number[] = [];
    for (const round of [0, 1]) {
      const database = await startDatabase(env);
      const client = await connect();
      await client.query("CREATE TABLE IF NOT EXISTS kept (number INT PRIMARY KEY)");
      const last = 1000 * round + 400;
      for (let number = 1000 * round; ; number++) {
        const written = client.query("INSERT INTO kept VALUES ($1)", [number]);
        if (number === last) {
          process.kill(database.pid ?? 0, "SIGKILL");
          await written.then(() => acknowledged.push(number)).catch(() => undefined);
          break;
        }
        await written;
        acknowledged.push(number);
      }
      await database.ended;
    }
    const database = await startDatabase(env);
    const client = await connect();
    const { rows } = await client.query<{ number: number }>("SELECT number FROM kept");
    await client.end();
    await database.stop();
    const kept = new Set(rows.map(({ number }) => number));
    expect(acknowledged.length).toBeGreaterThanOrEqual(800);
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
  });

  test("is not started twice on one folder, even after one that died without a word", async () => {
    const env = embeddedEnvironment();
    const first = await startDatabase(env);
    process.kill(first.pid ?? 0, "SIGKILL");
    await first.ended;
    const outcomes = await Promise.allSettled([startDatabase(env), startDatabase(env), startDatabase(env)]);
    const started = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    await Promise.all(started.map((database) => database.stop()));
    expect(started).toHaveLength(1);
  });

  test("takes a data folder whose path is longer than a socket's may be", async () => {
    dataDir = path.join(path.dirname(dataDir), "long".repeat(30));
    expect((await createTenant("acme")).exitCode).toBe(0);
  });
});

const answerSchema = z.object({ id: z.uuid(), slug: z.string() });

function createTenant(slug: string) {
  const options = ["--slug", slug, "--name", slug, "--owner-email", `owner@${slug}.test`, "--owner-password-stdin"];
  return run("mailgrant.mjs", ["tenant", "create", ...options, "--json"], {}, "correct horse battery");
}

function embeddedEnvironment(): Record<string, string> {
  const { env } = completeEnvironment({ PATH: process.env.PATH, DATA_DIR: dataDir }, process.cwd());
  return z.record(z.string(), z.string()).parse(env);
}

/** A connection whose end by the server is expected. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: embeddedAddress(dataDir).url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs one of the scripts as an operator would, away from this process's own database. */
async function run(script: string, args: string[], variables: Record<string, string> = {}, input = "") {
  const env = { ...process.env, DATABASE_URL: "", MAILGRANT_KEYS: "", DATA_DIR: dataDir, ...variables };
  const child = spawn(process.execPath, [path.join("scripts", script), ...args], { env });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.end(input);
  const [exitCode] = z.tuple([z.number().nullable(), z.unknown()]).parse(await once(child, "close"));
  return { exitCode, ...output };
}
