import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const pop3 = (raw: string) => ({ stage: "pop3", provider: "other", raw }) as const;
const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;
const reading = ["imap", "pop3"] as const;

// What a mail server asks about users: of Dovecot, Postfix, Courier, Cyrus, Exim, Zimbra.
const behind =
  "(?:private/auth|\\bauth(?:entication)?[- ](?:server|socket|daemon|backend|worker|process|request)|auth-?worker|authdaemon|saslauthd|\\bsasl_?authd|\\bLDAP|\\bMySQL|\\bPostgreSQL|\\bpgsql|\\bsql\\(|\\bRADIUS\\b|\\buserdb|\\bpassdb|\\bauthlib|\\b(?:directory|account) (?:service|server)\\b)";

/**
 * A mail server that is in trouble itself: what it asks about its users does not answer, it has run out of something, or
 * the mailbox is held by another session. It says so in the words of a broken connection or of a refused password, which
 * are rules that come later.
 */
export const serverTroubleRules: readonly Rule[] = [
  {
    cause: "mail_server_unavailable",
    confidence: 0.75,
    alternatives: ["timeout"],
    stages: mail,
    words: new RegExp(
      `${behind}.{0,60}(?:timed? ?out|time-?out|unavailable|not available|not running|unreachable|refused|can(?:no|')t (?:connect|contact)|could not connect|failed to connect|not connected|gone away|\\bdown\\b|no such file|(?:not|n't) (?:answer|respond)|no (?:answer|response)|broken pipe|disconnected)|(?:can(?:no|')t|cannot|could not|unable to|failed to|timeout (?:waiting|while waiting)) (?:connect to|contact|reach|bind to|for handshake from) (?:the )?(?:\\w{1,12} ){0,2}${behind}`,
      "i",
    ),
    without: /\b535\b|AUTHENTICATIONFAILED|oauth|invalid_/i,
    example: imap("auth-worker: Error: sql(user): Password query failed: Not connected to database: pgsql gone away"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.75,
    alternatives: ["mailbox_access_denied"],
    stages: mail,
    words:
      /(?:mailbox|account|mail ?store|server|user) (?:is |are )?(?:currently )?being (?:migrated|moved|rebuilt|repaired|upgraded|restored|reindexed|recovered)|(?:cannot|can't|could not|unable to|failed to) (?:open|connect to|reach|contact|read|access) (?:the |a )?(?:(?:user|account|password|authentication|mail) ?(?:database|directory|db)\b|backend|back-end|upstream|storage)/i,
    without: /\b5[35]\d[ -]5|oauth/i,
    example: imap("A1 NO Mailbox is currently being migrated"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.65,
    alternatives: ["message_refused"],
    stages: mail,
    // Of the server's machine, or of the program's own.
    words:
      /not enough (?:server )?(?:storage|memory|resources|disk|space)|insufficient (?:system )?(?:storage|memory|resources|disk space)|out of memory|cannot allocate memory|no space left on device|(?:server|store|spool)\b.{0,20}\bdisk (?:is )?full|too many open files|Input\/output error|System I\/O error|\bI\/O error on (?:mailbox|store|spool)|(?:cannot|can't|could not|unable to|failed to|error) (?:\w{1,12} ){0,2}(?:open|read|access)\w{0,3} (?:the )?(?:message|mail|information) ?store|database (?:is )?(?:locked|corrupt)|(?:low|short) on (?:disk|memory|space)|system (?:is )?not (?:yet )?ready|server (?:is )?not (?:yet )?ready|(?:still )?(?:starting|booting) up\b/i,
    without: /\b5[35]\d[ -]5|overquota|mailbox (?:for user )?(?:is )?full|quota exceeded/i,
    example: imap("Not enough server storage is available to process this command."),
  },
  {
    cause: "too_many_connections",
    confidence: 0.7,
    alternatives: ["mail_server_unavailable"],
    stages: ["pop3"],
    // Another session holds the mailbox, which POP3 lets in one at a time (RFC 1939, section 4).
    words:
      /(?:unable|failed|cannot|can't|could not|couldn't|not able) (?:to )?(?:exclusively )?(?:lock|get (?:a |the |an )?(?:exclusive )?lock|obtain (?:a |the )?lock|acquire (?:a |the )?lock)|\block (?:file )?(?:is )?(?:busy|held|exists|timed? ?out)|concurrent (?:access|session|log-?in)|already (?:an? |one )(?:\w{1,8} ){0,2}session|only one (?:\w{1,8} )?(?:session|connection|client|log-?in)|(?:being|currently) (?:used|accessed|read|opened) by (?:another|some|a different)|session (?:is )?already active|another (?:POP3? |active |mail )?(?:session|client|process|user|program) (?:is |has |already )?(?:active|running|using|open|accessing|connected|logged)|already (?:logged in|connected|locked|being (?:read|used|accessed))|(?:mailbox|mail ?drop|mail file|account) (?:is )?(?:already |currently )?(?:being )?(?:locked|in use|busy|open(?:ed)? (?:by|elsewhere))/i,
    without: /temporarily locked|account (?:is )?(?:temporarily )?locked|attempts/i,
    example: pop3("-ERR Unable to lock mailbox"),
  },
  {
    cause: "timeout",
    confidence: 0.6,
    alternatives: ["connection_reset"],
    stages: reading,
    // Nothing was said for so long that the server hung up; accounts are closed for it as well.
    words: /\binactivity\b|\b(?:idle|inactive) (?:for )?too long|autologout/i,
    without: /account|mailbox|suspend|deactivat|auth failed|licen[cs]e|(?:days|months)\b/i,
    example: imap("imap-login: Disconnected: Inactivity: method=PLAIN"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.5,
    alternatives: ["mail_server_unavailable", "user_disabled", "folder_missing"],
    stages: reading,
    // The mailbox's place on the server's disk.
    words:
      /\b(?:chdir|maildir|mail ?drop|home directory|mail ?spool)\b.{0,40}(?:fail|\bno\b|\bnot\b|missing|unable|can't|cannot)|(?:\bno\b|unable to (?:scan|locate|find|access|open)|cannot (?:scan|find|access|open)|can't (?:scan|find|access|open)) (?:\$HOME\/|the |your |user )?(?:maildir|mail ?drop|mail directory|home directory)/i,
    without: /SYS\/TEMP|IN-USE|lock|temporar|I\/O error|unavailable/i,
    example: pop3("-ERR chdir failed"),
  },
  {
    cause: "message_refused",
    confidence: 0.65,
    alternatives: ["send_as_denied", "mail_server_unavailable"],
    stages: ["smtp"],
    // Postfix and others defer what may be a name server's fault and is nearly always a name that does not exist.
    words:
      /\b4[57]\d[ -]4\.\d\.\d{1,3} .{0,160}(?:(?:Sender|Recipient) address rejected: (?:Domain not found|need fully)|cannot find your (?:reverse )?hostname|Helo command rejected: Host not found|need fully-qualified)/i,
    without: /try (?:again )?later/i,
    example: smtp("450 4.1.8 <root@acme.example>: Sender address rejected: Domain not found"),
  },
];
