// The product with a practice identity provider and practice mail servers: node scripts/demo.mjs, or `npm run demo`.
// Plain Node, because it runs before there is any package.
import { execFile, fork } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { completeEnvironment } from "./data-folder.mjs";
import { describeDemo } from "./describe-demo.mjs";
import { borrowDatabase } from "./embedded.mjs";
import { prepare, root } from "./prepare.mjs";
import { startMailgrant, whenNpmIsGone } from "./start.mjs";
import { StartError } from "./start-error.mjs";
import { ensureSystemPackages, MissingSystemPackages } from "./system-packages.mjs";

const port = process.env.PORT || "3000";
const url = `http://localhost:${port}`;
const folder = path.resolve(root, process.env.DATA_DIR || "data/demo");
const logFile = path.join(folder, "mailgrant.log");
const providerPort = 3080;
const caughtMailPort = 3081;

const tenants = [
  { slug: "acme", name: "Acme", email: "admin@acme.test", password: "practice-acme" },
  { slug: "globex", name: "Globex", email: "admin@globex.test", password: "practice-globex" },
];

const interruption = new AbortController();
const interrupt = () => interruption.abort();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupt);
const interrupted = new Promise((resolve) => interruption.signal.addEventListener("abort", () => resolve(null)));

try {
  whenNpmIsGone(interrupt);
  const isFirst = !existsSync(path.join(root, ".next/BUILD_ID"));
  console.log(
    `Mailgrant with practice servers, all on this machine.${isFirst ? " The first start takes about two minutes." : ""}\n`,
  );
  await refuseTakenPort(port, "Stop what uses it, or set PORT to another: PORT=3001 npm run demo");
  await refuseTakenPort(providerPort, "The practice portal needs it. Is another demo running?");
  await refuseTakenPort(caughtMailPort, "The page of the caught e-mails needs it. Is another demo running?");
  await prepare({ build: true, signal: interruption.signal });
  await runDemo(findDovecot());
  process.exit(0);
} catch (error) {
  if (interruption.signal.aborted) process.exit(0);
  console.error(error instanceof StartError ? `\n${error.message}` : error);
  process.exit(1);
}

/** @param {{ isHere: boolean, reason: string }} dovecot */
async function runDemo(dovecot) {
  const startedAt = performance.now();
  process.stdout.write("Starting the practice servers, Acme, Globex and Mailgrant … ");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { servers, stop: stopServers } = await startServers(dovecot.isHere);
  try {
    const env = {
      ...process.env,
      DATABASE_URL: "",
      DATA_DIR: folder,
      PORT: port,
      PUBLIC_URL: url,
      MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
      NODE_EXTRA_CA_CERTS: servers.certificateAuthorityPath,
      ALERT_SMTP_URL: servers.alertSmtpUrl,
      ALERT_FROM: "Mailgrant <alerts@mailgrant.test>",
    };
    await createTenants(env);
    const mailgrant = await startLogged(env);
    console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    console.log(describeDemo({ url, tenants, servers, whyMissing: dovecot.reason, folder: shorten(folder) }));
    const sentence = await Promise.race([mailgrant.broken, interrupted]);
    if (sentence !== null) throw new StartError(`${sentence}\n${readLogEnd()}`);
    console.log("\nStopping …");
    await mailgrant.stop();
  } finally {
    await stopServers();
  }
}

/** Throws StartError before anything takes long, when somebody listens on a port that the demo needs. */
async function refuseTakenPort(number, advice) {
  const isTaken = await new Promise((resolve) => {
    const socket = net.connect(Number(number), "127.0.0.1");
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("close", () => socket.destroy());
  });
  if (isTaken) throw new StartError(`Port ${number} is in use already. ${advice}`);
}

/** Dovecot, installed where that is possible; without it the stand-ins from npm take its place. */
function findDovecot() {
  try {
    ensureSystemPackages(["dovecot"]);
    return { isHere: true, reason: "" };
  } catch (error) {
    if (!(error instanceof MissingSystemPackages)) throw error;
    return { isHere: false, reason: error.message };
  }
}

async function startServers(withDovecot) {
  const args = [
    `${url}/api/oauth2/callback`,
    folder,
    withDovecot ? "yes" : "no",
    ...[providerPort, caughtMailPort].map(String),
  ];
  const child = fork(path.join(root, "scripts/demo-servers.ts"), args, {
    cwd: root,
    execArgv: ["--import", "tsx"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  const servers = await Promise.race([
    new Promise((resolve) => child.once("message", resolve)),
    ended.then(() => {
      throw new StartError(
        `The practice servers did not start. They need the ports ${providerPort} and ${caughtMailPort} and ports from 20000 on. Is another demo running?`,
      );
    }),
    interrupted,
  ]);
  if (servers !== null) return { servers, stop };
  await stop();
  throw interruption.signal.reason;
}

/** Both at once, on a database that they share. */
async function createTenants(env) {
  const complete = completeEnvironment(env, root).env;
  const release = await borrowDatabase(complete);
  try {
    // What fails is thrown only when both have let go of the database.
    const outcomes = await Promise.allSettled(tenants.map((tenant) => createTenant(tenant, complete)));
    const failed = outcomes.find(({ status }) => status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } finally {
    await release();
  }
}

async function createTenant({ slug, name, email, password }, env) {
  const options = ["--slug", slug, "--name", name, "--owner-email", email, "--owner-password-stdin", "--json"];
  const run = promisify(execFile)(
    process.execPath,
    [path.join(root, "scripts/mailgrant.mjs"), "tenant", "create", ...options],
    { env, cwd: root },
  );
  run.child.stdin.end(password);
  await run.catch((error) => {
    // It is there already from the last time.
    if (String(error.stdout).includes('"conflict"')) return;
    throw new StartError(
      `${name} could not be set up:\n${String(error.stderr).trim()}\nWhere ${shorten(folder)} is of another version, remove it to begin anew.`,
    );
  });
}

/** Starts Mailgrant with a file for what it prints, so that the lines on the screen stay where they are. */
async function startLogged(env) {
  const log = openSync(logFile, "a", 0o600);
  try {
    return await startMailgrant({ env, onLine: () => undefined, childOutput: log, signal: interruption.signal });
  } catch (error) {
    throw error instanceof StartError ? new StartError(`${error.message}\n${readLogEnd()}`) : error;
  } finally {
    closeSync(log);
  }
}

function readLogEnd() {
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
  return `The end of ${shorten(logFile)}:\n${lines.slice(-10).join("\n")}`;
}

/** A path as it is typed in the checkout's folder. */
function shorten(file) {
  const relative = path.relative(root, file);
  return relative.startsWith("..") ? file : relative;
}
