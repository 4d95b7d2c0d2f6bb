// The embedded database as a process of its own: PGlite over one data folder, served on a unix socket.
// Usage: node scripts/embedded-database.mjs DATA_DIR
// Prints "ready" when it listens. Ends by SIGTERM, and when the process that started it is gone.
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { claim } from "./claim.mjs";
import { embeddedAddress } from "./embedded-address.mjs";

const dataDir = process.argv[2];
if (dataDir === undefined) {
  console.error("Usage: node scripts/embedded-database.mjs DATA_DIR");
  process.exit(2);
}

const { databaseDir, socketDir, socketPath } = embeddedAddress(dataDir);
makePrivate(path.resolve(dataDir));
const lock = await takeLock();
// Only now: one that is stopping removes its socket's folder before it lets go.
for (const dir of [databaseDir, socketDir]) makePrivate(dir);
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
  rmSync(socketDir, { recursive: true, force: true });
  lock.release();
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
  for (let attempt = 0; ; attempt++) {
    // Answers across containers too, which do not see each other's processes.
    if (await isListening()) giveUp("another process");
    const outcome = claim(path.join(path.resolve(dataDir), "database.lock"));
    if ("release" in outcome) return outcome;
    if (attempt === 100) giveUp(`process ${outcome.heldBy}`);
    // It does not answer yet, or no more: it is starting or stopping.
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

function giveUp(owner) {
  console.error(`The embedded database in ${path.resolve(dataDir)} is in use by ${owner}.`);
  process.exit(75);
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
