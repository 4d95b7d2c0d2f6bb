import type { Certificates } from "./certificates";
import { createFaultyCertificates } from "./faulty-certificates";
import { speakImap, speakPop3 } from "./scripted-answers";
import { type ScriptedMailServerOptions, type ScriptedSession, startScriptedMailServer } from "./scripted-mail-server";

/** What is wrong with each server, and how it is to be asked; any address and password will do. */
export const mailServerFaults = {
  selfSigned: { title: "Self-signed certificate", protocol: "imap", security: "tls" },
  expired: { title: "Expired certificate", protocol: "imap", security: "tls" },
  wrongName: { title: "Certificate for another name", protocol: "imap", security: "tls" },
  plainPort: { title: "STARTTLS port, asked with TLS", protocol: "imap", security: "tls" },
  silent: { title: "Never answers", protocol: "imap", security: "starttls" },
  stripped: { title: "STARTTLS is stripped", protocol: "imap", security: "starttls" },
  pop3Disabled: { title: "POP3 is switched off for the mailbox", protocol: "pop3", security: "tls" },
  crowded: { title: "Too many connections", protocol: "imap", security: "tls" },
  endlessLine: { title: "A line without an end", protocol: "imap", security: "starttls" },
} as const satisfies Record<string, { title: string; protocol: "imap" | "pop3"; security: "tls" | "starttls" }>;

/** Rows of the practice portal: where each fault is to be had. */
export function faultyServersSection({ ports }: FaultyMailServers) {
  const securities = { tls: "TLS", starttls: "STARTTLS" };
  return {
    heading: "Mail servers with one fault each (any address, any password)",
    rows: faults.map((fault) => {
      const { title, protocol, security } = mailServerFaults[fault];
      return [title, `localhost:${ports[fault]}, ${protocol.toUpperCase()}, ${securities[security]}`] as const;
    }),
  };
}

export type MailServerFault = keyof typeof mailServerFaults;

export interface FaultyMailServers {
  /** Where each of them listens, on 127.0.0.1. */
  readonly ports: Readonly<Record<MailServerFault, number>>;
  stop(): Promise<void>;
}

/** Starts mail servers that each have one fault; on ports that follow `portBase`, or on free ones. */
export async function startFaultyMailServers(
  certificates: Certificates,
  portBase?: number,
): Promise<FaultyMailServers> {
  const { selfSigned, expired, wrongName } = createFaultyCertificates(certificates);
  const imap = speakImap({}, "AUTH=PLAIN SASL-IR");
  const encrypted = { certificates, isEncrypted: true };
  const scripts: Record<MailServerFault, [ScriptedMailServerOptions, (session: ScriptedSession) => unknown]> = {
    selfSigned: [{ ...encrypted, certificates: selfSigned }, imap],
    expired: [{ ...encrypted, certificates: expired }, imap],
    wrongName: [{ ...encrypted, certificates: wrongName }, imap],
    plainPort: [{ certificates }, speakImap({}, "STARTTLS AUTH=PLAIN SASL-IR")],
    silent: [{ certificates }, () => undefined],
    stripped: [{ certificates }, imap],
    pop3Disabled: [
      encrypted,
      speakPop3({ pass: () => "-ERR [AUTH] POP3 access is disabled for this mailbox\r\n" }, ["USER", "SASL PLAIN"]),
    ],
    crowded: [
      encrypted,
      speakImap({ authenticate: () => "TAG NO [LIMIT] Too many simultaneous connections.\r\n" }, "AUTH=PLAIN SASL-IR"),
    ],
    endlessLine: [{ certificates }, (session) => session.write(`* OK ${"x".repeat(100_000)}`)],
  };
  const running = await Promise.all(
    faults.map(async (fault, index) => {
      const [options, script] = scripts[fault];
      const port = portBase === undefined ? {} : { port: portBase + index };
      const server = await startScriptedMailServer({ ...options, ...port }, async (session) => {
        await script(session);
      });
      return { fault, server };
    }),
  );
  const portOf = (fault: MailServerFault) => running.find((one) => one.fault === fault)?.server.port ?? 0;
  return {
    ports: {
      selfSigned: portOf("selfSigned"),
      expired: portOf("expired"),
      wrongName: portOf("wrongName"),
      plainPort: portOf("plainPort"),
      silent: portOf("silent"),
      stripped: portOf("stripped"),
      pop3Disabled: portOf("pop3Disabled"),
      crowded: portOf("crowded"),
      endlessLine: portOf("endlessLine"),
    },
    stop: async () => {
      await Promise.all(running.map(({ server }) => server.stop()));
    },
  };
}

const faults: readonly MailServerFault[] = [
  "selfSigned",
  "expired",
  "wrongName",
  "plainPort",
  "silent",
  "stripped",
  "pop3Disabled",
  "crowded",
  "endlessLine",
];
