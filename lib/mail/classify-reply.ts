import { isTemporaryPop3Reply } from "@/lib/mail/pop3-client";
import type { MailFailureCode, MailProtocol, StageName } from "@/lib/mail/schema";
import { connectedToNothing, isTemporaryImapReply } from "@/lib/mail/sign-in-imap";

type Told = { protocol: MailProtocol; stage: StageName; reply: string };

/**
 * The failure code of what a Mail Worker tells: the stage that failed and the server's words or, where the server
 * said nothing, those of the worker's own connection ("ECONNREFUSED", "timed out"). The same codes as those of a
 * Verification, as far as words can tell.
 */
export function classifyReply({ protocol, stage, reply }: Told): MailFailureCode {
  const words = refusals[protocol].exec(reply)?.[0];
  return words === undefined ? classifyBreak(stage, reply) : classifyRefusal(protocol, stage, words);
}

/**
 * Whether a refused sign-in may be the token's fault, so that a new one may help. It cannot where the server says that
 * it is switched off for the mailbox or takes no such sign-in at all.
 */
export function mayBeTheToken(reply: string): boolean {
  return !/5\.7\.139|SmtpClientAuthentication|disabled|application-specific password/i.test(reply);
}

/** Where a Mail Worker names no stage: signing in when the words are about that, else opening the mailbox. */
export function guessStage(protocol: MailProtocol, reply: string): StageName {
  if (/auth|log[io]n|credential|password|token|\b53[045]\b/i.test(reply) && !connectedToNothing.test(reply))
    return "authentication";
  return protocol === "imap" ? "folder" : "mailbox";
}

/** From the word on by which a server says no: IMAP's may have a tag before it, SMTP's reply has a code. */
const refusals: Readonly<Record<MailProtocol, RegExp>> = {
  imap: /(?<![^\s*])(NO|BAD|BYE) .*/,
  pop3: /-ERR.*/,
  smtp: /(?<![^\s])[45]\d\d[ -].*/,
};

function classifyRefusal(protocol: MailProtocol, stage: StageName, reply: string): MailFailureCode {
  if (isTemporary[protocol](reply)) return "server_unavailable";
  switch (stage) {
    case "tls":
      return "starttls_missing";
    case "authentication":
      if (connectedToNothing.test(reply)) return "mailbox_refused";
      return noSuchMechanism.test(reply) ? "mechanism_missing" : "authentication_failed";
    case "folder":
    case "archive":
    case "mailbox":
      if (protocol === "smtp") return "message_refused";
      return protocol === "imap" && noSuchFolder.test(reply) ? "folder_missing" : "mailbox_refused";
    default:
      return "server_unavailable";
  }
}

const isTemporary: Readonly<Record<MailProtocol, (reply: string) => boolean>> = {
  imap: (reply) => /^BYE/.test(reply) || isTemporaryImapReply(reply),
  pop3: isTemporaryPop3Reply,
  smtp: (reply) => reply.startsWith("4"),
};

// RFC 9051 section 7.1 and RFC 5530 section 3, and what servers without response codes say.
const noSuchFolder = /\[(NONEXISTENT|TRYCREATE)\]|(mailbox|folder) (doesn't|does not) exist|unknown mailbox|no such/i;
// RFC 4954 section 4 (504), RFC 3463 (5.7.4).
const noSuchMechanism = /^504|5\.7\.4\b|unsupported (auth|sasl)|unrecognized auth|mechanism (is )?not/i;

/** What a worker's own connection broke with. */
function classifyBreak(stage: StageName, words: string): MailFailureCode {
  for (const [pattern, code] of breaks) if (pattern.test(words)) return code;
  switch (stage) {
    case "dns":
      return "host_unknown";
    case "tcp":
      return "connection_refused";
    case "tls":
      return "tls_failed";
    case "greeting":
    case "capabilities":
      return "protocol_violation";
    case "authentication":
      return "authentication_failed";
    case "folder":
    case "archive":
    case "mailbox":
      return "mailbox_refused";
  }
}

const breaks: readonly (readonly [RegExp, MailFailureCode])[] = [
  [/ENOTFOUND|EAI_AGAIN|getaddrinfo|name or service not known|no such host/i, "host_unknown"],
  [/ECONNREFUSED|connection refused/i, "connection_refused"],
  [/ETIMEDOUT|ETIMEOUT|timed? ?out|deadline/i, "deadline_passed"],
  [/certificate|SSL|handshake|ERR_TLS/i, "tls_failed"],
  [
    /ECONNRESET|EPIPE|connection (was )?(reset|closed|lost)|unexpected(ly)? (eof|close)|broken pipe/i,
    "connection_lost",
  ],
];
