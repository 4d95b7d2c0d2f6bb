import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";

/** What a server says it can do: SASL mechanisms in upper case, and its own lines. */
export type Capabilities = {
  lines: string[];
  mechanisms: string[];
  offersStartTls: boolean;
  isKnown: boolean;
  /** What the server says of itself beside the ways to sign in, in words. */
  remarks: string[];
};

/** How a protocol does the first and the last part of a conversation; each act throws a MailError when the server refuses. */
export type Dialect = {
  readGreeting(channel: LineChannel): Promise<string[]>;
  readCapabilities(channel: LineChannel): Promise<Capabilities>;
  askForTls(channel: LineChannel): Promise<string>;
  /** Says goodbye (LOGOUT, QUIT) and reads the answer. */
  sayGoodbye(channel: LineChannel): Promise<unknown>;
};

/** Asks for TLS on a connection in plain text and gives the server's reply. Throws `starttls_missing`. */
export async function askForTls(channel: LineChannel, dialect: Dialect): Promise<string> {
  const capabilities = await dialect.readCapabilities(channel);
  if (!capabilities.offersStartTls && capabilities.isKnown) {
    throw new MailError(
      "starttls_missing",
      `${channel.target} does not offer STARTTLS, so nothing was sent: without encryption anybody on the way could ` +
        "read it. Either the server has none on this port, or something on the way strips it off.",
    );
  }
  return dialect.askForTls(channel);
}
