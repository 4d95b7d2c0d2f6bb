/** What a refusal is about where its words say so, whatever its code. */
export type RefusalSubject = "too_many_connections" | "protocol_disabled";

/**
 * Reads a server's own words for what they are about: too many connections at once (Dovecot, Gmail, Exchange, Cyrus),
 * or a protocol that is switched off for the mailbox (Gmail, Yandex, Zoho, GMX, Exchange's SMTP). Undefined where
 * they say neither.
 */
export function readRefusalWords(reply: string): RefusalSubject | undefined {
  const text = reply.slice(0, longestCharacters);
  if (tooMany.test(text)) return "too_many_connections";
  return switchedOff.some((pattern) => pattern.test(text)) ? "protocol_disabled" : undefined;
}

const longestCharacters = 2000;

const tooMany =
  /too many (\w{1,20} ){0,3}(connections|sessions)|maximum (number of )?(concurrent |simultaneous )?connections|(connection|session)s? (count )?limit|concurrent (connections|sessions) (limit )?exceed|max_userip_connections/i;

const switchedOff: readonly RegExp[] = [
  /\b(imap4?|pop3?|smtp|SmtpClientAuthentication)\b[^.\r\n]{0,40}\b(is|are|has been|was)?\s*(disabled|not enabled|switched off|turned off|deactivated)\b/i,
  /\bnot (enabled|activated|allowed) (for|to use) (imap4?|pop3?|smtp)\b/i,
  /\b(enable|activate|turn on) (imap4?|pop3?)\b/i,
];
