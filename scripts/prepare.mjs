// Brings a checkout to where it can run: packages, the database client, the build. Does nothing when nothing changed.
// Plain Node, because it runs before there is any package.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { StartError } from "./start-error.mjs";

/** The checkout's folder, without a slash at its end. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const oldestNode = [20, 19];

/**
 * Installs what is missing, generates the database client when its schema changed and, when asked to, builds the
 * product when its sources changed. Throws StartError with the step's output when a step fails.
 *
 * @param {{ build: boolean, database?: boolean, write?: (text: string) => void, signal?: AbortSignal }} options `database:
 * false` is for what needs no database client; `write` gets one progress line a step; `signal` ends the step that is under
 * way, with its own error.
 */
export async function prepare({ build, database = true, write = (text) => process.stdout.write(text), signal }) {
  refuseOldNode(process.versions.node);
  const run = (title, command, args, variables = {}) => runStep({ title, command, args, variables, write, signal });
  await installPackages(run);
  if (database) await generateDatabaseClient(run);
  if (build) await buildProduct(run);
}

/** @param {string} version */
export function refuseOldNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new StartError(`Mailgrant needs Node ${oldestNode.join(".")} or newer; this is Node ${version}.`);
}

async function installPackages(run) {
  const stamp = path.join(root, "node_modules/.mailgrant-installed");
  const wanted = hashFiles(["package-lock.json"]);
  if (readStamp(stamp) === wanted) return;
  // Somebody installed them by hand: npm's own record is newer than the list of what to install.
  const installed = path.join(root, "node_modules/.package-lock.json");
  const byHand =
    !existsSync(stamp) && existsSync(installed) && isNewer(installed, path.join(root, "package-lock.json"));
  if (!byHand) {
    // The build needs development packages even where NODE_ENV says production.
    await run("Installing packages", "npm", ["ci", "--include=dev", "--no-fund", "--no-audit"]);
  }
  writeFileSync(stamp, wanted);
}

async function generateDatabaseClient(run) {
  const generated = path.join(root, "lib/db/generated");
  const stamp = path.join(generated, ".schema-hash");
  const wanted = hashFiles(["prisma.config.ts", "package-lock.json", ...listFiles("prisma/schema")]);
  if (existsSync(path.join(generated, "client.ts")) && readStamp(stamp) === wanted) return;
  // Prisma would download a schema engine that generating does not use; an offline machine cannot.
  const variables = {
    PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const prisma = path.join(root, "node_modules/prisma/build/index.js");
  await run("Generating the database client", process.execPath, [prisma, "generate"], variables);
  mkdirSync(generated, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds the product when its sources changed since the last build. */
async function buildProduct(run) {
  const stamp = path.join(root, ".next/mailgrant-build");
  const wanted = hashFiles([
    ...["app", "components", "lib", "prisma/schema", "public"].flatMap(listFiles),
    ...["instrumentation.ts", "proxy.ts", "next.config.mjs", "postcss.config.mjs", "package.json", "package-lock.json"],
  ]);
  if (existsSync(path.join(root, ".next/BUILD_ID")) && readStamp(stamp) === wanted) return;
  const next = path.join(root, "node_modules/next/dist/bin/next");
  await run("Building", process.execPath, [next, "build"], { NODE_ENV: "production" });
  writeFileSync(stamp, wanted);
}

/**
 * Runs one command silently, with a line that says what it does and, at its end, how long it took.
 * Throws StartError with everything that it printed when it fails.
 */
async function runStep({ title, command, args, variables, write, signal }) {
  write(`${title} … `);
  const startedAt = performance.now();
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables };
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"], signal });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(code === 0 ? `${seconds} s\n` : `failed after ${seconds} s\n`);
  if (code !== 0) throw new StartError(`${Buffer.concat(output).toString().trimEnd()}\n${title} failed.`);
}

/** Every file under a folder of the checkout, without what is generated into it; none when there is no such folder. */
function listFiles(folder) {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === "generated" ? [] : listFiles(`${folder}/${entry.name}`);
    return entry.isFile() ? [`${folder}/${entry.name}`] : [];
  });
}

/** A digest of the files' names and contents; a file that is not there counts as empty. */
function hashFiles(files) {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    const full = path.join(root, file);
    hash
      .update(file)
      .update("\0")
      .update(existsSync(full) ? readFileSync(full) : "")
      .update("\0");
  }
  return hash.digest("hex");
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function isNewer(file, other) {
  return statSync(file).mtimeMs >= statSync(other).mtimeMs;
}
