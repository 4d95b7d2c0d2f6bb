import type { Certificates } from "./certificates";
import { type Dovecot, startDovecot } from "./dovecot";
import { type EntraProvider, type EntraProviderOptions, startEntraProvider } from "./entra-provider";
import { type Relay, startRelay } from "./relay";

export interface PracticeOptions extends Omit<EntraProviderOptions, "port" | "redirectUris"> {
  /** The product's Callback Endpoint, registered from the start at every application. */
  readonly callbackUrl?: string;
  readonly providerPort?: number;
  readonly mailPortBase?: number;
  readonly mechanisms?: readonly string[];
  readonly basicMailboxes?: readonly { readonly address: string; readonly password: string }[];
  readonly maxConnections?: number;
  readonly tellsRights?: boolean;
  readonly certificates?: Certificates;
}

/** An identity provider and mail servers that take its tokens. */
export interface Practice {
  readonly provider: EntraProvider;
  readonly dovecot: Dovecot;
  readonly relay: Relay;
  stop(): Promise<void>;
}

/** Starts the provider, Dovecot and the relay together. Whatever had started is stopped again when one of them fails. */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const { callbackUrl, providerPort, mailPortBase, certificates, ...others } = options;
  const { mechanisms, basicMailboxes, maxConnections, tellsRights, ...providerOptions } = others;
  const provider = await startEntraProvider({
    ...providerOptions,
    ...(providerPort === undefined ? {} : { port: providerPort }),
    redirectUris: callbackUrl === undefined ? [] : [callbackUrl],
  });
  const relay = await startRelay();
  const stopBoth = () => Promise.all([relay.stop(), provider.stop()]);
  try {
    const dovecot = await startDovecot({
      provider,
      relayPort: relay.port,
      ...(mailPortBase === undefined ? {} : { portBase: mailPortBase }),
      ...(mechanisms ? { mechanisms } : {}),
      ...(basicMailboxes ? { basicMailboxes } : {}),
      ...(maxConnections === undefined ? {} : { maxConnections }),
      ...(tellsRights === undefined ? {} : { tellsRights }),
      ...(certificates ? { certificates } : {}),
    });
    relay.deliverTo(dovecot.ports.lmtp, mailDomains(provider));
    provider.addPortalSection(mailServerSection(dovecot));
    const stop = async () => {
      await dovecot.stop();
      await stopBoth();
    };
    return { provider, dovecot, relay, stop };
  } catch (cause) {
    await stopBoth();
    throw cause;
  }
}

function mailDomains(provider: EntraProvider): string[] {
  return [...new Set(provider.users.map(({ address }) => address.split("@").at(-1) ?? ""))];
}

function mailServerSection({ ports, certificateAuthorityPath }: Dovecot) {
  return {
    heading: "Mail servers",
    rows: [
      ["Host", "localhost"],
      ["IMAP, TLS", String(ports.imaps)],
      ["IMAP, STARTTLS", String(ports.imap)],
      ["POP3, TLS", String(ports.pop3s)],
      ["POP3, STARTTLS", String(ports.pop3)],
      ["SMTP, TLS", String(ports.submissions)],
      ["SMTP, STARTTLS", String(ports.submission)],
      ["Certificate authority", certificateAuthorityPath],
    ] as const,
  };
}
