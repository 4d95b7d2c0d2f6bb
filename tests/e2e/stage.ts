import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { startMailgrant } from "@/scripts/start.mjs";
import { type Certificates, createCertificates } from "@/tests/servers/certificates";
import { type Practice, startPractice } from "@/tests/servers/practice";
import { basicMailbox } from "@/tests/servers/practice-data";

/** The product with everything that it talks to: a provider and mail servers, all real, all on loopback. */
export type Stage = {
  url: string;
  practice: Practice;
  certificates: Certificates;
  dataDir: string;
  /** Everything that the product has printed. */
  log(): string;
  stop(): Promise<void>;
};

/** Sets the stage up in folders of its own, on free ports, with an empty embedded database. */
export async function setStage(): Promise<Stage> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "mailgrant-stage-"));
  const certificates = createCertificates(path.join(dir, "certificates"));
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const practice = await startPractice({
    callbackUrl: `${url}/api/oauth2/callback`,
    certificates,
    basicMailboxes: [basicMailbox],
  });
  const logPath = path.join(dir, "mailgrant.log");
  const dataDir = path.join(dir, "data");
  const env = {
    ...withoutProduct(process.env),
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
    MAILGRANT_EGRESS_ALLOW: "127.0.0.0/8",
    NODE_EXTRA_CA_CERTS: certificates.certificateAuthorityPath,
  };
  const mailgrant = await startMailgrant({ env, childOutput: openSync(logPath, "a"), onLine: () => undefined });
  return {
    url,
    practice,
    certificates,
    dataDir,
    log: () => readFileSync(logPath, "utf8"),
    async stop() {
      await mailgrant.stop();
      await practice.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on now. */
export async function findFreePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port");
  return address.port;
}

/** The environment without what a developer may have set for a product of their own. */
function withoutProduct(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const ours = ["DATABASE_URL", "MAILGRANT_KEYS", "AUTH_SECRET", "PUBLIC_URL", "HOST", "PORT", "DATA_DIR"];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.includes(name)));
}
