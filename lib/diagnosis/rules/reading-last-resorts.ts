import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const pop3 = (raw: string) => ({ stage: "pop3", provider: "other", raw }) as const;
const reading = ["imap", "pop3"] as const;

/** A reply that refuses, which a success, a note or a page of a manual does not have. */
const refusal =
  /\b(?:NO|BAD|BYE)\b|[-+]ERR\b|\b[Nn]o response\b|[Ee]rror|ERROR|[Ee]xception|[Ff]ailed|FAILED|[Ff]ailure|[Rr]efused|[Rr]ejected|[Dd]enied/;

/**
 * What is left of a reply of IMAP's or POP3's that nobody has seen: a stem of what it is about, near a stem of what is
 * wrong. They come after everything else and are never sure.
 */
export const readingLastResorts: readonly Rule[] = [
  {
    cause: "app_password_required",
    confidence: 0.6,
    alternatives: ["password_wrong", "mfa_required"],
    stages: reading,
    words:
      /\bapp(?:lication)?[- ](?:specific )?(?:password|code|key)|two[- ](?:factor|step)|\b2-?FA\b|second factor|device password|access key|(?:in place|instead) of (?:your |the )?password|授权码/i,
    andWords: refusal,
    example: imap("A1 NO Two-step accounts want a code of their own here"),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.6,
    alternatives: ["auth_mechanism_unsupported"],
    stages: reading,
    words:
      /(?:\bTLS\b|STARTTLS|\bSTLS\b|\bSSL\b|encrypt\w{0,4}|secure (?:channel|connection|session)).{0,40}(?:requir|mandator|need|must|first|only|necessary)|(?:plain ?text|clear ?text|unencrypted|insecure).{0,50}(?:disallow|disabled|not|forbid|refus|denied|prohibit|reject)|(?:requir\w{1,4}|must|need\w{0,2}) (?:\w{1,12} ){0,3}(?:TLS|STARTTLS|STLS|SSL|encrypt\w{0,4})\b/i,
    andWords: refusal,
    withoutNear: /certificate|handshake|wrong.version|package|module|socket/i,
    example: imap("A1 NO Unencrypted visitors are not served"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.6,
    alternatives: ["throttled", "too_many_logins"],
    stages: reading,
    words:
      /(?:too many|max(?:imum)?\b|limit|exceed\w{0,3}|concurrent|simultaneous|parallel).{0,40}(?:connection|session|client|user|process|\bIP\b|log-?in)|(?:connection|session|log-?in|process)\w{0,3} .{0,30}(?:limit|exceed|maximum|too many|quota)|already (?:in use|open|locked|logged in)|duplicate log-?in|in use\b|lock(?:ed)? by|(?:unable|failed|not|cannot) (?:to )?(?:lock|open) (?:the )?(?:maildrop|mail drop)/i,
    andWords: refusal,
    withoutNear: /time limit|invalid|bad commands|folder|file|overquota|full/i,
    example: pop3("-ERR duplicate login!"),
  },
  {
    cause: "throttled",
    confidence: 0.55,
    alternatives: ["too_many_logins", "too_many_connections"],
    stages: reading,
    words:
      /\btoo (?:many|fast|often|frequent|much|quickly)|rate.?limit|throttl|bandwidth|slow down|frequen|(?:limit|quota) (?:is |was |has been )?(?:reached|exceeded)\b.{0,30}(?:hour|day|minute)|(?:operation|command|request)s? (?:limit|quota)/i,
    andWords: refusal,
    withoutNear: /invalid|bad commands|command|argument|folder|redirect|zu viele Ordner/i,
    example: pop3("-ERR You come too often"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    alternatives: ["connection_reset"],
    stages: reading,
    words:
      /unavailable|not available|mainten|temporar|try (?:again )?later|overload|\bbusy\b|internal (?:server )?(?:error|failure)|(?:backend|database|storage|store|system) (?:is )?(?:error|failure|fault|down|problem|gone|offline)|shutting down|restart|unexpected (?:exception|error|condition)|exception (?:occurred|caught|was thrown)/i,
    andWords: /\b(?:NO|BAD|BYE)\b|[-+]ERR\b|BYE/,
    without: /capability|mechanism|STARTTLS/i,
    example: pop3("+ERR Storage is offline"),
  },
  {
    cause: "password_expired",
    confidence: 0.6,
    alternatives: ["password_wrong"],
    stages: reading,
    words: /passw\w{0,6}.{0,30}(?:expir|outdated|too old|must be changed|needs? (?:to be )?(?:chang|reset))/i,
    andWords: refusal,
    example: imap("A1 NO That password is too old"),
  },
  {
    cause: "account_locked",
    confidence: 0.55,
    alternatives: ["user_disabled", "too_many_logins"],
    stages: reading,
    words: /(?:account|user|log-?in|mailbox|access).{0,40}\block(?:ed|out)|too many (?:failed|bad|wrong|unsuccessful)/i,
    andWords: refusal,
    withoutNear: /database|session|by another|file/i,
    example: imap("A1 NO Access locked out"),
  },
  {
    cause: "imap_disabled",
    confidence: 0.55,
    alternatives: ["user_disabled", "basic_auth_disabled"],
    stages: ["imap"],
    words:
      /(?:\bIMAP4?\b|protocol|\bservice\b|external (?:client|access)|third[- ]party|mail client|access method).{0,60}(?:disabled|\bnot (?:enabled|activated|permitted|allowed|available|included|open|active|switched)|turned off|switched off|\bclosed|inactive|forbid|block|upgrade|subscri)|(?:upgrade|premium|paid|subscription|(?:your|this|free|current) plan)\b/i,
    andWords: refusal,
    withoutNear: /PHP|extension|driver|module|command/i,
    example: imap("A1 NO External clients are not included in this plan"),
  },
  {
    cause: "pop_disabled",
    confidence: 0.55,
    alternatives: ["user_disabled", "basic_auth_disabled"],
    stages: ["pop3"],
    words:
      /-ERR (?:\[[A-Z/-]{3,12}\] )?(?:disabled|not enabled)|(?:\bPOP3?\b|protocol|service|external (?:client|access)|third[- ]party|mail client|access method).{0,60}(?:disabled|\bnot (?:enabled|activated|permitted|allowed|available|included|open|active|switched)|turned off|switched off|closed|inactive|forbid|block|upgrade|subscri)|(?:upgrade|premium|paid|subscription|(?:your|this|free|current) plan)\b/i,
    andWords: refusal,
    withoutNear: /PHP|extension|driver|module|command/i,
    example: pop3("-ERR External clients are not included in this plan"),
  },
  {
    cause: "user_disabled",
    confidence: 0.55,
    alternatives: ["account_locked", "mailbox_access_denied"],
    stages: reading,
    words:
      /(?:account|user|mailbox|subscription|tenant|domain|customer|license).{0,60}(?:suspend|disabled|deactivat|inactiv|closed|terminated|expired|banned|frozen|cancel|not active|deleted|blocked)/i,
    andWords: refusal,
    example: pop3("-ERR This customer is frozen"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.6,
    alternatives: ["plaintext_auth_refused", "password_wrong"],
    stages: reading,
    words:
      /(?:mechanism|\bSASL\b|\bAUTH(?:ENTICATE)?(?: [A-Z0-9-]{4,12})?\b|auth\w{0,12} (?:method|type|scheme)).{0,50}(?:unsupport|not (?:support|implement|availab|allow|permit|enabl|known|recogn|offer)|unavailable|unknown|unrecogni|disabled|invalid command)|(?:unsupported|unknown|no|bad) (?:\w{1,12} ){0,2}(?:mechanism|SASL\b|auth\w{0,12} (?:method|type|scheme))|\bBAD AUTH(?:ENTICATE)?\b|\b(?:LOGIN|USER|PASS|APOP|CRAM-MD5|NTLM) (?:command )?(?:is )?(?:disabled|not (?:support|implement|permit|allow))/i,
    andWords: refusal,
    example: imap("A1 BAD SASL is turned off: disabled"),
  },
  {
    cause: "web_login_required",
    confidence: 0.5,
    alternatives: ["password_wrong", "account_locked"],
    stages: reading,
    words:
      /(?:browser|web ?mail|web ?site|web (?:page|interface)|https?:\/\/).{0,60}(?:log|sign|verif|confirm|unlock|accept|agree)|(?:log|sign) ?in (?:\w{1,12} ){0,3}(?:browser|web)|verify (?:your|that it)/i,
    andWords: /\b(?:NO|BYE)\b|-ERR\b/,
    example: pop3("-ERR Verify your identity before you come back"),
  },
  {
    cause: "folder_missing",
    confidence: 0.6,
    stages: ["imap"],
    words:
      /(?:mailbox|folder|namespace|\bINBOX\b|directory|label).{0,60}(?:\bnot\b|n't|unknown|invalid|missing|non-?exist|no such|illegal|prefix)|(?:no such|unknown|invalid|missing|nonexistent|bad) (?:\w{1,12} ){0,2}(?:mailbox|folder|namespace|label)|\b(?:SELECT|EXAMINE|STATUS|APPEND|COPY|MOVE)\b.{0,40}(?:not found|no such|does(?: not|n't) exist)/i,
    andWords: /\b(?:NO|BAD)\b|[Ee]rror|[Ff]ailed|[Ee]xception|\binvalid\b|not found|does(?:n't| not) exist/,
    withoutNear:
      /module|package|file|permission|allow|denied|token|stat\(|inferior|connect|but no IMAP folders|OVERQUOTA|\bquota\b/i,
    example: imap("A3 NO That label is not known"),
  },
  {
    cause: "archive_read_only",
    confidence: 0.5,
    stages: ["imap"],
    words: /read-?only/i,
    andWords: /\b(?:NO|BAD)\b/,
    example: imap("A3 NO This place is read-only"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.5,
    alternatives: ["user_disabled", "password_wrong"],
    stages: reading,
    words:
      /permission|privilege|\bACL\b|\brights?\b|(?:access|request) .{0,20}(?:denied|refused|forbidden)|not (?:allowed|permitted|authori[sz]ed|entitled)|unauthori[sz]ed|forbidden/i,
    andWords: /\b(?:NO|BAD|BYE)\b|-ERR\b|IMAP|POP3?/,
    withoutNear: /file|directory|\/var|\/home|command/i,
    example: imap("A2 NO You are not entitled to look into this"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.55,
    alternatives: ["wrong_audience_scopes", "mailbox_access_denied"],
    stages: reading,
    signIn: "token",
    words:
      /(?:\bNO\b|-ERR\b).{0,80}(?:auth|log-?[io]n|token|credential|sign|user|account)|(?:auth\w{0,12}|log-?[io]n|token|credential\w{0,3}|sign-?in|bearer).{0,40}(?:fail|invalid|reject|denied|refus|wrong|bad\b|not accepted|mismatch|unsuccess)/i,
    without: /Could not decrypt|Missing access token/i,
    example: pop3("Fetching with a Bearer token: +ERR sign-in refused"),
  },
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "app_password_required"],
    stages: reading,
    words:
      /(?:\bNO\b|-ERR\b).{0,60}(?:authenti|auth\b|log-?[io]n|passw|credential|sign-?in|user(?: ?name)?\b|account)|(?:authenticat\w{0,4}|log-?[io]n|passw\w{0,6}|credential\w{0,3}|sign-?in|user ?names?).{0,40}(?:fail|invalid|reject|denied|refus|wrong|incorrect|bad\b|not (?:accepted|valid|correct|match|recogni)|mismatch|unsuccess)/,
    withoutNear: /logout|\bOK\b|connection|socket|timed? ?out|state|not authenticated|no auth attempts|quota/i,
    example: pop3("-ERR Who is this user supposed to be"),
  },
];
