import { eitherOrder, invalid, refused, switchedOff, unknown } from "./fault-stems";
import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;

const sending = ["smtp"] as const;

/**
 * As signInPlainWords, of who may send, how much and what. They are tried after all others and are never sure.
 */
export const sendingPlainWords: readonly Rule[] = [
  {
    cause: "send_as_denied",
    confidence: 0.6,
    alternatives: ["message_refused", "smtp_not_authenticated"],
    stages: sending,
    words: eitherOrder(
      "\\bsend(?:ing)? (?:as|on behalf|for|from)\\b|\\bsender\\b|\\bfrom[- ](?:address|header|field)\\b|\\balias\\b",
      `${refused}|(?:\\bnot|n't) (?:the )?(?:your|belong|own|match|verif|yours)|${invalid}|somebody else|another (?:user|account)`,
    ),
    without: /spam|SPF|DKIM|DMARC/i,
    example: smtp("That alias is somebody else's"),
  },
  {
    cause: "smtp_auth_disabled_tenant",
    confidence: 0.55,
    alternatives: ["smtp_auth_disabled_mailbox"],
    stages: sending,
    words: eitherOrder(
      "\\b(?:smtp|submission|client|authenticated) ?(?:client )?(?:auth\\w{0,12}|sending|submission|smtp|access)?\\b.{0,40}\\b(?:organi[sz]ation|tenant|company)",
      switchedOff,
    ),
    example: smtp("Client submission in this company is turned off"),
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.55,
    alternatives: ["smtp_auth_disabled_tenant", "user_disabled"],
    stages: sending,
    words: eitherOrder("\\b(?:smtp|submission|authenticated (?:smtp|sending))\\b", switchedOff, { gap: 25 }),
    without: /server|extension|auth mechanism|temporar|STARTTLS|\bTLS\b/i,
    example: smtp("Submission: turned off for you"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    stages: sending,
    words: eitherOrder(
      "anonymous|guest|nobody|unauthenticated|not (?:logged|signed) in|(?:log|sign)(?:ging|ing)?[ -]?in|authenticate",
      `without (?:\\w{1,8} )?|(?:send\\w{0,3}|relay\\w{0,3}|mail|use\\w{0,2})\\b.{0,20}(?:${refused})|before|first|must|have to|required`,
    ),
    without: /fail|invalid|expired|browser|website/i,
    example: smtp("Guests may send no mail: denied"),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.6,
    alternatives: ["user_disabled", "submission_quota_exceeded"],
    stages: sending,
    words: eitherOrder(
      "\\b(?:outgoing|outbound|sending|send|your account|your mailbox)\\b",
      "(?:spam|abuse|hacked|compromis|suspicio\\w{1,4})\\b.{0,40}|\\b(?:suspended|paused|frozen|on hold|stopped(?! work)|banned|barred)",
    ),
    without: /\brecipient|\bmessage (?:was|is|looks)|your (?:e-?)?mail (?:was|is|looks)|content/i,
    example: smtp("Your mailbox is barred from it"),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    words: eitherOrder(
      "recipients?\\b(?!=)|addressee|attachments?|\\b(?:message|e-?mail|mail)\\b(?! (?:server|service|host|client))|\\bmailbox\\b|\\buser\\b|\\bdestination|\\bmessage (?:body|content|size)",
      `${unknown}|too (?:big|large|long)|(?:larger|bigger|longer) than|\\bspam\\b|\\bvirus|\\bjunk\\b|malware|\\bfull\\b|over quota|rejected|refused|denied|blocked|(?:\\bnot|n't) accept|exceed|${invalid}`,
    ),
    // That mail "does not work" is what people say of anything, and no server of a message.
    without:
      /passw|log-?in|sign-?in|authenticat|credential|connect|certificate|\btoken\b|command|(?:\bnot|n't|never) (?:be |been )?work/i,
    example: smtp("The addressee is not known"),
  },
];
