import { isIPv6, type Socket } from "node:net";

import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import type { Dialect } from "@/lib/mail/open-connection";

/** SMTP's greeting, EHLO and STARTTLS (RFC 5321, sections 4.2 and 4.1.1.1; RFC 3207). */
export const smtpDialect: Dialect = {
  async readGreeting(channel) {
    const lines = await readReply(channel);
    const reply = lines.join(" ");
    if (reply.startsWith("220")) return lines;
    if (/^[45]/.test(reply)) {
      throw new MailError("server_unavailable", `${channel.target} refuses connections right now.`, { reply });
    }
    throw notSmtp(channel, reply);
  },

  async readCapabilities(channel) {
    channel.send(`EHLO ${clientName(channel.socket)}`);
    const lines = await readReply(channel);
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
    };
  },

  async askForTls(channel) {
    channel.send("STARTTLS");
    const reply = (await readReply(channel)).join(" ");
    if (reply.startsWith("220")) return reply;
    throw new MailError("starttls_missing", `${channel.target} offers STARTTLS and then refuses it.`, { reply });
  },
};

/** A client without a name of its own says its address (RFC 5321, section 4.1.4). */
export function clientName({ localAddress = "127.0.0.1" }: Pick<Socket, "localAddress">): string {
  const address = localAddress.replace(/^::ffff:/, "");
  return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
}

async function readReply(channel: LineChannel): Promise<string[]> {
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
