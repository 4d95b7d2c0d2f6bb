import path from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";

import { parseEgressPolicy } from "@/lib/egress/policy";
import type { MailCredential, MailProtocol, Stage, VerificationReport, VerificationRequest } from "@/lib/mail/schema";
import { stageSchema } from "@/lib/mail/schema";
import { verifyImap } from "@/lib/mail/verify-imap";
import { verifyPop3 } from "@/lib/mail/verify-pop3";
import { verifySmtp } from "@/lib/mail/verify-smtp";
import { Secret } from "@/lib/secret";
import { type Certificates, createCertificates } from "@/tests/servers/certificates";
import {
  type ScriptedMailServer,
  type ScriptedMailServerOptions,
  type ScriptedSession,
  startScriptedMailServer,
} from "@/tests/servers/scripted-mail-server";
import { createTemporaryDirectory } from "@/tests/servers/temporary-directory";

type SignInCredential = Exclude<MailCredential, { mechanism: "NONE" }>;

export const token = "eyJ-a-token-that-nobody-may-see.0123456789";
export const tokenCredential: SignInCredential & { mechanism: "XOAUTH2" } = {
  mechanism: "XOAUTH2",
  username: "support@acme.test",
  accessToken: new Secret(token),
};
export const passwordCredential: SignInCredential & { mechanism: "PLAIN" } = {
  mechanism: "PLAIN",
  username: "support@acme.test",
  password: new Secret("correct horse battery"),
};
/** What a client says to sign in with the token. */
export const sentToken = Buffer.from(`user=support@acme.test\u0001auth=Bearer ${token}\u0001\u0001`).toString("base64");

export const stagesOf = (report: VerificationReport) => report.stages.map(({ name, status }) => `${name} ${status}`);
export const failedStage = (report: VerificationReport) => report.stages.find(({ status }) => status === "failed");
export const stageNamed = (report: VerificationReport, wanted: Stage["name"]) =>
  report.stages.find(({ name }) => name === wanted);

type Changes = Partial<Omit<VerificationRequest, "credential">> & {
  security?: "tls" | "starttls" | "none";
  host?: string;
  credential?: MailCredential;
  folder?: string;
  archiveFolder?: string;
  isEmptied?: boolean;
};

/**
 * Scripted servers for the tests of one file, with certificates of their own, and a way to verify them; whatever was
 * started is stopped behind each test. Every report is looked through for the token.
 */
export function prepareScriptedServers(name: string) {
  const directory = createTemporaryDirectory(name);
  const tls: { certificates?: Certificates } = {};
  const running: ScriptedMailServer[] = [];
  const certificates = () => tls.certificates ?? expect.fail("There are no certificates before the first test");

  beforeAll(() => {
    tls.certificates = createCertificates(path.join(directory.path, "tls"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  afterAll(() => directory.remove());

  async function start(
    script: (session: ScriptedSession) => Promise<void> | void,
    options: Partial<ScriptedMailServerOptions> = {},
  ): Promise<ScriptedMailServer> {
    const server = await startScriptedMailServer({ certificates: certificates(), ...options }, script);
    running.push(server);
    return server;
  }

  async function verify(protocol: MailProtocol, port: number, changes: Changes = {}): Promise<VerificationReport> {
    const {
      security = "starttls",
      host = "localhost",
      credential = tokenCredential,
      folder = "INBOX",
      archiveFolder,
      isEmptied = false,
      ...rest
    } = changes;
    const reported: Stage[] = [];
    const request = {
      settings: { host, port, security },
      policy: parseEgressPolicy("127.0.0.0/8, ::1"),
      deadlineMs: 5000,
      tlsOptions: { ca: certificates().certificateAuthority },
      lookup: async () => [{ address: "127.0.0.1", family: 4 }],
      ...rest,
    };
    const onStage = (stage: Stage) => reported.push(stageSchema.parse(stage));
    const speak = (signIn: SignInCredential) =>
      protocol === "imap"
        ? verifyImap(
            { ...request, credential: signIn, folder, isEmptied, ...(archiveFolder ? { archiveFolder } : {}) },
            onStage,
          )
        : verifyPop3({ ...request, credential: signIn }, onStage);
    const report =
      protocol === "smtp"
        ? await verifySmtp({ ...request, credential, sender: "support@acme.test" }, onStage)
        : credential.mechanism === "NONE"
          ? expect.fail("IMAP and POP3 need a credential")
          : await speak(credential);
    expect(report.stages).toEqual(reported);
    expect(JSON.stringify(report)).not.toContain(token);
    expect(JSON.stringify(report)).not.toContain(sentToken);
    return report;
  }

  return { directory: directory.path, start, verify };
}
