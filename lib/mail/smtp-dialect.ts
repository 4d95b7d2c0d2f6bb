import { isIPv6, type Socket } from "node:net";

import type { Dialect } from "@/lib/mail/dialect";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { readRefusalWords } from "@/lib/mail/refusal-words";

/** SMTP's greeting, EHLO, STARTTLS and QUIT (RFC 5321, sections 4.2, 4.1.1.1 and 4.1.1.10; RFC 3207). */
export const smtpDialect: Dialect = {
  async readGreeting(channel) {
    const lines = await readSmtpReply(channel);
    const reply = lines.join(" ");
    if (reply.startsWith("220")) return lines;
    if (/^[45]/.test(reply)) throw turnedAway(channel, reply);
    throw notSmtp(channel, reply);
  },

  async readCapabilities(channel) {
    const lines = await askSmtp(channel, `EHLO ${clientName(channel.socket)}`);
    const reply = lines.join(" ");
    if (/^4/.test(reply)) {
      throw new MailError("server_unavailable", `${channel.target} is not available right now.`, { reply });
    }
    if (!reply.startsWith("250")) throw notSmtp(channel, reply);
    const extensions = lines.slice(1).map((line) => line.slice(4).trim().toUpperCase());
    // Old servers write AUTH=LOGIN beside AUTH LOGIN.
    const mechanisms = extensions
      .filter((line) => /^AUTH[ =]/.test(line))
      .flatMap((line) => line.slice("AUTH ".length).split(/\s+/));
    return {
      lines,
      mechanisms: [...new Set(mechanisms.filter(Boolean))],
      offersStartTls: extensions.includes("STARTTLS"),
      isKnown: true,
      remarks: describeSize(extensions),
    };
  },

  async askForTls(channel) {
    const reply = (await askSmtp(channel, "STARTTLS")).join(" ");
    if (reply.startsWith("220")) return reply;
    throw new MailError("starttls_missing", `${channel.target} offers STARTTLS and then refuses it.`, { reply });
  },

  sayGoodbye: (channel) => askSmtp(channel, "QUIT"),
};

/** Says a line and reads the reply, whose lines each begin with the code. Throws a MailError when it is none. */
export function askSmtp(channel: LineChannel, line: string): Promise<string[]> {
  channel.send(line);
  return readSmtpReply(channel);
}

/** A client without a name of its own says its address (RFC 5321, section 4.1.4). */
export function clientName({ localAddress = "127.0.0.1" }: Pick<Socket, "localAddress">): string {
  const address = localAddress.replace(/^::ffff:/, "");
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}

async function readSmtpReply(channel: LineChannel): Promise<string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await channel.readLine();
    if (!/^[2-5]\d\d([ -]|$)/.test(line)) throw notSmtp(channel, line);
    lines.push(line);
    if (line[3] !== "-") return lines;
  }
}

function notSmtp({ target }: LineChannel, reply: string): MailError {
  return new MailError("protocol_violation", `${target} does not answer as an SMTP server does. Check the port.`, {
    reply,
  });
}

function turnedAway({ target }: LineChannel, reply: string): MailError {
  return readRefusalWords(reply) === "too_many_connections"
    ? new MailError("server_unavailable", `${target} has too many connections open at once and turned this one away.`, {
        reply,
        reason: "too_many_connections",
      })
    : new MailError("server_unavailable", `${target} refuses connections right now.`, { reply });
}

/** How large a message may be (SIZE, RFC 1870), where the server says so; 0 means that it does not. */
function describeSize(extensions: readonly string[]): string[] {
  const bytes = Number(extensions.map((line) => /^SIZE (\d{1,15})$/.exec(line)?.[1]).find(Boolean) ?? 0);
  if (bytes === 0) return [];
  const megabytes = bytes / 1_000_000;
  const size = megabytes >= 1 ? `${Math.floor(megabytes)} MB` : `${Math.ceil(bytes / 1000)} kB`;
  return [`messages of up to ${size} are taken`];
}
