// The practice provider and mail servers of `npm run demo`, as a process of their own: CALLBACK_URL FOLDER WITH_DOVECOT
// Sends one message when they are ready, and ends when the process that started it is gone.
import path from "node:path";
import { createCertificates } from "@/tests/servers/certificates";
import { startPractice } from "@/tests/servers/practice";
import { basicMailbox } from "@/tests/servers/practice-data";
import { startPracticeWithoutDovecot } from "@/tests/servers/practice-without-dovecot";

/** What the demo tells the person in front of it. */
export type DemoServers = {
  portalUrl: string;
  imapPort: number;
  smtpPort: number;
  certificateAuthorityPath: string;
  missing: string[];
};

const [callbackUrl = "", folder = "", withDovecot] = process.argv.slice(2);
// Fixed ports, so that what was set up yesterday still works today.
const providerPort = 3080;
const mailPortBase = 20_000;

const options = { callbackUrl, providerPort, certificates: createCertificates(path.join(folder, "certificates")) };
const { servers, stop } = withDovecot === "yes" ? await startReal() : await startStandIns();
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
process.on("disconnect", end);
process.send?.(servers);

async function end() {
  await stop();
  process.exit(0);
}

async function startReal(): Promise<{ servers: DemoServers; stop: () => Promise<void> }> {
  const practice = await startPractice({ ...options, mailPortBase, basicMailboxes: [basicMailbox] });
  const { imaps, submissions } = practice.dovecot.ports;
  return { servers: describeServers(practice.provider.baseUrl, imaps, submissions, []), stop: practice.stop };
}

async function startStandIns(): Promise<{ servers: DemoServers; stop: () => Promise<void> }> {
  const practice = await startPracticeWithoutDovecot(options);
  const { imaps, submissions } = practice.ports;
  const servers = describeServers(practice.provider.baseUrl, imaps, submissions, [...practice.missing]);
  return { servers, stop: practice.stop };
}

function describeServers(portalUrl: string, imapPort: number, smtpPort: number, missing: string[]): DemoServers {
  const { certificateAuthorityPath } = options.certificates;
  return { portalUrl, imapPort, smtpPort, certificateAuthorityPath, missing };
}
