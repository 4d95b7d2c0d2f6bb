// The data folder of an installation that has no DATABASE_URL: the embedded database and the keys that seal what is in it.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { embeddedAddress } from "./embedded-address.mjs";
import { StartError } from "./start-error.mjs";

const makeKeys = 'echo "k1:$(openssl rand -base64 32)"';

/**
 * What the environment says about the database and the keys, made complete: a copy of `env` with DATABASE_URL,
 * MAILGRANT_KEYS and an absolute DATA_DIR. Makes the data folder and its keys when this is the first start.
 * `isEmbedded` says whether the database is the data folder's. Throws StartError when the keys are missing.
 *
 * @param {Record<string, string | undefined>} given
 * @param {string} root what a relative DATA_DIR starts from
 */
export function completeEnvironment(given, root) {
  const env = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ""));
  env.DATA_DIR = path.resolve(root, env.DATA_DIR ?? "data");
  if (env.DATABASE_URL === undefined) {
    makePrivate(env.DATA_DIR);
    env.MAILGRANT_KEYS ??= readOrMakeKeys(env.DATA_DIR);
    env.DATABASE_URL = embeddedAddress(env.DATA_DIR).url;
    return { env, isEmbedded: true };
  }
  if (env.MAILGRANT_KEYS === undefined) {
    throw new StartError(
      `DATABASE_URL is set but MAILGRANT_KEYS is not. Without keys nothing can be sealed or opened, so Mailgrant does not start. Set MAILGRANT_KEYS to the keys of this database, or, for a new one, make one with: ${makeKeys}`,
    );
  }
  return { env, isEmbedded: false };
}

/** Whether the folder's embedded database answers, whoever started it. */
export function isDatabaseListening(dataDir) {
  return new Promise((resolve) => {
    const socket = net.connect(embeddedAddress(dataDir).socketPath);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/**
 * Whether another server has the folder: its database goes on answering. One that was killed a moment ago answers for
 * as long as the system takes to clear its memory away.
 */
export async function isDatabaseInUse(dataDir) {
  const giveUpAt = performance.now() + 3000;
  while (await isDatabaseListening(dataDir)) {
    if (performance.now() > giveUpAt) return true;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  return false;
}

function makePrivate(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

function readOrMakeKeys(dataDir) {
  const file = path.join(dataDir, "keys");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  if (existsSync(path.join(embeddedAddress(dataDir).databaseDir, "PG_VERSION"))) {
    throw new StartError(
      `${dataDir} holds a database but not the keys that seal it: ${file} is gone. New keys could open none of the stored secrets, so Mailgrant does not start. Put the file back from a backup, set MAILGRANT_KEYS to its content, or move ${dataDir} away to begin anew.`,
    );
  }
  // Written beside and then linked, so that the file is never seen half written and two starts agree on one.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `k1:${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, "utf8").trim();
}
