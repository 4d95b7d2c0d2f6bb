import { expect, test } from "vitest";
import { decodeModifiedUtf7, encodeModifiedUtf7 } from "@/lib/mail/modified-utf7";
import { readRefusalWords } from "@/lib/mail/refusal-words";

test.each([
  "NO [ALERT] Too many simultaneous connections. (Failure)",
  "NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
  "* BYE Too many connections from your IP",
  "421 4.7.0 Too many concurrent SMTP connections; please try again later.",
  "-ERR Session count limit exceeded",
])("too many connections: %s", (reply) => expect(readRefusalWords(reply)).toBe("too_many_connections"));

test.each([
  "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator",
  "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page",
  "-ERR [AUTH] POP3 access disabled",
  "-ERR [SYS/PERM] Your account is not enabled for POP access.",
  "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
  "NO Please enable IMAP in the settings of the webmail",
])("switched off: %s", (reply) => expect(readRefusalWords(reply)).toBe("protocol_disabled"));

test.each([
  "NO [AUTHENTICATIONFAILED] Authentication failed.",
  "535 5.7.3 Authentication unsuccessful",
  "-ERR Authentication failure: unknown user name or bad password.",
  "NO LOGIN failed. Basic authentication is disabled.",
  "",
])("neither: %s", (reply) => expect(readRefusalWords(reply)).toBeUndefined());

test("folders are written and read as IMAP has them", () => {
  // RFC 3501, section 5.1.3.
  expect(encodeModifiedUtf7("~peter/mail/台北/日本語")).toBe("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
  for (const name of ["INBOX", "Tom & Jerry", "Entwürfe", "😀 & 台北/x", "&", 'a\\b"c']) {
    expect(decodeModifiedUtf7(encodeModifiedUtf7(name))).toBe(name);
  }
  expect(decodeModifiedUtf7("&AMQ-ndern &- &!!- &A-")).toBe("Ändern & &!!- &A-");
});
