/** Sentences of MailKit's SslHandshakeException, which lists up to five reasons whatever the reason was. */
const reasons = [
  "The server is using a self-signed certificate which cannot be verified",
  "The local system is missing a Root or Intermediate certificate needed to verify the server's certificate",
  "A Certificate Authority CRL server for one or more of the certificates in the chain is temporarily unavailable",
  "The certificate presented by the server is expired or invalid",
  "The set of SSL/TLS protocols supported by the client and server do not match",
  // Azure's command line, beside whatever TLS's failure was.
  "behind a proxy that intercepts traffic with a self-signed certificate",
];

// .NET's SmtpException names two causes before the server's own words.
const beforeTheServersWords =
  /(?:The )?SMTP ?server requires (?:a )?secure connection or (?:the )?client (?:was|is) not authenticated\. (?=The server response (?:was|is): ?\S)/gi;

// What somebody says that it is not, or is no problem, would be found like what it is.
const denied =
  /(?:\bnot|n't) (?:because of|due to|caused by|a matter of|a question of|related to)\b[^.;:]{0,80}|(?:\bnot|n't) (?:rate[- ]?limited|throttled|locked|disabled|expired|blocked)\b(?: (?:or|nor|and) (?:rate[- ]?limited|throttled|locked|disabled|expired|blocked)\b)?|\b(?:is|it's|was) (?:not|n't|no) (?:an? |the )?(?:[a-z]{2,16} ){1,3}(?:problem|issue|error)\b(?! )/gi;

// What a program means to do next is no server's "try again later", and a hint for whom it may concern is no finding.
const intended =
  /\b(?:will|going to|I'll|we'll|shall) (?:re-?)?try(?: again)?(?: (?:later|in|after|at|soon)\b(?: \d{1,6}(?: ?\w{1,12})?)?)?|\b(?:next (?:attempt|try|retry)|retrying(?: again)?|retry) (?:in|after|at) \d{1,6}(?: ?\w{1,12})?|\bif (?:you|your|2FA|MFA|two|multi)\b[^.;:]{0,60}(?:factor|2FA|2-step|two-step|MFA)[^.;:]{0,80}\bapp[^.;:]{0,16}passwords?/gi;

// What a program is about to do, or has done well.
const progress =
  /\b(?:performing|starting|beginning|doing|initiating|completed|finished) (?:the |a )?(?:SSL\/TLS|TLS\/SSL|SSL|TLS) (?:handshake|negotiation)\b(?! (?:has )?fail| error)|\bcertificate verified\b/gi;

// Roundcube calls it a failed login whatever the reason was, which it tells after that.
const anyLogin = /\bLogin failed for [^\s]{1,80}(?: against [^\s]{1,80})? from [^\s]{1,80}\. (?=[A-Z])/g;

// The c-client library warns of every server that offers a password's sign-in.
const offered = /\bSECURITY PROBLEM: insecure server advertised AUTH=[A-Z]{3,10}/g;

// Names of functions in a stack trace that any timer of Node's has.
const timers = /\b(?:list)?_?on(?:Socket|Connection)?Timeout\b|\bprocessTimers\b/g;

// The numbers of a stack trace look like a server's replies: "smtp-connection/index.js:535:20", "line 450, in send".
const positions =
  /(?<=\.(?:[cm]?[jt]sx?|java|kt|scala|py|rb|php|go|cs|vb|rs|c|cc|cpp|h|ex|erl|pl|pm|lua|swift|dart))(?::line |:|\()\d{1,5}(?::\d{1,5})?|(?<=\bnode:[a-z_/]{2,60}):\d{1,5}(?::\d{1,5})?|(?<=\b(?:on |at |:)?line )\d{1,5}\b/gi;

// What a program answered its own browser, in its own log: the failure was at the provider.
const ownAnswers =
  /\bInternal server error, for \([A-Z]{3,7}\) \[[^\]]{1,200}\]|\bmethod=["']?[A-Z]{3,7}["']? path=[^ ]{1,300} (?:[a-z_]{2,16}=[^ ]{0,80} ){0,3}status=\d{3}\b/g;

/**
 * The text, white space being single spaces, without what would speak for a cause that it is not: what libraries put
 * around whatever happened, naming every cause that there might be; what somebody says that it is not; what a program
 * means to do next; what it answered its own browser; and the timers and line numbers of stack traces.
 */
export function dropBoilerplate(text: string): string {
  const unlisted = reasons.reduce((left, reason) => left.replaceAll(reason, ""), text);
  return unlisted
    .replace(beforeTheServersWords, "")
    .replace(denied, "")
    .replace(intended, "")
    .replace(progress, "")
    .replace(anyLogin, "")
    .replace(offered, "")
    .replace(timers, "")
    .replace(ownAnswers, "")
    .replace(positions, "");
}
