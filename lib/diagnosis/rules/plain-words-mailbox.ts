import { eitherOrder, expired, invalid, refused, switchedOff, unknown } from "./fault-stems";
import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const pop3 = (raw: string) => ({ stage: "pop3", provider: "other", raw }) as const;
const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;

const mail = ["imap", "pop3", "smtp"] as const;

const signingIn = "\\blog(?:ging|ged)?[ -]?[io]n\\b|\\bsign(?:ing|ed)?[ -]?in\\b|authenticat|\\bauth\\b";
const credentials =
  "passw\\w{0,6}|passphrase|passcode|credential|user ?names?\\b|log-?in (?:data|details|name)|\\bdetails\\b";

/**
 * As signInPlainWords, of the account, its password, its folders and its limits. They are tried after all others and are
 * never sure.
 */
export const mailboxPlainWords: readonly Rule[] = [
  {
    cause: "password_expired",
    confidence: 0.6,
    alternatives: ["password_wrong"],
    stages: ["authorize", "token", ...mail],
    words: eitherOrder(
      "passw\\w{0,6}|passphrase",
      `${expired}|(?:must|has to|needs? to|should|have to|time to) (?:be )?(?:chang|reset|renew)|(?:must|have to|need to|time to) (?:change|reset|renew)`,
    ),
    without: /token|secret|timed out/i,
    example: imap("The passphrase has lapsed"),
  },
  {
    cause: "account_locked",
    confidence: 0.6,
    alternatives: ["too_many_logins", "password_wrong"],
    words:
      /too many (?:\w{1,12} ){0,2}(?:wrong|bad|failed|false|incorrect|unsuccessful|invalid)|too many (?:wrong|bad|failed|false|incorrect|invalid)\b|\blocked (?:out|for|until|because)\b/i,
    stages: ["authorize", ...mail],
    without: /recipient|\bcommands?\b|file|database|mailbox is/i,
    example: smtp("You are locked out"),
  },
  {
    cause: "web_login_required",
    confidence: 0.55,
    alternatives: ["password_wrong", "account_locked"],
    stages: mail,
    words:
      /(?:log|sign)[ -]?in.{0,30}\b(?:browser|web ?site|web ?mail|web ?page|web\b|portal)|\b(?:browser|web ?site|web ?mail|web ?page|portal)\b.{0,40}(?:log|sign)[ -]?in|(?:confirm|verify|unlock|approve)\b.{0,30}\b(?:browser|web ?site|web ?mail|portal)|(?:open|use|visit) (?:your |a |the )?(?:browser|web ?site|web ?mail|portal)\b/i,
    without: /oauth|consent|authori[sz]e|redirect/i,
    example: smtp("Visit the portal once"),
  },
  {
    cause: "too_many_logins",
    confidence: 0.6,
    alternatives: ["throttled", "account_locked"],
    stages: mail,
    words: eitherOrder(signingIn, "\\btoo (?:often|many|fast|frequent|quickly)|\\brate\\b|frequen|throttl"),
    without: /commands?\b/i,
    example: imap("Your login came at a high rate"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.6,
    alternatives: ["throttled"],
    stages: mail,
    words: eitherOrder(
      "\\b(?:connections?|sessions?|sockets?|clients)\\b",
      "max\\w{0,4} |\\btoo many|\\blimit\\b|exceed|\\bmore than\\b|already (?:\\w{1,8} ){0,2}\\d|\\d open|simultaneous|number of|reached",
      { gap: 30 },
    ),
    without: /time ?limit|\btimed? ?-?out|limit: none|pool/i,
    example: imap("No more than three sessions"),
  },
  {
    cause: "throttled",
    confidence: 0.55,
    alternatives: ["submission_quota_exceeded", "too_many_connections"],
    stages: mail,
    words:
      /\btoo (?:quick|fast|often|frequent)|throttl|bandwidth|\bslow(?:er)? down|rate[ -]?limit|too many (?:\w{1,12} ){0,2}(?:commands|requests|operations|messages)|\bflood/i,
    without: /recipient|not throttled|syntax|commands? (?:un|not|in)|invalid/i,
    example: imap("All bandwidth is used"),
  },
  {
    cause: "imap_disabled",
    confidence: 0.6,
    alternatives: ["user_disabled", "basic_auth_disabled"],
    stages: ["imap"],
    words: eitherOrder(
      "(?<!:)\\bIMAP4?\\b(?! server|:)",
      `${switchedOff}|denied|forbid|prohibit|(?:not|n't) (?:be |have )?(?:allow|permit|IMAP|POP)|(?:turn|switch) on|(?:enable|activate)\\b`,
      { gap: 25, or: "(?:\\b(?:no|without|not have)|n't have) IMAP\\b" },
    ),
    without: /PHP|extension|module|server|connect|capabilit|folder|\bfile\b|resume|open stream/i,
    example: imap("Deactivated: IMAP"),
  },
  {
    cause: "pop_disabled",
    confidence: 0.6,
    alternatives: ["user_disabled", "basic_auth_disabled"],
    stages: ["pop3"],
    words: eitherOrder(
      "(?<!:)\\bPOP3?\\b(?! server|:)",
      `${switchedOff}|denied|forbid|prohibit|(?:not|n't) (?:be |have )?(?:allow|permit|IMAP|POP)|(?:turn|switch) on|(?:enable|activate)\\b`,
      { gap: 25, or: "(?:\\b(?:no|without|not have)|n't have) POP3?\\b" },
    ),
    without: /PHP|extension|module|server|connect|capabilit|\bfile\b/i,
    example: pop3("Deactivated: POP"),
  },
  {
    cause: "archive_read_only",
    confidence: 0.6,
    stages: ["imap"],
    words: eitherOrder(
      "\\b(?:folder|mailbox|archive|label)\\b",
      "read[- ]?only|(?:not|n't|cannot|no right to|may not) (?:be )?(?:write|written|writable|modif)|write.?protected|(?:no|without|lacks?) write|may only (?:be )?read|read access only",
    ),
    without: /EXAMINE (?:command|mode)|file/i,
    example: imap("The archive is write-protected"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.6,
    alternatives: ["service_principal_missing", "user_disabled", "folder_missing"],
    stages: mail,
    words: eitherOrder(
      "\\b(?:mailbox|inbox|postbox|mail account|shared (?:account|folder))\\b",
      `${refused}|no rights?\\b|permissions?\\b|privilege|\\brights\\b|(?:lacks?|without|missing) (?:\\w{1,10} )?access|no delegate`,
      { gap: 60 },
    ),
    without: /\bfile\b|\/var|\/home|certificate|unavailable|recipient|\[CANNOT\]/i,
    example: smtp("You have no delegate's place in this mailbox"),
  },
  {
    cause: "folder_missing",
    confidence: 0.55,
    stages: ["imap"],
    words: eitherOrder("\\b(?:folder|mailbox|label|namespace)\\b", `${unknown}|missing|\\bno (?=folder|mailbox|label)`),
    without: /module|package|\bfile\b|permission|token/i,
    example: imap("There's no label of that name"),
  },
  {
    cause: "user_disabled",
    confidence: 0.55,
    alternatives: ["account_locked"],
    stages: ["authorize", "token", "refresh", ...mail],
    words: eitherOrder(
      "\\b(?:account|user|log-?in|mailbox|customer|subscription|membership)\\b",
      `${switchedOff}|\\bclosed|frozen|banned|cancel|terminated`,
      { gap: 25 },
    ),
    without: /server|connection|\bfile\b|recipient|deliver|unavailable|option|setting|extension/i,
    example: imap("A membership that was cancelled"),
  },
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "app_password_required"],
    stages: mail,
    words: eitherOrder(
      `${credentials}|${signingIn}`,
      `${invalid}|${refused}|unable|could(?: not|n't)|fail|unsuccess|${unknown}`,
    ),
    without:
      /connect|socket|timed? ?-?out|certificate|\bin state\b|\bnot yet\b|\bfile\b|extension|module|in-app|quota|mailbox.{0,20}full/i,
    example: smtp("Your passcode is faulty"),
  },
];
