import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/**
 * Refusals that say in words of their own what many servers say: what is refused (the sender, what was sent in a time,
 * the account), near a word for what is wrong with it. Being broad they come after every sentence that is known, and
 * before the codes, which say less.
 */
export const sendingClasses: readonly Rule[] = [
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.85,
    stages: sending,
    // RFC 5321 gives 504 to a parameter that is not implemented, which of AUTH is the mechanism.
    words:
      /\b50[0-4][ -](?:5\.\d\.\d )?.{0,40}\bauth\w{0,12}\b.{0,40}(?:(?:not|n't) (?:be )?(?:permitted|supported|implemented|allowed|available|enabled|offered|accepted)|disabled|unavailable|unsupported)/i,
    withoutNear: /without|before|unless|until|TLS|SSL|encrypt|secure/i,
    example: smtp("504 PLAIN authentication is not permitted by this server."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.7,
    alternatives: ["malformed_token_request"],
    stages: sending,
    words: /invalid (?:XOAUTH2|OAUTHBEARER|SASL) (?:auth\w{0,12} )?(?:data|string|token|response|message)/i,
    example: smtp("501 5.5.124 Invalid XOAUTH2 auth data"),
  },
  {
    cause: "timeout",
    confidence: 0.8,
    alternatives: ["connection_reset", "mail_server_unavailable"],
    stages: sending,
    // The server's side waited: 421 4.4.2, 451 4.4.2, "SMTP command timeout".
    words:
      /\b4(?:21|51)\b.{0,60}(?:time-?out (?:(?:while |when )?waiting|exceeded|-)|(?:command|connection|idle|data|input) time-?out|timed out|time limit|idle too long)|\b(?:waiting for (?:client|data|input|command)).{0,20}time-?out/i,
    example: smtp("421 mail.acme.example: SMTP command timeout - closing connection"),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.85,
    stages: sending,
    words:
      /without (?:using )?(?:SSL|TLS|encryption|a secure connection)(?:\/(?:SSL|TLS))?(?: encryption)? (?:is |are )?(?:not|un)|(?:must|should|please|have to|need to) (?:first )?(?:issue|use|send|start|negotiate) (?:a |the )?START ?TLS|secure connection is requ?i\w{2,4}|STARTTLS is required|encrypt(?:ion|ed) .{0,30}(?:required|mandatory)|TLS (?:is )?mandatory/i,
    without: /SPF|DKIM|DMARC|\b535\b|not supported/i,
    example: smtp("530 5.7.7 Email sending without SSL/TLS encryption is not allowed."),
  },
  {
    cause: "too_many_logins",
    confidence: 0.8,
    alternatives: ["throttled", "account_locked"],
    stages: sending,
    words:
      /too (?:many|much) (?:\w{1,12} ){0,2}(?:AUTH|auth\w{6,12}|log-?ins?|password)\b|(?:auth\w{0,12}|log-?in) (?:attempts? )?(?:rate|frequency|limit)\b.{0,20}(?:exceed|reach|limited)/i,
    example: smtp("421 Requested mail action not taken: too much fail authentication"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.85,
    alternatives: ["throttled"],
    stages: sending,
    words:
      /too (?:many|much|frequent) (?!errors )(?:(?!recipient|attempts|messages?\b|e?mails?\b|requests?\b)\w{1,14} ){0,3}(?:connect(?:ion)?s?|sessions?|TLS sessions|sockets)\b|connections? (?:rate|frequency|limit|count)\b.{0,30}(?:exceed|reach|limited|too)|(?:number|limit) of (?:\w{1,14} ){0,3}(?:connections|sessions).{0,30}(?:exceed|reach|too)|already (?:have|has|got) \d{1,4} (?:\w{1,14} ){0,2}(?:connections|sessions)|\d{1,4} (?:connections|sessions) (?:open|already)|connections? (?:is |are |was )?(?:too )?frequent|frequency limited/i,
    withoutNear: /\bMail frequency|rate limit/i,
    example: smtp("450 4.7.0 Error: too many new TLS sessions from 192.0.2.1"),
  },
  {
    cause: "throttled",
    confidence: 0.85,
    alternatives: ["submission_quota_exceeded"],
    stages: sending,
    words:
      /rate[- ]?limited|(?:exceed\w{0,3}|reached|due to|over) (?:\w{1,12} ){0,2}rate[- ]?limit|rate[- ]?limit(?:ing)? .{0,40}(?:exceed|reach|error)|too (?:many|much) (?:\w{1,14} ){0,2}(?:recipients?|mail|requests?|commands?|messages?|e-?mails?) (?:too|from|per|within|attempts)|(?:e-?mails?|messages?|mails?) too (?:fast|quickly|often|frequent)|\bslow(?:ing)? down|again slower|(?:sending|message|mail|recipient|submission) (?:rate|frequency)\b.{0,40}(?:exceed|limit|reach|too|high)|frequency limited|limit for processing requests|requests? per (?:time|second|minute)|too many recipient attempts|try again in \d{1,5} (?:s|m)/i,
    withoutNear: /\b535\b|(?:per|an?|max\w{0,4}) (?:hour|day)|hourly|daily/i,
    example: smtp("450 Too many recipient attempts"),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.85,
    alternatives: ["throttled"],
    stages: sending,
    words:
      /(?:relay|send(?:ing)?|outgoing|outbound|submission|e?-?mails?|messages?|recipients?|hour(?:ly)?|da(?:y|ily)|month(?:ly)?|plan|account|sandbox|address)(?:'s)? (?:outgoing |outbound |sending |e?-?mail |message |recipient |relay |volume ){0,2}(?:limits?|quota|allowance|cap|credits?)\b.{0,40}(?:exceed|reach|hit|used|exhaust|over|is over)|(?:exceed\w{0,3}|reach\w{0,3}|over|hit|used up|exhausted) (?:the |your |its |of ){0,2}(?!a )(?:\w{1,14} ){0,3}(?:limits?|quota|allowance|credits?)\b|(?:limits?|quota) (?:for|of) .{0,60}(?:exceed|reach)|(?:quota|limits?) exceeded|(?:max(?:imum)?|only|exceeds) \d{1,6} (?:\w{1,12} ){0,2}(?:per|an?|every|each) (?:hour|day|month)|over your relay quota|(?:daily|hourly|monthly) (?:volume|amount|budget|contingent)\b.{0,30}(?:used|exceed|reach)|used (?:up )?all (?:of )?(?:its|your|the) (?:daily|hourly|monthly)\b|(?:reached|exceeded|over|hit) the max(?:imum)? (?:number|amount) of (?:recipients|messages|e?-?mails)|sent (?:too many|more than \d{1,6}) (?:e?-?mails?|messages?)|too many (?:e?-?mails?|messages?|recipients) (?:sent|today|this hour|received|\()|limite? (?:journali|quotidien|d'envoi|de envío|diári|giornalier)|(?:Tages|Versand|Sende)(?:limit|kontingent)|发信(?:数量|频率)?.{0,6}(?:超|限)/i,
    withoutNear:
      /mailbox (?:for user )?(?:is )?full|over ?quota|storage|disk|inbox|size (?:limit|exceed)|message size|too large|too big|\b5\.2\.[23]\b|\b4\.2\.2\b|recipient'?s? (?:mailbox|quota)|mailbox quota|user'?s quota|connections? (?:limit|rate|count)|log-?in (?:rate|limit|attempt)|time limit|line length|hop|message (?:exceeds|is over|over)/i,
    isTransient: true,
    example: smtp("552 Message would take you over your relay quota of 500 Current quota used: 487"),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.75,
    alternatives: ["user_disabled"],
    stages: sending,
    words:
      /(?:sending|outgoing|outbound|e-?mails? out\w{3,5}|sender|account|mailbox|domain|envoi|compte|cuenta|Konto|Versand).{0,60}(?:suspended|paused|blocked|restricted|banned|blacklisted|bloqu[ée]|bloquead|gesperrt).{0,60}(?:this account|spam|abuse|compromis|policy|sending|suspicious|unusual)|(?:sending|outgoing e?-?mail|outbound e?-?mail|e?-?mail sending) (?:is |has been |was )?(?:temporarily )?(?:suspended|paused|blocked|disabled|restricted)|(?:suspended|paused|blocked) (?:for|due to|because of) (?:sending )?(?:spam|abuse|unusual|suspicious)|Email Outgoing Blocked/i,
    withoutNear:
      /Client host|\bIP\b|blocked using|recipient address|\[\d{1,3}\.\d|RBL|DNSBL|spamhaus|domain of sender|helo/i,
    example: smtp("554 Sending paused for this account. For more information, please check the inbox"),
  },
  {
    cause: "user_disabled",
    confidence: 0.75,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    words:
      /\b(?:your |this |the |smtp |e?-?mail |user ){0,3}(?:account|user|mailbox|domain|subscription) (?:is |has been |was |been )?(?:currently |temporarily )?(?:disabled|suspended|deactivated|terminated|closed|cancell?ed|locked)|access to this account (?:is|has been) disabled|user is locked/i,
    withoutNear:
      /recipient|5\.2\.1\b|reply to RCPT|SmtpClientAuth|5\.7\.139|invalid mailbox|(?:cannot|could not) be delivered|tried to reach/i,
    isTransient: false,
    example: smtp("552 The subscription was cancelled"),
  },
  {
    cause: "send_as_denied",
    confidence: 0.75,
    alternatives: ["smtp_not_authenticated", "message_refused"],
    stages: sending,
    words:
      /(?:sender|from(?:\.email)?|envelope|return[- ]path|domain|identit(?:y|ies)|MAIL FROM|address|[ée]metteur|exp[ée]diteur|remitente|remetente|mittente|Absender\w{0,8}|afzender)\b.{0,80}(?:(?:not|n't|never|nicht|pas|no|non|niet|must) (?:been |be |a |an |one of |yet |properly )?(?:allowed|authori[sz]ed|verified|validated|valid|permitted|owned|associated|registered|confirmed|match|belong|approved|configured|linked|accepted|yours|hosted|acceptable|zugelassen|erlaubt|berechtigt|autoris[ée]|autorizad|autorizzat|permitid|consentit|toegestaan|local sender)|unverified|un-?authori[sz]ed|unconfigured|invalide?\b|mismatch)|(?:invalid|unconfigured|unverified|unauthori[sz]ed|unknown|wrong|incorrect|bad|disallowed|illegal|ung[üu]ltige\w?) (?:sending |sender'?s? |from |return |envelope ){1,2}(?:domain|address|path|e-?mail|identity|header|sender|\[|$)|invalid (?:sender|return path)|not (?:a )?local sender|\b(?:use|send|sent) (?:as|from) .{0,60}(?:not|un)(?:n't)? ?(?:allowed|authori[sz]ed|permitted|verified)|sender (?:address )?(?:denied|refused|is refused|not accepted)|private list access denied|(?:only|must|should|have to) (?:send|use)(?: (?:e-?)?mails?| messages?)? (?:from|as|with)? ?your own/i,
    withoutNear:
      /\b4[0-6]\d[ -]|SPF\b|DKIM|DMARC|recipient|reply to RCPT|Client host|\bIP\b|HELO|EHLO|certificate|mailbox full|user unknown|unknown user|no such user|spam|virus|blacklist|blocked|token|client_id|redirect|STARTTLS|Domain of sender|domain does not exist|sender domain must|verify failed|5\.7\.139|relay(?:ing)? (?:denied|access|not|through)|forward path|null sender|message size|size limit|AADSTS|host ?name (?:not|reject)|need fully|\b(?:no|missing) .{0,30}From: header|from (?:the )?server\b/i,
    example: smtp("550 This domain is not associated with your account"),
  },
];
