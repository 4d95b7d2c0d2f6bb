import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import type { Dialect } from "@/lib/mail/open-connection";

/** IMAP's greeting, CAPABILITY and STARTTLS (RFC 9051, sections 7.1, 6.1.1 and 6.2.1). */
export const imapDialect: Dialect = {
  async readGreeting(channel) {
    const greeting = await channel.readLine();
    if (/^\* OK\b/i.test(greeting)) return [greeting];
    if (/^\* BYE\b/i.test(greeting)) {
      throw new MailError("server_unavailable", `${channel.target} refuses connections right now.`, {
        reply: greeting,
      });
    }
    // PREAUTH included: a session that nobody signed in to proves nothing about the credential.
    throw notImap(channel, greeting);
  },

  async readCapabilities(channel) {
    const { lines, verdict } = await command(channel, "CAPABILITY");
    if (!/^\S+ OK\b/i.test(verdict)) throw notImap(channel, verdict);
    const words = lines
      .flatMap((line) => /^\* CAPABILITY (.*)$/i.exec(line)?.[1]?.split(/\s+/) ?? [])
      .map((word) => word.toUpperCase());
    const mechanisms = words.filter((word) => word.startsWith("AUTH=")).map((word) => word.slice("AUTH=".length));
    if (!words.includes("LOGINDISABLED")) mechanisms.push("LOGIN");
    return { lines, mechanisms: [...new Set(mechanisms)], offersStartTls: words.includes("STARTTLS"), isKnown: true };
  },

  async askForTls(channel) {
    const { verdict } = await command(channel, "STARTTLS");
    if (/^\S+ OK\b/i.test(verdict)) return verdict;
    throw new MailError("starttls_missing", `${channel.target} offers STARTTLS and then refuses it.`, {
      reply: verdict,
    });
  },
};

/** Says goodbye on a connection that goes no further; the answer is not waited for. */
export function leaveImap(channel: LineChannel): void {
  channel.send("z LOGOUT");
  channel.socket.end();
}

async function command(channel: LineChannel, name: string): Promise<{ lines: string[]; verdict: string }> {
  channel.send(`a ${name}`);
  const lines: string[] = [];
  for (;;) {
    const line = await channel.readLine();
    if (line.startsWith("a ")) return { lines, verdict: line };
    if (!line.startsWith("* ")) throw notImap(channel, line);
    lines.push(line);
  }
}

function notImap({ target }: LineChannel, reply: string): MailError {
  return new MailError("protocol_violation", `${target} does not answer as an IMAP server does. Check the port.`, {
    reply,
  });
}
