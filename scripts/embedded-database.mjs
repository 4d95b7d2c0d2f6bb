// The embedded database as a process of its own: PGlite over one data folder, served on a unix socket.
// Usage: node scripts/embedded-database.mjs DATA_DIR
// Prints "ready" when it listens. Ends by SIGTERM, and when the process that started it is gone.
import { chmodSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { embeddedAddress } from "./embedded-address.mjs";

const dataDir = process.argv[2];
if (dataDir === undefined) {
  console.error("Usage: node scripts/embedded-database.mjs DATA_DIR");
  process.exit(2);
}

const { databaseDir, socketDir, socketPath } = embeddedAddress(dataDir);
for (const dir of [path.resolve(dataDir), databaseDir, socketDir]) makePrivate(dir);
const lockPath = path.join(path.resolve(dataDir), "database.lock");
await takeLock();
rmSync(socketPath, { force: true });

const db = await PGlite.create({ dataDir: databaseDir });
const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 100 });
await server.start();
chmodSync(socketPath, 0o600);

let isStopping = false;
async function stop() {
  if (isStopping) return;
  isStopping = true;
  await server.stop();
  await db.close();
  rmSync(socketPath, { force: true });
  rmSync(lockPath, { force: true });
  process.exit(0);
}
// Ctrl-C reaches the whole group; the parent stops the web server first and then this one.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", stop);
process.on("disconnect", stop);

if (process.send === undefined) console.log("ready");
else process.send("ready");

/** A folder that nobody else may read: it holds sealed secrets, and in the temporary folder somebody might have put one before. */
function makePrivate(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(dir);
  if (uid !== process.getuid()) {
    console.error(`${dir} belongs to another user; refusing to put a database there.`);
    process.exit(1);
  }
  chmodSync(dir, 0o700);
}

/** Two PGlite processes on one folder would destroy it, so the second one gives up, unless the first has died without a word. */
async function takeLock() {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const lock = openSync(lockPath, "wx", 0o600);
      writeSync(lock, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(lockPath, "utf8"));
    if (await isListening()) giveUp(owner);
    if (!isEmbeddedDatabase(owner)) rmSync(lockPath, { force: true });
    else await new Promise((resume) => setTimeout(resume, 100));
  }
  giveUp(Number(readFileSync(lockPath, "utf8")));
}

function giveUp(owner) {
  console.error(`The embedded database in ${dataDir} is in use by process ${owner}.`);
  process.exit(75);
}

/** Whether the process is one of these; a pid alone may have been given to somebody else since. */
function isEmbeddedDatabase(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("embedded-database");
  } catch {
    // No /proc, as on macOS: the pid lives, so be careful.
    return true;
  }
}

function isListening() {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
