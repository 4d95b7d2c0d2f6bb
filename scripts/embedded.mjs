// Who may run the embedded database of a data folder: one start for as long as it serves, or one command at a time.
import path from "node:path";
import { startChild } from "./child.mjs";
import { claim } from "./claim.mjs";
import { isDatabaseInUse, isDatabaseListening } from "./data-folder.mjs";
import { StartError } from "./start-error.mjs";

// The exit code of scripts/embedded-database.mjs when another process has the folder.
const inUse = 75;
const patienceMs = 30_000;

/**
 * Starts the embedded database for a server. Waits while a command has it for a moment; throws StartError when
 * another server has it.
 *
 * @param {Record<string, string>} env complete, as completeEnvironment returns it
 */
export async function startDatabase(env, stdout = "inherit") {
  const turn = await takeTurn(env.DATA_DIR);
  try {
    if (await isDatabaseInUse(env.DATA_DIR)) throw folderInUse(env.DATA_DIR);
    return await run(env, stdout);
  } catch (error) {
    throw error.exitCode === inUse ? folderInUse(env.DATA_DIR) : error;
  } finally {
    turn.release();
  }
}

/**
 * Makes the embedded database answer for the time of one command: the running server's, or one of its own. Returns
 * what ends it. Commands that run it themselves take turns.
 */
export async function borrowDatabase(env) {
  const turn = await takeTurn(env.DATA_DIR);
  try {
    if (await isDatabaseListening(env.DATA_DIR)) return async () => turn.release();
    // Standard output is the command's answer.
    const database = await run(env, 2);
    return async () => {
      await database.stop();
      turn.release();
    };
  } catch (error) {
    turn.release();
    throw error;
  }
}

/** The database has no need of the keys that seal what is in it. */
function run(env, stdout) {
  const kept = Object.entries(env).filter(([name]) => name !== "MAILGRANT_KEYS" && name !== "AUTH_SECRET");
  const options = { env: Object.fromEntries(kept), title: "The embedded database", stdout };
  return startChild("embedded-database.mjs", [env.DATA_DIR], options);
}

async function takeTurn(dataDir) {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const outcome = claim(path.join(dataDir, "turn.lock"));
    if ("release" in outcome) return outcome;
    if (performance.now() > giveUpAt) {
      throw new StartError(
        `Process ${outcome.heldBy} has been using ${dataDir} for ${patienceMs / 1000} seconds. Try again when it is done.`,
      );
    }
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** The refusal to run a second time on one folder. */
export function folderInUse(dataDir) {
  return new StartError(
    `Mailgrant is running already on the data folder ${dataDir}. Stop it first, or set DATA_DIR to another folder: two on one folder would destroy it.`,
  );
}
