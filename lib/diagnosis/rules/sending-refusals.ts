import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/**
 * What mail services and hosting companies answer in sentences of their own: SendGrid, Mailgun, Amazon SES, Brevo,
 * Mailtrap, Yahoo, GMX and web.de, IONOS, Yandex, Mail.ru, QQ, 163, cPanel's Exim. They come before the replies by code.
 */
export const sendingRefusals: readonly Rule[] = [
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "auth_mechanism_unsupported"],
    stages: sending,
    // What was sent to sign in with was not even base64 (RFC 4954, section 4).
    words:
      /\b501\b.{0,40}(?:(?:cannot|can't|could not|unable to|failed to|error) (?:base64[ -]?)?decod|base-?64)|(?:invalid|bad|malformed) base-?64/i,
    example: smtp("501 5.5.4 cannot decode AUTH parameter"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["send_as_denied", "message_refused"],
    stages: sending,
    words:
      /(?:permissions?|authori[sz]ed|allowed|permitted) to (?:submit|relay|send)(?: (?:e-?mails?|mail|messages?))? (?:to|through|via|on|from) this (?:server|connector|host)/i,
    without: /\bIP\b|as this sender|SPF|DKIM|DMARC/,
    example: smtp("550 5.7.1 Client does not have permissions to submit to this server"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.5,
    alternatives: ["password_wrong"],
    stages: sending,
    // Go's and others' LOGIN, where the server asks in other words than those it knows.
    words: /unexpected server (?:challenge|response: ?(?:user|pass))/i,
    example: smtp("SMTP AUTH failed: unexpected server response: username:"),
  },
  {
    cause: "password_wrong",
    confidence: 0.6,
    alternatives: ["app_password_required", "too_many_logins", "account_locked"],
    stages: sending,
    // QQ names every reason that there may be.
    // One reason of those that are named may pass; it is the one that is rare.
    isTransient: false,
    words: /Account is abnormal, service is not open/i,
    example: smtp(
      "535 Login Fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.",
    ),
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.6,
    alternatives: ["app_password_required", "user_disabled"],
    stages: sending,
    words: /User has no permission/i,
    example: smtp("550 User has no permission"),
  },
  {
    cause: "send_as_denied",
    confidence: 0.55,
    alternatives: ["message_refused", "dns"],
    stages: sending,
    words:
      /(?:Sender address rejected: Domain not found|Domain of sender address .{1,120} (?:does not|doesn't) (?:exist|resolve)|sender domain (?:does not|doesn't|must) (?:exist|resolve))/i,
    without: /\b4\d\d[ -]/,
    example: smtp("550 5.1.8 <root@localhost>: Sender address rejected: Domain not found"),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.85,
    stages: sending,
    words:
      /Outgoing mail from .{1,120} has been suspended|outgoing mail suspension|the sender is blacklisted|blocked from sending/i,
    example: smtp('550 "Outgoing mail from user@acme.example has been suspended."'),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.85,
    stages: sending,
    words:
      /Maximum credits exceeded|(?:sending|message|e-?mail) limit (?:is |was )?(?:reached|exceeded)|credits? (?:limit )?(?:exceeded|exhausted|used up)|(?:out of|no|insufficient) (?:e-?mail |sending )?credits|exceeded (?:the |your |its )?(?:max|maximum) (?:number of )?(?:messages|e-?mails|recipients|defers)|Quota Exceeded \((?:hourly|daily)|exceeded (?:its|the|your) (?:\d{1,4}[- ]hour|daily|hourly|monthly) |(?:reached|hit|over|exceed\w{0,3}) (?:your |the |its )?(?:\w{1,12} ){0,2}(?:sending|message|e-?mail|account|plan) (?:limit|quota)|monthly (?:sending |e-?mail |message )?(?:limit|quota)/i,
    without: /mailbox (?:for user )?(?:is )?full|over ?quota|storage|too many recipients|5\.4\.5/i,
    example: smtp("451 Authentication failed: Maximum credits exceeded"),
  },
  {
    cause: "throttled",
    confidence: 0.6,
    alternatives: ["message_refused"],
    stages: sending,
    // It is the recipient who is sent too much.
    words: /receiving .{0,30}(?:at a rate|too quickly)/i,
    example: smtp("550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional"),
  },
  {
    cause: "throttled",
    confidence: 0.85,
    stages: sending,
    words:
      /(?:e-?mails|mails|messages|requests) per (?:second|minute)|deferred due to (?:unexpected volume|user complaints|excessive)|\[TSS?\d\d\]|(?:excessive|unusually high) (?:rate|volume)|per[- ]second (?:rate|limit)/i,
    example: smtp("550 5.7.0 Too many emails per second. Please upgrade your plan"),
  },
  {
    cause: "user_disabled",
    confidence: 0.85,
    stages: sending,
    words: /\bAccount [^\s:]{3,100} is (?:disabled|suspended|deactivated)/i,
    without: /5\.7\.139/,
    example: smtp("Account mail.acme.example is disabled"),
  },
  {
    cause: "user_disabled",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked"],
    stages: sending,
    words:
      /account (?:is |has )?not (?:yet )?(?:been )?(?:activated|validated|approved|active)|account is (?:under review|pending|on hold|paused)/i,
    example: smtp("502 5.7.0 Your SMTP account is not yet activated."),
  },
  {
    cause: "send_as_denied",
    confidence: 0.85,
    alternatives: ["smtp_not_authenticated"],
    stages: sending,
    words:
      /Sender address is not allowed|Incorrect sender header|address (?:does not|doesn't) belong to (?:this|the|your) (?:user|account)|Sender has not been verified|Not authori[sz]ed to send from (?:this|that|the)|only (?:use|send (?:from|as)) your own|not one of your (?:addresses|aliases|identities)|(?:not|isn't|aren't) (?:allowed|authori[sz]ed|permitted) to (?:send|submit) (?:e-?mails? |messages? |mail )?(?:as|from|using) (?!this (?:IP|server|host))|(?:sender|from) (?:address )?.{0,60}(?:not|isn't) (?:a |one of your )?verified|sender not permitted|unauthori[sz]ed sender/i,
    without: /\b4\d\d[ -]|\b535\b|SPF|DKIM|DMARC|Client host|IP address|SendAs|5\.2\.252/,
    example: smtp("550-Requested action not taken: mailbox unavailable 550 Sender address is not allowed."),
  },
  {
    cause: "message_refused",
    confidence: 0.6,
    alternatives: ["send_as_denied"],
    stages: sending,
    // How the sender's address is written (RFC 3463: 5.1.7), as "root@localhost" or one without a domain.
    words:
      /5\.1\.7\b|(?:bad|invalid|malformed|illegal|incorrect|wrong) (?:sender|from|return|reverse)(?:'s)?(?:[- ]path)? (?:mailbox )?(?:address )?syntax|sender address must (?:contain|have|include)|syntax error in (?:the )?(?:sender|from|mail from|return|reverse)|(?:sender|MAIL FROM)\b.{0,60}(?:syntax error|malformed)/i,
    without: /\b535\b|SPF|DKIM|DMARC/,
    example: smtp("smtplib.SMTPSenderRefused: (501, b'5.1.7 Bad sender address syntax', 'root@localhost')"),
  },
  {
    cause: "send_as_denied",
    confidence: 0.6,
    alternatives: ["outbound_sender_blocked", "message_refused"],
    stages: sending,
    words:
      /Sender Signature|\bdomain is not verified|\b553 Relaying disallowed|domain [^\s]{1,120} is not (?:allowed to send|verified|authori[sz]ed)|sender'?s? domain .{0,40}(?:not|isn't) (?:verified|registered|confirmed|configured|authori[sz]ed)|Bad sender(?:'s)? (?:mailbox )?address|(?:Invalid|malformed) sender\b|envelope from address .{1,120} not accepted|MAIL failed: 5\d\d/i,
    without: /\b535\b|SPF|DKIM|DMARC|limit|exceed|quota|disabled|suspended/,
    example: smtp("The acme.example domain is not verified. Please add and verify your domain"),
  },
  {
    cause: "message_refused",
    confidence: 0.7,
    alternatives: ["smtp_not_authenticated"],
    stages: sending,
    // Gmail's, of a client that delivers where it should submit.
    words:
      /not authori[sz]ed to send (?:e-?mail|mail|messages?) directly|use (?:the|your) SMTP relay at your service provider/i,
    example: {
      stage: "smtp",
      provider: "google",
      raw: "550-5.7.1 [192.0.2.1] The IP address you're using to send mail is not authorized to send email directly to our servers.",
    },
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.55,
    alternatives: ["message_refused"],
    stages: sending,
    // Postfix, of a client that is neither in its network nor signed in.
    words: /Client host rejected(?!.{0,40}(?:cannot find your|try again|temporar))/i,
    without: /\b4\d\d[ -]|blocked using/,
    example: smtp("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied"),
  },
  {
    cause: "connection_reset",
    confidence: 0.6,
    alternatives: ["timeout", "mail_server_unavailable"],
    stages: sending,
    // qmail's: RFC 3463 gives X.4.2 to a connection that broke, and X.4.1 to a host that did not answer.
    words: /\(#4\.4\.2\)/,
    example: smtp("Connected to 192.0.2.5 but connection died. (#4.4.2)"),
  },
  {
    cause: "timeout",
    confidence: 0.55,
    alternatives: ["host_unreachable", "refused", "dns"],
    stages: sending,
    words: /\(#4\.4\.1\)/,
    example: smtp("Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.65,
    alternatives: ["message_refused", "throttled"],
    stages: sending,
    words:
      /Failure sending mail\. Try again later|Unable to authenticate at present|insufficient (?:system )?(?:storage|resources|disk space)|system not accepting (?:network )?messages|TransientNegativeCompletion|grey-?list(?:ed|ing)|delivery was temporarily interrupted|unable to create lock file/i,
    without: /\b535\b|5\.7\.\d/,
    example: smtp("550-Requested action not taken: mailbox unavailable 550 Failure sending mail. Try again later"),
  },
];
