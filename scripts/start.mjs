// Starts Mailgrant: node scripts/start.mjs, or `npm start`. Plain Node, because it runs before there is any package.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.mjs";
import { completeEnvironment, isDatabaseInUse } from "./data-folder.mjs";
import { folderInUse, startDatabase } from "./embedded.mjs";
import { loadEnvironmentFile } from "./environment-file.mjs";
import { prepare, refuseOldNode, root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";
import { webServerFlags } from "./web-server-flags.mjs";

/**
 * Prepares the checkout, then starts the embedded database (unless `env` has a DATABASE_URL) and what the role asks
 * for: the web server, the jobs, or both. `onLine` gets each line of our own; `childOutput` says where that of the
 * processes goes.
 *
 * Returns the address, `stop()`, which ends the web server and the jobs and then the database, and `broken`, which
 * resolves with a sentence when one of them ended by itself (the others have been stopped then). Throws StartError when it cannot start,
 * and what `signal` was aborted with when that happens while it prepares.
 *
 * @param {{ env?: Record<string, string | undefined>, onLine?: (line: string) => void, childOutput?: "inherit" | "ignore" | number, signal?: AbortSignal }} options
 */
export async function startMailgrant({
  env: given = process.env,
  onLine = console.log,
  childOutput = "inherit",
  signal,
} = {}) {
  refuseOldNode(process.versions.node);
  const { env, isEmbedded } = completeEnvironment(given, root);
  // Before preparing, which would build anew under the running server.
  if (isEmbedded && (await isDatabaseInUse(env.DATA_DIR))) throw folderInUse(env.DATA_DIR);
  const role = env.MAILGRANT_ROLE ?? "all";
  if (isEmbedded && (role === "web" || role === "jobs")) throw embeddedIsForOne(role);
  env.HOST ??= "127.0.0.1";
  env.PORT ??= "3000";
  env.PUBLIC_URL ??= `http://localhost:${env.PORT}`;
  await prepare({ build: role !== "jobs", write: byLine(onLine), signal });
  signal?.throwIfAborted();

  const childEnv = { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  // All at once, since each takes about as long as the others, which wait for the database to answer.
  const startingDatabase = isEmbedded ? startDatabase(childEnv, childOutput) : Promise.resolve(null);
  const options = { env: childEnv, stdout: childOutput, unless: startingDatabase };
  const parts = [
    ...(role === "jobs"
      ? []
      : [{ title: "The web server", script: "serve.mjs", args: [env.HOST, env.PORT], flags: webServerFlags }]),
    ...(role === "web" ? [] : [{ title: "The jobs process", script: "jobs.ts", args: [], flags: ["--import", "tsx"] }]),
  ];
  const starting = parts.map(({ script, args, ...part }) => startChild(script, args, { ...options, ...part }));
  // Awaited below, after the database, whose reason for not starting is the one to tell.
  for (const child of starting) child.catch(() => undefined);
  const database = await startingDatabase;
  const children = await allOrNone(starting).catch(async (error) => {
    await database?.stop();
    throw error;
  });

  let stopping;
  const stop = () => {
    stopping ??= Promise.all(children.map((child) => child.stop())).then(() => database?.stop());
    return stopping;
  };
  const named = [
    ...children.map((child, index) => ({ child, title: parts[index]?.title })),
    ...(database === null ? [] : [{ child: database, title: "The database" }]),
  ];
  const broken = Promise.race(
    named.map(({ child, title }) => child.ended.then((code) => `${title} ended by itself (${describeExit(code)}).`)),
  ).then(async (sentence) => {
    if (stopping !== undefined) return new Promise(() => undefined);
    await stop();
    return sentence;
  });
  onLine(role === "jobs" ? "Mailgrant's jobs are running" : `Mailgrant is ready at ${env.PUBLIC_URL}`);
  return { url: env.PUBLIC_URL, stop, broken };
}

/** The children once all of them are ready; when one fails the others are stopped and its error is thrown. */
async function allOrNone(starting) {
  const outcomes = starting.map((child) => child.catch((error) => ({ error })));
  const first = await Promise.race([
    Promise.all(outcomes),
    ...outcomes.map((outcome) => outcome.then((child) => ("error" in child ? [child] : new Promise(() => undefined)))),
  ]);
  const failed = first.find((child) => "error" in child);
  if (failed === undefined) return first;
  await Promise.all(outcomes.map(async (outcome) => (await outcome).stop?.()));
  throw failed.error;
}

function embeddedIsForOne(role) {
  return new StartError(
    `MAILGRANT_ROLE is ${role}, which needs a DATABASE_URL: the embedded database belongs to one start, which runs both the web server and the jobs. Set DATABASE_URL to a PostgreSQL that all of them share, or leave MAILGRANT_ROLE out.`,
  );
}

function describeExit(code) {
  return code === null ? "by a signal" : `exit code ${code}`;
}

/** Collects what is written into whole lines. */
function byLine(onLine) {
  let pending = "";
  return (text) => {
    const lines = (pending + text).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}

async function main() {
  loadEnvironmentFile();
  const interruption = new AbortController();
  const interrupted = new Promise((resolve) => interruption.signal.addEventListener("abort", () => resolve(null)));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => interruption.abort());
  whenNpmIsGone(() => interruption.abort());
  try {
    const mailgrant = await startMailgrant({ signal: interruption.signal });
    const sentence = await Promise.race([mailgrant.broken, interrupted]);
    if (sentence !== null) throw new StartError(sentence);
    await mailgrant.stop();
    process.exit(0);
  } catch (error) {
    if (interruption.signal.aborted) process.exit(0);
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  }
}

/** npm passes signals on, but not the one that cannot be caught; then this process gets another parent. */
export function whenNpmIsGone(act) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && act(), 1000).unref();
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
