import { type MailServerPreset, presets } from "@/lib/providers/presets";
import type { Owner } from "../schema";
import type { Known } from "./cause";
import { verifyAgain } from "./own-steps";

/** No check has gone well yet, so that what was typed is the first suspect. */
export function isNew({ context }: Known): boolean {
  return context.history?.everHealthy === false;
}

/** Host and port are the admin's to correct until they have worked once; from then on the network is. */
export function adminWhileNew(known: Known): Owner | undefined {
  return isNew(known) ? "helpdesk_admin" : undefined;
}

/**
 * The steps for a server that is not reached: host and port first while they have never worked, and last once they
 * have, with the network's own steps on the other side.
 */
export function listHostSteps(known: Known, ofNetwork: readonly string[]): string[] {
  const end = verifyAgain(known);
  if (known.context.history?.everHealthy === true)
    return [
      `The way to ${known.server} has worked before, so look for what has changed on it.`,
      ...ofNetwork,
      `If nothing did, the server may have moved. ${checkPort(known)}`,
      end,
    ];
  return [`Check the host for a typing error. ${checkPort(known)}`, ...ofNetwork, end];
}

/** Compares what was entered with what the provider publishes, by its own values where they are known. */
export function checkPort({ protocol, provider, context }: Known): string {
  const published = presets[provider].mailServers[lowerCase[protocol]];
  if (published.length > 0) {
    const servers = published.map(describeServer).join(", or ");
    const entered = context.host === undefined ? "" : `; entered is ${describeEntered(context)}`;
    return `For ${protocol} ${names[provider]} has ${servers}${entered}.`;
  }
  return `Compare host and port with those that the provider publishes (${protocol}: ${usualPorts[protocol]}).`;
}

const lowerCase = { IMAP: "imap", POP3: "pop3", SMTP: "smtp" } as const;
const names = { microsoft: "Microsoft", google: "Google", other: "the provider" } as const;
const securities = { tls: "TLS", starttls: "STARTTLS", none: "no encryption" } as const;
const usualPorts = {
  IMAP: "993 with TLS or 143 with STARTTLS",
  POP3: "995 with TLS or 110 with STARTTLS",
  SMTP: "587 with STARTTLS or 465 with TLS",
} as const;

function describeServer({ host, port, security }: MailServerPreset): string {
  return `${host}, port ${port} with ${securities[security]}`;
}

function describeEntered({ host, port, security }: Known["context"]): string {
  const parts = [host, port === undefined ? undefined : `port ${port}`].filter((part) => part !== undefined);
  return `${parts.join(", ")}${security === undefined ? "" : ` with ${securities[security]}`}`;
}
