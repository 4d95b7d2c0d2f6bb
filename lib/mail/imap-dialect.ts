import type { Dialect } from "@/lib/mail/dialect";
import { askImap, isOk, notImap, turnedAway } from "@/lib/mail/imap-conversation";
import { MailError } from "@/lib/mail/mail-error";

/** IMAP's greeting, CAPABILITY, STARTTLS and LOGOUT (RFC 9051, sections 7.1, 6.1.1, 6.2.1 and 6.1.3). */
export const imapDialect: Dialect = {
  async readGreeting(channel) {
    const greeting = await channel.readLine();
    if (/^\* OK\b/i.test(greeting)) return [greeting];
    if (/^\* BYE\b/i.test(greeting)) throw turnedAway(channel, greeting);
    // PREAUTH included: a session that nobody signed in to proves nothing about the credential.
    throw notImap(channel, greeting);
  },

  async readCapabilities(channel) {
    const { lines, verdict } = await askImap(channel, "CAPABILITY");
    if (!isOk(verdict)) throw notImap(channel, verdict);
    const words = readCapabilityWords(lines);
    const mechanisms = words.filter((word) => word.startsWith("AUTH=")).map((word) => word.slice("AUTH=".length));
    const isLoginDisabled = words.includes("LOGINDISABLED");
    if (!isLoginDisabled) mechanisms.push("LOGIN");
    return {
      lines,
      mechanisms: [...new Set(mechanisms)],
      offersStartTls: words.includes("STARTTLS"),
      isKnown: true,
      remarks: isLoginDisabled ? [describeDisabledLogin(mechanisms)] : [],
    };
  },

  async askForTls(channel) {
    const { verdict } = await askImap(channel, "STARTTLS");
    if (isOk(verdict)) return verdict;
    throw new MailError("starttls_missing", `${channel.target} offers STARTTLS and then refuses it.`, {
      reply: verdict,
    });
  },

  sayGoodbye: (channel) => askImap(channel, "LOGOUT"),
};

/** The words of CAPABILITY in upper case, from the lines of an answer. */
export function readCapabilityWords(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => /^\* CAPABILITY (.*)$/i.exec(line)?.[1]?.trim().split(/\s+/) ?? [])
    .map((word) => word.toUpperCase());
}

function describeDisabledLogin(mechanisms: readonly string[]): string {
  return mechanisms.length === 0
    ? "IMAP sign-ins are switched off there (LOGINDISABLED, and no other way)"
    : "sign-in by LOGIN is switched off (LOGINDISABLED)";
}
