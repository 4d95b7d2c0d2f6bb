// The product with a practice identity provider and practice mail servers: node scripts/demo.mjs, or `npm run demo`.
// Plain Node, because it runs before there is any package.
import { execFile, fork } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { prepare, root } from "./prepare.mjs";
import { startMailgrant } from "./start.mjs";
import { StartError } from "./start-error.mjs";
import { ensureSystemPackages, MissingSystemPackages } from "./system-packages.mjs";

const port = process.env.PORT || "3000";
const url = `http://localhost:${port}`;
const folder = path.resolve(root, process.env.DATA_DIR || "data/demo");

const tenants = [
  { slug: "acme", name: "Acme", email: "admin@acme.test", password: "practice-acme" },
  { slug: "globex", name: "Globex", email: "admin@globex.test", password: "practice-globex" },
];

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => interruption.abort());
const interrupted = new Promise((resolve) => interruption.signal.addEventListener("abort", () => resolve(null)));

try {
  await prepare({ build: true, signal: interruption.signal });
  await runDemo(await isDovecotHere());
  process.exit(0);
} catch (error) {
  if (interruption.signal.aborted) process.exit(0);
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}

async function runDemo(withDovecot) {
  const { servers, stop: stopServers } = await startServers(withDovecot);
  const env = {
    ...process.env,
    DATABASE_URL: "",
    DATA_DIR: folder,
    PORT: port,
    PUBLIC_URL: url,
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
    NODE_EXTRA_CA_CERTS: servers.certificateAuthorityPath,
  };
  try {
    console.log("Creating the tenants acme and globex …");
    for (const tenant of tenants) await createTenant(tenant, env);
    const mailgrant = await startMailgrant({ env, onLine: () => undefined, signal: interruption.signal });
    console.log(describeDemo(servers));
    const sentence = await Promise.race([mailgrant.broken, interrupted]);
    if (sentence !== null) throw new StartError(sentence);
    console.log("\nStopping …");
    await mailgrant.stop();
  } finally {
    await stopServers();
  }
}

/** Dovecot, installed where that is possible; without it the stand-ins from npm take its place. */
async function isDovecotHere() {
  try {
    await ensureSystemPackages(["dovecot"]);
    return true;
  } catch (error) {
    if (!(error instanceof MissingSystemPackages)) throw error;
    return false;
  }
}

async function startServers(withDovecot) {
  const args = [`${url}/api/oauth2/callback`, folder, withDovecot ? "yes" : "no"];
  const child = fork(path.join(root, "scripts/demo-servers.ts"), args, {
    cwd: root,
    execArgv: ["--import", "tsx"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const servers = await Promise.race([
    new Promise((resolve) => child.once("message", resolve)),
    ended.then(() => {
      throw new StartError(
        "The practice servers did not start. Is another demo running? They use port 3080 and ports from 20000 on.",
      );
    }),
  ]);
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { servers, stop };
}

async function createTenant({ slug, name, email, password }, env) {
  const options = ["--slug", slug, "--name", name, "--owner-email", email, "--owner-password-stdin", "--json"];
  const run = promisify(execFile)(
    process.execPath,
    [path.join(root, "scripts/mailgrant.mjs"), "tenant", "create", ...options],
    { env, cwd: root },
  );
  run.child.stdin.end(password);
  // They are there already from the last time.
  await run.catch((error) => {
    if (!String(error.stdout).includes('"conflict"')) throw error;
  });
}

function describeDemo({ portalUrl, imapPort, smtpPort, missing }) {
  const signIns = tenants.map(
    ({ slug, email, password }) => `    ${slug.padEnd(8)}${email.padEnd(20)}password: ${password}`,
  );
  const lines = [
    "",
    `  Mailgrant            ${url}`,
    `  Practice portal      ${portalUrl}   (instead of the Microsoft Entra admin center)`,
    "",
    "  Sign in as",
    ...signIns,
    "",
    "  Then five clicks:",
    "    1. Add System Email: support@acme.test",
    `    2. Remote Mailbox: Hostname localhost, Port Number ${imapPort}, TLS; press Config`,
    "    3. IdP Config: paste Client ID, Client Secret and both endpoints from the practice portal; press Submit",
    "    4. Sign in as support@acme.test with the password practice; press Accept",
    `    5. Press Verify connection. Outgoing (SMTP): Hostname localhost, Port Number ${smtpPort}, TLS; verify that too`,
    ...(missing.length === 0
      ? []
      : [
          "",
          "  Dovecot could not be had here, so stand-ins take its place. What is missing:",
          ...missing.map((sentence) => `    - ${sentence}`),
        ]),
    "",
    "  Ctrl-C stops all of it.",
  ];
  return lines.join("\n");
}
