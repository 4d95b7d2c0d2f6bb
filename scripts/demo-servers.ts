// The practice provider and mail servers of `npm run demo`, as a process of their own:
// CALLBACK_URL FOLDER WITH_DOVECOT PROVIDER_PORT CAUGHT_MAIL_PORT
// Sends one message when they are ready, and ends when the process that started it is gone.
import path from "node:path";
import { startAlertReceiver } from "@/tests/servers/alert-receiver";
import { startCaughtMail } from "@/tests/servers/caught-mail";
import { createCertificates } from "@/tests/servers/certificates";
import { faultyServersSection, startFaultyMailServers } from "@/tests/servers/faulty-mail-servers";
import { startPractice } from "@/tests/servers/practice";
import { basicMailbox } from "@/tests/servers/practice-data";
import { startPracticeWithoutDovecot } from "@/tests/servers/practice-without-dovecot";
import type { RelayedMessage } from "@/tests/servers/relay";

/** What the demo tells the person in front of it. */
export type DemoServers = {
  portalUrl: string;
  imapPort: number;
  smtpPort: number;
  certificateAuthorityPath: string;
  missing: string[];
  /** Where the e-mails are read that Mailgrant and its mailboxes sent; they go nowhere else. */
  caughtMailUrl: string;
  /** What takes Mailgrant's own e-mails, as ALERT_SMTP_URL. */
  alertSmtpUrl: string;
};

/** The practice servers, before it is known where their mail is read. */
type Started = {
  servers: Omit<DemoServers, "caughtMailUrl" | "alertSmtpUrl">;
  sent: () => readonly RelayedMessage[];
  stop: () => Promise<void>;
};

const [callbackUrl = "", folder = "", withDovecot, providerPort, caughtMailPort] = process.argv.slice(2);
// Fixed, so that what was set up yesterday still works today.
const mailPortBase = 20_000;
const faultyPortBase = 21_001;

// Ctrl-C reaches the whole group, at any moment; the parent ends this process, which waits for what it has begun.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
process.on("disconnect", end);

const options = {
  callbackUrl,
  providerPort: Number(providerPort),
  certificates: createCertificates(path.join(folder, "certificates")),
  memoryFile: path.join(folder, "practice-provider.json"),
};
const starting = startAll();
const { servers } = await starting;
process.send?.(servers);

async function end() {
  const { stop } = await starting;
  await stop();
  process.exit(0);
}

async function startAll(): Promise<{ servers: DemoServers; stop: () => Promise<void> }> {
  const practice = await (withDovecot === "yes" ? startReal() : startStandIns());
  const alerts = await startAlertReceiver();
  const caught = await startCaughtMail(Number(caughtMailPort), [
    { heading: "From Mailgrant: alerts and digests", messages: () => alerts.messages },
    { heading: "From System Emails, through the practice SMTP server", messages: practice.sent },
  ]);
  return {
    servers: { ...practice.servers, caughtMailUrl: caught.url, alertSmtpUrl: alerts.url },
    stop: async () => {
      await Promise.all([caught.stop(), alerts.stop()]);
      await practice.stop();
    },
  };
}

async function startReal(): Promise<Started> {
  const practice = await startPractice({ ...options, mailPortBase, basicMailboxes: [basicMailbox] });
  const faulty = await startFaultyMailServers(options.certificates, faultyPortBase);
  practice.provider.addPortalSection(faultyServersSection(faulty));
  const { imaps, submissions } = practice.dovecot.ports;
  return {
    servers: describeServers(practice.provider.baseUrl, imaps, submissions, []),
    sent: () => practice.relay.messages(),
    stop: async () => {
      await faulty.stop();
      await practice.stop();
    },
  };
}

async function startStandIns(): Promise<Started> {
  const practice = await startPracticeWithoutDovecot({ ...options, mailPortBase });
  const { imaps, submissions } = practice.ports;
  const servers = describeServers(practice.provider.baseUrl, imaps, submissions, [...practice.missing]);
  return { servers, sent: practice.messages, stop: practice.stop };
}

function describeServers(portalUrl: string, imapPort: number, smtpPort: number, missing: string[]): Started["servers"] {
  const { certificateAuthorityPath } = options.certificates;
  return { portalUrl, imapPort, smtpPort, certificateAuthorityPath, missing };
}
