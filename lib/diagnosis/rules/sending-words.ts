import type { Rule } from "./rule";

const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const sending = ["smtp"] as const;

/** SMTP's refusals in other servers' and programs' words; the codes and Microsoft's and Google's sentences are in smtp.ts. */
export const sendingWords: readonly Rule[] = [
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["plaintext_auth_refused"],
    stages: sending,
    // .NET's, of either, where the server's own words are cut off.
    words: /requires (?:a )?secure connection or (?:the )?client (?:was|is) not authenticated/i,
    example: smtp("other", "The SMTP server requires a secure connection or the client was not authenticated."),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.9,
    stages: sending,
    words:
      /(?:send|use|issue|need|needs|requires?) (?:the )?(?:SMTP )?AUTH(?: command)?(?: first|\b(?= command|[.!]|$))|AUTH (?:command )?(?:must be issued )?first|must (?:first )?(?:be )?(?:authenticate|authenticated|log ?in|logged ?in|login|use (?:SMTP )?AUTH)\b(?!.{0,20}(?:SPF|DKIM))|auth(?:entication)? (?:is )?(?:needed|mandatory)|\bnot (?:logged in|authenticated)\b|turn on SMTP Auth|have authentication turned on|(?:log|sign) ?in before (?:you|sending)|(?:need|have|has) to (?:be )?(?:log|sign)(?:ged|ned)? ?in|must sign ?in|without (?:prior )?authentication\b|isn't in my list of allowed rcpthosts|Sender must be authenticated|requires authentication (?:when|before|to)|Unauthenticated (?:senders?|mail|relay|users?)|anonymous (?:mail|clients?|senders?).{0,30}(?:not|denied)|Authentification requise|Authentifizierung erforderlich|(?:se requiere|requiere) autenticación/i,
    without: /\b535\b|5\.7\.(?:8|139|3|57)\b|authentication fail|5\.7\.26/i,
    withoutNear:
      /SPF|DKIM|DMARC|proxy auth|\b407\b|not (?:owned|authori[sz]ed)|START ?TLS (?:command|is|first|required)|(?:issue|use|send) (?:a )?START ?TLS/i,
    example: smtp("other", "503 5.5.4 Error: send AUTH command first."),
  },
  {
    cause: "send_as_denied",
    confidence: 0.9,
    stages: sending,
    words:
      /(?:permission|rights?|authori[sz]ed|allowed|permitted) to send (?:the |this |a |mail |e-?mail |messages? ){0,3}(?:on behalf of|as (?:this|that|the|another) (?:user|sender))|send mail on behalf of the specified|not (?:authori[sz]ed|allowed|permitted) to (?:use|send from) (?:this|that|the) (?:sender|address|from|e-?mail)|(?:From|sender) address (?:is )?(?:not (?:one of|verified|valid for|associated|yours)|must (?:be|match)|mismatch)|sender (?:must|has to) (?:be|match) (?:the )?(?:authenticated|login|account)|not an? (?:authori[sz]ed|allowed|verified) (?:sender|from)|ErrorSendAsDenied|cannot send (?:as|on behalf)/i,
    without: /Recipient address|\b535\b|SPF|DKIM|DMARC/,
    example: smtp(
      "microsoft",
      "This message could not be sent. You do not have the permission to send the message on behalf of the specified user.",
    ),
  },
  {
    cause: "send_as_denied",
    confidence: 0.75,
    alternatives: ["message_refused"],
    stages: sending,
    // Amazon SES says the same of a recipient while an account is in its sandbox.
    words:
      /Email address is not verified|unverified (?:sender|from|address)|Sender Identity|identity .{0,30}not verified/i,
    without: /Recipient address|\b535\b|SPF|DKIM|DMARC/,
    example: smtp("other", "554 Message rejected: Email address is not verified."),
  },
  {
    cause: "send_as_denied",
    confidence: 0.65,
    alternatives: ["smtp_not_authenticated", "message_refused"],
    stages: sending,
    words: /Sender address rejected(?!: not logged in|.{0,40}(?:greylist|Domain not found|try again|temporar))/i,
    without: /\b4\d\d[ -]/,
    example: smtp("other", "554 5.7.1 <user@acme.example>: Sender address rejected: Access denied"),
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.6,
    alternatives: ["smtp_auth_disabled_tenant"],
    stages: sending,
    providers: ["microsoft", "other"],
    words:
      /(?:Authenticated SMTP|SMTP AUTH|SMTP) (?:client )?(?:submission |access |service )?(?:is |has been )?(?:not enabled|disabled) (?:for|on) (?:this|the|your) (?:user|account|mailbox)/i,
    example: smtp("microsoft", "Authenticated SMTP submission is not enabled for this user"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["send_as_denied"],
    stages: sending,
    words: /Invalid credentials for relay/i,
    example: smtp("google", "550-5.7.1 Invalid credentials for relay [192.0.2.1]."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: ["grant_expired_or_revoked", "malformed_token_request"],
    stages: sending,
    // Cyrus SASL, when its OAuth plug-in got no token.
    words: /bad protocol \/ cancel/i,
    example: smtp("other", "SASL authentication failed; cannot authenticate to server: bad protocol / cancel"),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.85,
    stages: sending,
    words:
      /(?:account|mailbox|user|sender) .{0,30}(?:blocked|suspended|restricted|locked) (?:from sending )?(?:for|due to|because of) (?:sending )?(?:spam|abuse|bulk)/i,
    example: smtp("other", "535 5.7.8 Your account has been blocked for sending spam"),
  },
  {
    cause: "line_too_long",
    confidence: 0.75,
    words:
      /(?:line|exchange line|command line|command|argument|parameter|(?:initial|client) response) (?:is |was )?too (?:long|large)|too long (?:argument|line|command|literal)\b|got more than (?:\d{2,8}|%d) bytes|LineTooLong|line (?:exceeds|longer than)|line length exceeded|max(?:imum)? line length|5\.5\.6\b/i,
    stages: ["imap", "pop3", "smtp"],
    example: smtp("google", "500 5.5.6 Authentication exchange line is too long"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.9,
    stages: sending,
    words:
      /temporary (?:authentication |auth |system |server |local |lookup |internal |service ){0,2}(?:failure|error|problem)|Connection lost to authentication server|authentication (?:service|server|backend) .{0,30}(?:unavailable|unreachable|not available|failed)/i,
    without: /name resolution|namensauflösung|\b5(?:3[45]|50|54)[ -]5\.|invalid_grant|could not be delivered/i,
    example: smtp(
      "other",
      "transient: 4.7.0 Temporary authentication failure: Connection lost to authentication server.",
    ),
  },
];
