import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type AlertReceiver, startAlertReceiver } from "@/tests/servers/alert-receiver";
import { type Certificates, createCertificates } from "@/tests/servers/certificates";
import { findFreePorts } from "@/tests/servers/free-ports";
import { createProductDatabase, startPostgres } from "@/tests/servers/postgres";
import { type Practice, startPractice } from "@/tests/servers/practice";
import { basicMailbox } from "@/tests/servers/practice-data";
import { createOperator, type Operator } from "./operator";

/** The product with everything that it talks to: a provider and mail servers, all real, all on loopback. */
export type Stage = {
  url: string;
  practice: Practice;
  certificates: Certificates;
  /** The operator's own mail server, through which alerts go out: STARTTLS, and a sign-in. */
  alertMail: AlertReceiver;
  operator: Operator;
  /** Passwords that tests chose, which no page and no log line may show. */
  passwords: Set<string>;
  dataDir: string;
  /** The environment that the product runs in. */
  env: NodeJS.ProcessEnv;
  /** Everything that the product has printed, on both streams. */
  log(): string;
  /** Ends every process of the product without a warning, as a power cut would, and starts it again. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
};

/** Sets the stage up in folders of its own, on free ports, with an empty database of the kind wanted. */
export async function setStage(database: "embedded" | "postgres" = "embedded"): Promise<Stage> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "mailgrant-stage-"));
  const certificates = createCertificates(path.join(dir, "certificates"));
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const practice = await startPractice({
    callbackUrl: `${url}/api/oauth2/callback`,
    certificates,
    basicMailboxes: [basicMailbox],
  });
  const alertMail = await startAlertReceiver(certificates);
  const dataDir = path.join(dir, "data");
  const postgres = database === "postgres" ? await startPostgres() : null;
  const server =
    postgres === null
      ? {}
      : {
          DATABASE_URL: await createProductDatabase(postgres),
          MAILGRANT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
        };
  const env = {
    ...withoutProduct(process.env),
    ...server,
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
    // A mailbox is checked when a test says so, and not in the middle of it.
    MAILGRANT_CHECK_EVERY_MINUTES: "0",
    ALERT_SMTP_URL: alertMail.url,
    METRICS_TOKEN: randomBytes(24).toString("hex"),
    // One key makes ten thousand calls in a minute here.
    MAILGRANT_RATE_LIMIT_PER_KEY: "1000000",
    MAILGRANT_RATE_LIMIT_PER_TENANT: "1000000",
    NODE_EXTRA_CA_CERTS: certificates.certificateAuthorityPath,
  };
  const operator = createOperator(env, dir);
  const printed: string[] = [];
  let product = await startProduct(env, printed);
  return {
    url,
    practice,
    certificates,
    alertMail,
    operator,
    passwords: new Set(),
    env,
    dataDir,
    log: () => printed.join(""),
    async killAndRestart() {
      await end(product, "SIGKILL");
      product = await startProduct(env, printed);
    },
    async stop() {
      await operator.stop();
      await end(product, "SIGTERM");
      await Promise.all([practice.stop(), alertMail.stop()]);
      await postgres?.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on, and that the system gives to nobody by itself. */
export async function findFreePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  return port;
}

/** Runs `npm start`'s script as the leader of a process group, and waits until it says that it is ready. */
async function startProduct(env: NodeJS.ProcessEnv, printed: string[]): Promise<ChildProcess> {
  const product = spawn(process.execPath, ["scripts/start.mjs"], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  let said = "";
  const listen = (text: string) => {
    printed.push(text);
    // A line may come in pieces.
    said += text;
    if (said.includes("Mailgrant is ready")) isReady();
  };
  for (const stream of [product.stdout, product.stderr]) stream.setEncoding("utf8").on("data", listen);
  const ended = once(product, "exit").then(([code]) => {
    throw new Error(`The product ended with ${code} before it was ready:\n${printed.join("")}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return product;
}

async function end(product: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (product.pid === undefined || product.exitCode !== null || product.signalCode !== null) return;
  const gone = once(product, "exit");
  // SIGTERM goes to the leader, which ends the others in order; a power cut asks nobody.
  process.kill(signal === "SIGKILL" ? -product.pid : product.pid, signal);
  await gone;
}

/** The environment without what a developer may have set for a product of their own. */
function withoutProduct(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = ["DATABASE_URL", "MAILGRANT_KEYS", "AUTH_SECRET", "PUBLIC_URL", "HOST", "PORT", "DATA_DIR"];
  const kept = { ...env };
  for (const name of ours) delete kept[name];
  return kept;
}
