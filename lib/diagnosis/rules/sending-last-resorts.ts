import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/** A reply that refuses, which a success or a note does not have. */
const refusal = /\b[45]\d\d\b|\b[45]\.\d\.\d{1,3}\b|[Ee]rror|ERROR|[Ee]xception|[Ff]ail|[Rr]efused|[Rr]eject|[Dd]enied/;

/**
 * What is left of a refusal that nobody has seen: a stem of what it is about, near a stem of what is wrong. They come
 * after everything else and are never sure; a server's own sentence belongs into the files before.
 */
export const sendingLastResorts: readonly Rule[] = [
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.55,
    alternatives: ["smtp_not_authenticated"],
    stages: sending,
    words:
      /(?:mechanism|SASL|\bAUTH(?: \w{4,12})?\b|authenticat\w{0,4} (?:method|type|scheme)).{0,60}(?:un\w{0,4}support|unavailable|unknown|unrecogni|not\b|n't|disabled|no longer|missing|turned off)|(?:unsupported|unknown|no|invalid) (?:\w{1,12} ){0,2}(?:mechanism|SASL|auth\w{0,12} (?:method|type|scheme))/i,
    andWords: refusal,
    withoutNear: /\b53[05]\b|required|fail|invalid (?:user|cred|pass)|first/i,
    example: smtp("503 AUTH has been turned off on this host"),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.6,
    alternatives: ["starttls_missing", "auth_mechanism_unsupported"],
    stages: sending,
    words:
      /(?:\bTLS\b|STARTTLS|\bSSL\b|encrypt\w{0,4}|secure (?:channel|connection|session)|plain ?text|clear ?text).{0,50}(?:requir|mandator|necessary|need|must|first|forbid|not (?:allowed|permitted|accepted)|disallow|refus|prohibit|only)|(?:requir\w{1,4}|must|need\w{0,2}|only|use) (?:\w{1,12} ){0,3}(?:TLS|STARTTLS|SSL|encrypt\w{0,4})\b/i,
    andWords: /\b5\d\d[ -]/,
    withoutNear: /SPF|DKIM|DMARC|certificate|handshake|version|recipient/i,
    example: smtp("554 5.7.0 A secure channel is needed here"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: ["wrong_audience_scopes", "access_token_expired"],
    stages: sending,
    signIn: "token",
    words:
      /(?:auth\w{0,12}|log-?[io]n|sign-?in|token|credential\w{0,3}|bearer).{0,60}(?:fail|wrong|invalid|incorrect|denied|reject|unsuccess|refus|bad\b|not (?:accept|valid|allow)|unaccept|mismatch)|(?:invalid|wrong|bad|rejected|refused|malformed) (?:\w{1,12} ){0,2}(?:auth|token|credential|bearer)/i,
    andWords: refusal,
    example: smtp("554 The bearer was not accepted here"),
  },
  {
    cause: "password_wrong",
    confidence: 0.55,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
    stages: sending,
    words:
      /(?:\bauth\b|authenticat\w{0,4}|authoriz\w{0,5} data|log-?[io]n|sign-?in|passw\w{0,6}|credential\w{0,3}|user ?names?).{0,60}(?:fail|wrong|invalid|incorrect|unsuccess|bad\b|not (?:accepted|valid|correct|match|recogni)|n't match|unaccept|mismatch|unknown)|(?:invalid|wrong|bad|incorrect|unknown|rejected|refused) (?:\w{1,12} ){0,2}(?:auth\b|authent|log-?[io]n\b|passw|credential|user ?name)/i,
    andWords: refusal,
    withoutNear: /SPF|DKIM|DMARC|recipient|sender|reply to (?:RCPT|MAIL|end)|helo|ehlo|required/i,
    example: smtp("554 Sign-in was unsuccessful"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["send_as_denied", "message_refused"],
    stages: sending,
    words:
      /(?:\bauth\b|authenticat\w{0,4}|log-?in|log in|logged in|sign-?in|signed in).{0,40}(?:requir|first|need|must|before|mandator|missing|not yet)|(?:requir\w{1,4}|need\w{0,2}|must|without|please|not) (?:\w{1,12} ){0,3}(?:auth\b|authent|log-?in|log in|logged in|sign in|signed in)|\brelay\w{0,4}\b/i,
    andWords: /\b5\d\d\b|\b5\.\d\.\d{1,3}\b|denied|reject|refus|relay/i,
    withoutNear: /SPF|DKIM|DMARC|quota|limit|authentication level|sending domain/i,
    example: smtp("550 5.7.1 Nobody is let through here who has not signed in"),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    // What was sent, to whom, or from which address on the network.
    words:
      /reputation|\bspam|virus|malware|phish|black-?list|block-?list|deny-?list|\bRBL\b|DNSBL|spamhaus|barracuda|\blisted\b|\bPTR\b|reverse|\bSPF\b|DKIM|DMARC|content|attachment|subject|recipient|mailbox|no such user|unknown user|user unknown|\bhops?\b|\bloop|message (?:size|too|is too|body|header)|too (?:big|large)|Client host|\bHELO\b|\bEHLO\b|\bIP (?:address )?|administrative(?:ly)? prohibit|local policy|by policy|policy (?:reject|violation|reason)|in reply to (?:RCPT|end of|EHLO|HELO)|spoof|null sender|behaviou?r|suspicious|undeliverable|unroutable/i,
    andWords: /\b55\d\b|\b5\.[1-7]\.\d{1,3}\b|\b5\d\d[ -][A-Z<[]/,
    without: /\b4\d\d[ -]4|\b535\b|\b5\.7\.(?:3|8|139)\b/,
    example: smtp("550 5.7.1 Policy rejection on the target address"),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.55,
    alternatives: ["throttled"],
    stages: sending,
    words:
      /\b(?:quota|limits?|allowance|contingent|cap|credits?|no more|(?:number|count|amount) of (?:messages|e?-?mails|recipients))\b/i,
    andWords:
      /exceed|reach|exhaust|over\b|used up|maximum|too many|\bhit\b|\bmore than|daily|hourly|per (?:day|hour)|depleted|today|e?-?mails\b/i,
    withoutNear: /storage|disk|message exceeds|time|connection|log-?in|auth|line|redirect|hop/i,
    example: smtp("554 5.7.0 The allowance of this identity is depleted"),
  },
  {
    cause: "throttled",
    confidence: 0.5,
    alternatives: ["submission_quota_exceeded", "too_many_connections"],
    stages: sending,
    words: /\btoo (?:many|fast|often|frequent|much|quickly)|\brate\b|frequen|throttl|slow(?:er)?\b|flood/i,
    andWords: /\b[45]\d\d[ -]|\b[45]\.\d\.\d{1,3}\b/,
    withoutNear: /nonmail|invalid|unrecogni|bad commands|syntax|hop|error/i,
    example: smtp("554 5.7.0 Frequent sending is not liked here"),
  },
  {
    cause: "user_disabled",
    confidence: 0.55,
    alternatives: ["outbound_sender_blocked", "smtp_auth_disabled_mailbox"],
    stages: sending,
    words:
      /(?:account|user|subscription|plan|service|tenant|organi[sz]ation|customer|domain|license).{0,60}(?:suspend|disabled|deactivat|inactiv|locked|closed|terminated|expired|banned|frozen|cancel|not active|unpaid|blocked)/i,
    andWords: /\b5\d\d[ -]|\b5\.\d\.\d{1,3}\b/,
    example: smtp("554 This customer is frozen"),
  },
  {
    cause: "send_as_denied",
    confidence: 0.55,
    alternatives: ["message_refused", "smtp_not_authenticated"],
    stages: sending,
    words:
      /(?:\bsender|\bfrom\b|identit|envelope|return[- ]path|MAIL FROM|\bdomain|\balias).{0,80}(?:\bnot\b|n't|\bno\b|un(?:verified|authori|known|confirmed|registered)|denied|reject|refus|invalid|mismatch|illegal|disallow|forbid|prohibit|must|only)|(?:unverified|unauthori[sz]ed|invalid|illegal|unknown|disallowed|not allowed|not permitted|forbidden) (?:\w{1,12} ){0,4}(?:sender|from|identity|envelope|domain|alias)|\bnot (?:an?|one|the|your) (?:\w{1,14} ){0,3}(?:sender|identit|address|alias)|send(?:ing)? (?:as|for|on behalf)\b.{0,40}\bnot\b|not authori[sz]ed to (?:perform|send)|in reply to MAIL FROM/i,
    andWords: /\b5[05]\d\b|\b5\.\d\.\d{1,3}\b/,
    without: /\b535\b|\b5\.5\.[12]\b|forward path|domain of sender|sending domain|SPF/i,
    example: smtp("554 5.7.1 Not an identity of yours"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.5,
    isTransient: false,
    stages: sending,
    // Somebody has to mend the server first.
    words:
      /\b5\d\d[ -](?:5\.3\.[05]\b|.{0,40}(?:system|internal|config\w{0,8}|database|backend) (?:is )?(?:error|failure|fault|down|problem))/i,
    without: /recipient|mailbox|quota|full/i,
    example: smtp("554 5.3.5 System config error"),
  },
  {
    cause: "message_refused",
    confidence: 0.5,
    alternatives: ["send_as_denied", "outbound_sender_blocked"],
    stages: sending,
    // RFC 5321 gives these to a mailbox or a transaction that is refused, and not to a sign-in.
    words:
      /\b50[13] (?:5\.\d\.\d )?.{0,40}address|message (?:exceeds|is over)|\b5(?:5[0-4]|7\d)[ -](?:#?5\.[0124567]\.\d{1,3}\b)?.{3,80}/i,
    without: /\b4\d\d[ -]4|\b53[0458]\b|\b5\.5\.[12]\b|AUTH\b|Sandbox|not found by/,
    example: smtp("554 DT:SPM 163 smtp10,DsCowACXtbZ4"),
  },
];
