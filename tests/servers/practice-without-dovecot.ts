import path from "node:path";
import { createCertificates } from "./certificates";
import type { DovecotPorts } from "./dovecot-configuration";
import { type EntraProvider, startEntraProvider } from "./entra-provider";
import type { PracticeOptions } from "./practice";
import type { RelayedMessage } from "./relay";
import { startStandInImap } from "./stand-in-imap";
import { startStandInSmtp } from "./stand-in-smtp";
import { createTemporaryDirectory } from "./temporary-directory";

/** The same provider, with mail servers from npm for machines that have no Dovecot. */
export interface PracticeWithoutDovecot {
  readonly provider: EntraProvider;
  readonly ports: Pick<DovecotPorts, "imaps" | "submission" | "submissions">;
  readonly certificateAuthorityPath: string;
  readonly certificateAuthority: string;
  /** Every message that was sent. */
  messages(): readonly RelayedMessage[];
  /** What cannot be practised here, in sentences for the person who started it. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

type Options = Omit<PracticeOptions, "mechanisms" | "basicMailboxes" | "accessTokenMode">;

/** Starts the provider and the stand-ins for IMAP and SMTP. The tokens are JWTs, which the stand-ins check themselves. */
export async function startPracticeWithoutDovecot(options: Options = {}): Promise<PracticeWithoutDovecot> {
  const { callbackUrl, providerPort, mailPortBase, certificates: given, ...providerOptions } = options;
  const portFor = (usual: number) => (mailPortBase === undefined ? 0 : mailPortBase + usual);
  const directory = createTemporaryDirectory("stand-in");
  const certificates = given ?? createCertificates(path.join(directory.path, "tls"));
  const provider = await startEntraProvider({
    ...providerOptions,
    accessTokenMode: "jwt",
    ...(providerPort === undefined ? {} : { port: providerPort }),
    redirectUris: callbackUrl === undefined ? [] : [callbackUrl],
  });
  const imap = await startStandInImap(provider, certificates, portFor(993));
  const sent: RelayedMessage[] = [];
  const accept = (message: RelayedMessage) => {
    sent.push(message);
    if (message.to.some((address) => hasMailbox(provider, address))) imap.deliver(message.text);
  };
  const submission = await startStandInSmtp(provider, certificates, false, accept, portFor(587));
  const submissions = await startStandInSmtp(provider, certificates, true, accept, portFor(465));
  const ports = { imaps: imap.imapsPort, submission: submission.port, submissions: submissions.port };
  provider.addPortalSection({
    heading: "Mail servers (stand-ins)",
    rows: [
      ["Host", "localhost"],
      ["IMAP, TLS", String(ports.imaps)],
      ["SMTP, TLS", String(ports.submissions)],
      ["SMTP, STARTTLS", String(ports.submission)],
      ["Certificate authority", certificates.certificateAuthorityPath],
    ],
  });
  return {
    provider,
    ports,
    certificateAuthorityPath: certificates.certificateAuthorityPath,
    certificateAuthority: certificates.certificateAuthority,
    messages: () => [...sent],
    missing,
    stop: async () => {
      await Promise.all([imap.stop(), submission.stop(), submissions.stop(), provider.stop()]);
      directory.remove();
    },
  };
}

const missing: readonly string[] = [
  "There is no POP3 server, so a Remote Mailbox of type POP3 cannot be verified.",
  "IMAP is there with TLS from the start only; STARTTLS is not.",
  "All mailboxes show the same INBOX.",
  "There is no mailbox that opens with a password, so Basic (Legacy) authentication cannot be practised.",
];

function hasMailbox(provider: EntraProvider, recipient: string): boolean {
  const mailboxes = [...provider.users, ...provider.sharedMailboxes];
  return mailboxes.some(({ address }) => address === recipient.toLowerCase());
}
