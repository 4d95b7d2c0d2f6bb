// Starts Mailgrant: node scripts/start.mjs, or `npm start`. Plain Node, because it runs before there is any package.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.mjs";
import { completeEnvironment, isDatabaseInUse } from "./data-folder.mjs";
import { folderInUse, startDatabase } from "./embedded.mjs";
import { loadEnvironmentFile } from "./environment-file.mjs";
import { prepare, refuseOldNode, root } from "./prepare.mjs";
import { StartError } from "./start-error.mjs";

/**
 * Prepares the checkout, then starts the embedded database (unless `env` has a DATABASE_URL) and the web server.
 * `onLine` gets each line of our own; `childOutput` says where that of the two processes goes.
 *
 * Returns the address, `stop()`, which ends the web server and then the database, and `broken`, which resolves with
 * a sentence when one of them ended by itself (the other has been stopped then). Throws StartError when it cannot start,
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
  env.HOST ??= "127.0.0.1";
  env.PORT ??= "3000";
  env.PUBLIC_URL ??= `http://localhost:${env.PORT}`;
  await prepare({ build: true, write: byLine(onLine), signal });
  signal?.throwIfAborted();

  const childEnv = { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  // Both at once, since each takes about as long as the other; the web server waits for the database to answer.
  const startingDatabase = isEmbedded ? startDatabase(childEnv, childOutput) : Promise.resolve(null);
  const options = { env: childEnv, title: "The web server", stdout: childOutput, unless: startingDatabase };
  const startingServer = startChild("serve.mjs", [env.HOST, env.PORT], options);
  // Awaited below, after the database, whose reason for not starting is the one to tell.
  startingServer.catch(() => undefined);
  const database = await startingDatabase;
  const server = await startingServer.catch(async (error) => {
    await database?.stop();
    throw error;
  });

  let stopping;
  const stop = () => {
    stopping ??= server.stop().then(() => database?.stop());
    return stopping;
  };
  const broken = Promise.race([
    server.ended.then((code) => `The web server ended by itself (${describeExit(code)}).`),
    ...(database === null
      ? []
      : [database.ended.then((code) => `The database ended by itself (${describeExit(code)}).`)]),
  ]).then(async (sentence) => {
    if (stopping !== undefined) return new Promise(() => undefined);
    await stop();
    return sentence;
  });
  onLine(`Mailgrant is ready at ${env.PUBLIC_URL}`);
  return { url: env.PUBLIC_URL, stop, broken };
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
