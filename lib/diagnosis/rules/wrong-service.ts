import type { Rule } from "./rule";

const told = "(?:greeting|response|reply|answer|banner|welcome|replied|answered|expected|received|got)\\b.{0,60}";

// How these greet, wherever it stands; of a log with a greeting of the right service nothing is said.
const smtpGreets = "\\b220[ -][^ ]{1,100} (?:.{1,40} )?E?SMTP\\b";
const imapGreets = "\\* OK (?:\\[CAPABILITY IMAP4|.{0,60}\\bIMAP4?(?:rev1)?\\b|Gimap ready)";
const pop3Greets = "\\+OK .{0,60}(?:\\bPOP3?\\b|Dovecot.{0,20} ready)";

/** Another service than the one that was expected greets, as it stands in the words of the client that was greeted. */
export const wrongServiceRules: readonly Rule[] = [
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["smtp"],
    words: new RegExp(`${told}(?:\\* OK\\b|\\+OK\\b|SSH-2\\.0|HTTP/1\\.[01] [34])`, "i"),
    without: /wrong.version|\b[45]\d\d[ -][45]\.\d|\bA?\d{1,5} OK\b/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "Error: Invalid greeting. response=* OK [CAPABILITY IMAP4rev1] Dovecot ready.: * OK ready",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["imap"],
    words: new RegExp(
      `${told}(?:\\+OK\\b|\\b220[ -].{1,80}(?:SMTP|FTP)|SSH-2\\.0|HTTP/1\\.[01] [34])|greeting: \\[(?:atom|token): (?:220\\b|\\+OK|SSH-|HTTP/)|bad response type "?ESMTP`,
      "i",
    ),
    without: /wrong.version|\bNO \[|\bA?\d{1,5} (?:OK|NO|BAD)\b/i,
    example: { stage: "imap", provider: "other", raw: "Unexpected greeting from server: +OK POP3 ready" },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["pop3"],
    // IMAP takes POP3's first word for a tag.
    words: /\b(?:USER|PASS|CAPA|STAT|UIDL|LIST|QUIT|AUTH) BAD\b/,
    without: /-ERR/,
    example: {
      stage: "pop3",
      provider: "other",
      raw: "Response: 'USER BAD Error in IMAP command received by server.'",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["pop3"],
    words: new RegExp(`${told}(?:\\* OK\\b|\\b220[ -].{1,80}(?:SMTP|FTP)|SSH-2\\.0|HTTP/1\\.[01] [34])`, "i"),
    without: /wrong.version|-ERR/,
    example: {
      stage: "pop3",
      provider: "other",
      raw: "Unexpected greeting from server: 220 mail.acme.example ESMTP MAIL Service ready",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["smtp"],
    // Python's, which takes the first three characters for the code.
    words: /\(-1, b?["'](?:\* )?(?:OK|K)\b|\bOK The Microsoft Exchange (?:IMAP4|POP3) service/,
    without: /\b(?:220|250|354|[45]\d\d)[ -]/,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "smtplib.SMTPConnectError: (-1, b'OK Dovecot ready.')",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["smtp"],
    words: new RegExp(`${imapGreets}|${pop3Greets}`),
    without: /wrong.version|\b(?:220|250|354|[45]\d\d)[ -]|-ERR|\bNO \[/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "S: * OK mail.acme.example IMAP4rev1 ready. Error: read timed out",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["imap"],
    words: new RegExp(`${smtpGreets}|${pop3Greets}`),
    without:
      /wrong.version|\* (?:OK|PREAUTH|BYE)|-ERR|\bNO \[|\bA?\d{1,5} (?:OK|NO|BAD)\b|\b(?:25\d|334|354|[45]\d\d)[ -][A-Z0-9]/i,
    example: {
      stage: "imap",
      provider: "other",
      raw: "<= '220 mail.acme.example ESMTP ready' Error: Timed out while authenticating with server",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.85,
    stages: ["pop3"],
    words: new RegExp(`${smtpGreets}|${imapGreets}`),
    without: /wrong.version|\+OK|-ERR|\bNO \[|\b(?:25\d|334|354|[45]\d\d)[ -][A-Z0-9]/i,
    example: { stage: "pop3", provider: "other", raw: "S: 220 mail.acme.example ESMTP ready. Error: read timed out" },
  },
  {
    cause: "tls_plain_port",
    confidence: 0.85,
    stages: ["imap", "pop3", "smtp", "network"],
    // A server that was spoken to in TLS where it expected words shows the beginning of a ClientHello (RFC 8446, section 5.1).
    words: /\\x16\\x03\\x0[0-3]|\\u0016\\u0003|\\026\\003\\00[0-3]/,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "postfix/smtpd[99]: warning: non-SMTP command from client.acme.example: \\x16\\x03\\x01\\x02",
    },
  },
  {
    cause: "tls_plain_port",
    confidence: 0.6,
    alternatives: ["protocol_mismatch"],
    stages: ["imap", "pop3", "smtp"],
    // The same, where a log could not write the bytes.
    words: /(?:\ufffd.{0,12}){4}/,
    andWords: /\b50[0-4]\b.{0,60}(?:command|unrecogni|unknown|syntax|implemented|unsupported)|\bBAD\b|-ERR/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "<= \ufffd\ufffd \ufffd\ufffdm => 502 Invalid/unsupported command",
    },
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.8,
    stages: ["imap", "pop3", "smtp"],
    // How SSH greets (RFC 4253, section 4.2).
    words: /(?:^|["':[ ])SSH-[12]\.\d{1,2}-[A-Za-z]/,
    without: /tunnel|forward/i,
    example: { stage: "smtp", provider: "other", raw: "SSH-2.0-OpenSSH_9.6 received instead of 220" },
  },
  ...namedServices("smtp", "IMAP4?|POP3?"),
  ...namedServices("imap", "E?SMTP|POP3?"),
  ...namedServices("pop3", "E?SMTP|IMAP4?"),
];

/** Another service by its name, in a program's own words. */
function namedServices(stage: "smtp" | "imap" | "pop3", others: string): Rule[] {
  return [
    {
      cause: "protocol_mismatch",
      confidence: 0.7,
      stages: [stage],
      words: new RegExp(
        `\\b(?:connected|talking|speaking|talks|speaks) (?:to )?(?:an? )?(?:${others}|HTTP|SSH|FTP|web)(?: (?:server|service))?\\b(?! (?:over|server at|as|and|with))`,
        "i",
      ),
      without: /wrong.version|succe|\b[245]\d\d[ -]|-ERR|\bNO\b|timed? ?out|refused|reset/i,
      example: { stage, provider: "other", raw: "Welcome response error: connected to an HTTP server" },
    },
  ];
}
