import type { Rule } from "./rule";

const imap = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "imap", provider, raw }) as const;
const reading = ["imap", "pop3"] as const;

/** IMAP's and POP3's replies about accounts, folders and passwords; they come after those of readingRules. */
export const readingRefusals: readonly Rule[] = [
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: ["mail_server_unavailable", "mailbox_access_denied"],
    stages: ["imap"],
    signIn: "token",
    words: /NO Lookup failed/i,
    example: imap("google", "A1 AUTHENTICATE XOAUTH2 A1 NO Lookup failed"),
  },
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["mail_server_unavailable", "mailbox_access_denied"],
    stages: ["imap"],
    // Google could not find the account that was named, or its directory did not answer.
    words: /\bLookup failed/i,
    without: /name (?:lookup|resolution)|DNS|host/i,
    example: imap("google", "A1 NO Lookup failed m103mb99974731ioo"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.6,
    alternatives: ["too_many_logins", "throttled"],
    stages: ["imap"],
    responses: ["LIMIT"],
    example: imap("other", "A1 NO [LIMIT] Try again"),
  },
  {
    cause: "archive_read_only",
    confidence: 0.7,
    stages: ["imap"],
    words:
      /\b(?:NO|BAD) \[READ-ONLY\]|(?:mailbox|folder|INBOX)["']? (?:is|was|has been) (?:opened )?(?:in |as )?read-?only|\bis not writ(?:e)?able\b|read-?only (?:mailbox|folder)\b|ReadOnlyFolderException|not open(?:ed)? in read-write mode/i,
    without: /\b(?:file|directory|path|cache|disk|volume|file ?system|log|database)\b.{0,80}(?:read-?only|not writ)/i,
    example: imap("other", "A5 NO [READ-ONLY] Mailbox is read-only"),
  },
  {
    cause: "folder_missing",
    confidence: 0.75,
    stages: ["imap"],
    words:
      /\[(?:NONEXISTENT|TRYCREATE|NOTFOUND)\]|\b(?:select|examine|status|append|copy|move)(?: command)? (?:failed|failure|error):? .{0,60}\b(?:not found|no such|nonexistent|(?:doesn't|does not) exist)\b|Unknown Mailbox|(?:mailbox|folder) .{0,80}(?:doesn't|does not|not) exist|no such (?:mailbox|folder)|nonexistent namespace|(?:mailbox|folder) not found|(?:invalid|illegal|bad) (?:mailbox|folder) name/i,
    // Who was not let in has seen no folder yet.
    without:
      /AUTHENTICATIONFAILED|\bNO LOGIN\b|log-?in (?:has )?failed|Invalid (?:user ?name|log-?in|credentials|password)/i,
    example: imap("google", "A3 NO [NONEXISTENT] Unknown Mailbox: Tickets (Failure)"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.6,
    stages: ["imap"],
    words: /\[NOPERM\]|Permission denied|access denied/i,
    without: /AUTHENTICATIONFAILED|curl.{0,20}\(67\)/,
    example: imap("other", "A3 NO [NOPERM] Permission denied"),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["mailbox_access_denied", "user_disabled"],
    stages: ["pop3"],
    // POP3 has but one mailbox, which the user's name is the name of.
    words:
      /(?:unknown|no such|invalid) (?:mailbox|mail ?drop)|mailbox (?:is )?(?:unknown|not found)|mailbox (?:does not|doesn't) exist/i,
    without: /SYS\/|IN-USE|lock/,
    example: { stage: "pop3", provider: "other", raw: "-ERR unknown mailbox" },
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.5,
    alternatives: ["user_disabled", "pop_disabled", "password_wrong"],
    stages: ["pop3"],
    // RFC 3206, section 4: what has to be mended by hand, and is not the password.
    responses: ["SYS/PERM"],
    example: { stage: "pop3", provider: "other", raw: "-ERR [SYS/PERM] Permission denied" },
  },
  {
    cause: "connection_reset",
    confidence: 0.6,
    alternatives: ["timeout"],
    stages: ["imap"],
    // Python's, of a connection that was closed before.
    words: /illegal in state LOGOUT/,
    example: imap("other", "imaplib.IMAP4.error: command SELECT illegal in state LOGOUT"),
  },
  {
    cause: "connection_reset",
    confidence: 0.5,
    alternatives: ["timeout"],
    stages: reading,
    // JavaMail's, where no reply came at all.
    words: /Cannot read field "ok"|"this\.resp" is null/,
    example: imap("other", 'AuthenticationFailedException: Cannot read field "ok" because "this.resp" is null'),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["imap_disabled", "too_many_logins", "app_password_required"],
    stages: reading,
    // One reason of those that are named may pass; it is the one that is rare.
    isTransient: false,
    words: /Account is abnormal|service is not open/i,
    example: imap(
      "other",
      "A1 NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.",
    ),
  },
  {
    cause: "password_wrong",
    confidence: 0.7,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
    stages: reading,
    providers: ["google"],
    words: /Invalid credentials|AUTHENTICATIONFAILED|Username and password not accepted|\[AUTH\]/i,
    example: imap("google", "A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"),
  },
  {
    cause: "password_wrong",
    confidence: 0.85,
    alternatives: ["app_password_required"],
    stages: reading,
    words:
      /(?:incorrect|wrong|bad|invalid) (?:user ?name (?:and|or|\/) ?)?password|password (?:is )?(?:incorrect|wrong|error|mismatch)/i,
    without: /AUTHENTICATE failed|account locked|cannot login, user or password wrong/i,
    withoutNear: /\beither\b|\bperhaps\b|\bmaybe\b|\bpossibly\b|\bmight\b/i,
    example: imap("other", "A1 NO [AUTHENTICATIONFAILED] Invalid username or password."),
  },
  {
    cause: "password_wrong",
    confidence: 0.75,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
    stages: reading,
    // RFC 5530 and RFC 3206: of a password as of a token.
    words: /\[AUTHENTICATIONFAILED\]|-ERR \[AUTH\]/i,
    without: /AUTHENTICATE failed|account locked/i,
    example: imap("other", "A1 NO [AUTHENTICATIONFAILED] Authentication failed."),
  },
  {
    cause: "password_wrong",
    confidence: 0.7,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
    stages: reading,
    words:
      /AUTHENTICATIONFAILED|\[AUTH\]|Invalid (?:user(?: ?name)?|login|password|credentials|mailbox|account)|(?:incorrect|wrong|bad|invalid) (?:user(?:name)?|login|password|credentials|username\/password)|user ?name (?:and|or|\/) ?password|authentication (?:failed|failure|error|unsuccessful)|auth(?:entication)? fail|log-?in (?:failed|failure|incorrect|error|invalid|fail)|logon failure|failed to (?:log ?in|authenticate)|password (?:is |was )?(?:incorrect|wrong|error|mismatch|not (?:match|right|correct|valid)|isn't)|Authori[sz]ation (?:failed|failure)|\bidentification fail|-ERR (?:PASS|USER|APOP) (?:failed|rejected|denied)|\bAUTHFAIL\b|unable to log ?on|error logging in|access denied|Can(?:'t| ?not) (?:log ?in|authenticate)|Too many login failures|(?:log-?in|log in|sign-?in) (?:to|for|on|as) .{1,80} failed|bad login|\bNO LOGIN|LOGIN failed|LOGIN\/PASS failed|Permission denied|-ERR (?:authori[sz]ation|authentication|invalid(?! (?:command|state|argument|parameter|message|syntax|keyword|request))|login|password)|no such user|unknown user|user (?:is )?(?:not found|unknown)|AuthenticationError|credentials (?:are |were )?(?:invalid|incorrect|rejected)|Anmeldung fehlgeschlagen|identifiants|denied authentication/i,
    without:
      /AUTHENTICATE failed|Empty startup greeting|\bBAD\b.{0,30}(?:illegal|invalid|bad|missing|wrong|too (?:many|few)) (?:number of )?argument/i,
    withoutNear:
      /\[CLOSED\]|connection (?:broken|lost)|closed by|unexpectedly closed|timed out|Could not connect|\bEOF\b/i,
    example: imap("other", "A1 NO Login failed."),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["basic_auth_disabled", "imap_disabled"],
    stages: ["imap"],
    signIn: "password",
    words: /AUTHENTICATE failed/i,
    example: imap("other", "C: A1 AUTHENTICATE PLAIN S: A1 NO AUTHENTICATE failed."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.5,
    alternatives: ["password_wrong"],
    stages: ["imap"],
    words: /AUTHENTICATE failed/i,
    example: imap("other", "A1 NO AUTHENTICATE failed."),
  },
];
