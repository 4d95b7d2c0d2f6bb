import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;
const sending = ["smtp"] as const;

/**
 * What sending programs say themselves when a server's reply is not passed on: Symfony, PHPMailer, Nodemailer, JavaMail,
 * Ruby's and Go's libraries, lettre, gen_smtp, MailKit, swaks, ssmtp and curl. They come after the servers' replies.
 */
export const sendingClients: readonly Rule[] = [
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["plaintext_auth_refused"],
    stages: sending,
    // RFC 4954, section 6: the code for a command before which one has to sign in.
    codes: ["530"],
    without: /\b5(?:3[45]|50|54)[ -]5\.|STARTTLS|TLS|SSL/i,
    example: smtp("530 5.7.0 Not like this"),
  },
  {
    cause: "starttls_missing",
    confidence: 0.8,
    alternatives: ["tls_plain_port"],
    stages: sending,
    words: /did not advertise STARTTLS|missing_requirement, ?.{1,80}:tls\b/i,
    example: smtp('{:missing_requirement, "smtp.acme.example", :tls}'),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.8,
    stages: sending,
    words:
      /did not advertise auth|cannot use a secure authentication method|missing_requirement, ?.{1,80}[:,] ?auth\b|wrong authentication type|find an authenticator supported|Authentication is not allowed at this stage|\b50[0-4]\b.{0,40}(?:not implemented|unrecogni[sz]ed command|unknown command).{0,12}\bAUTH\b/i,
    example: smtp("Failed to find an authenticator supported by the SMTP server, which currently supports: NTLM"),
  },
  {
    cause: "password_wrong",
    confidence: 0.7,
    alternatives: ["app_password_required", "xoauth2_token_rejected", "auth_mechanism_unsupported"],
    stages: sending,
    words:
      /:auth_failed\b|No authentication type succeeded|Failed to authenticate on SMTP server|Unspecified3, detail: Five/i,
    example: smtp("*** No authentication type succeeded"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.6,
    alternatives: ["password_wrong"],
    stages: sending,
    // Nothing to sign in with was given to the program.
    words:
      /missing (?:credentials|password|user ?name|login) (?:for|in|to)\b|SMTP-AUTH requested but missing|\b503 .{0,12}Authentication first|(?:no|empty|blank) (?:SMTP )?(?:password|user ?name|credentials) (?:is |was |were |has been |have been )?(?:set|given|specified|configured|provided|supplied|found)/i,
    example: smtp("SMTP-AUTH requested but missing user name"),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "client_secret_wrong"],
    stages: sending,
    words: /Can't create new access token for user/i,
    without: /invalid_|unauthorized_client|AADSTS/,
    example: smtp("Error: Can't create new access token for user code: 'EOAUTH2'"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.6,
    alternatives: ["tls_hostname_mismatch"],
    stages: sending,
    words: /:options, :incompatible.{0,40}verify_peer/i,
    example: smtp("{:options, :incompatible, [verify: :verify_peer, cacerts: :undefined]}"),
  },
  {
    cause: "tls_version",
    confidence: 0.45,
    alternatives: ["tls_untrusted_issuer", "tls_plain_port", "starttls_missing"],
    stages: sending,
    words:
      /Could not convert socket to TLS|TLS startup failed|STARTTLS not working|Unable to connect with STARTTLS|:tls_failed\b/i,
    without: /timed ?out|reset by peer|ECONNRESET/i,
    example: smtp("javax.mail.MessagingException: Could not convert socket to TLS"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.55,
    alternatives: ["throttled", "message_refused"],
    stages: sending,
    // RFC 5321, section 4.2.1: whatever begins with 4 may pass.
    codes: ["430", "431", "432", "435", "452", "455", "4xx", "4.2", "4.3", "4.4", "4.5"],
    // A traceback's line numbers look like replies.
    without: /\b5[35]\d[ -]|\bline 4\d\d\b/,
    example: smtp("452 4.5.3 Error: too many recipients"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    alternatives: ["throttled"],
    stages: sending,
    words:
      /unexpected smtp-server response: 4\d\d|refused to talk to me: 4\d\d|SMTP server is (?:currently |temporarily )?(?:unavailable|not available|down)\b/i,
    example: smtp("curl: (8) Got unexpected smtp-server response: 421"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    alternatives: ["idp_unavailable", "timeout"],
    stages: sending,
    words:
      /\b(?:Service|Server) (?:is )?(?:temporarily |currently )?(?:unavailable|not available|busy|overloaded)\b|Connection dropped due to|Bad Gateway|Try again later|temporarily (?:rejected|deferred|refused)|\bService not active/i,
    without: /\b5[35]\d[ -]|5\.7\.\d|blocked|AADSTS|invalid_/i,
    example: smtp("The mail server is not available at the moment. Please retry."),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.5,
    alternatives: ["timeout", "refused", "connection_reset"],
    stages: sending,
    // A relay that waits before it tries a host again that failed before.
    words:
      /retry time not reached|retry timeout exceeded|Network error on destination|all hosts .{0,80}have been failing/i,
    without: /\b5\d\d[ -]|limit|quota|SASL|auth/i,
    example: smtp("R=smarthost T=remote_smtp defer (-53): retry time not reached for any host"),
  },
  {
    cause: "message_refused",
    confidence: 0.5,
    alternatives: ["submission_quota_exceeded", "outbound_sender_blocked", "send_as_denied"],
    stages: sending,
    // The text's end was refused, and the server's words are not passed on.
    words: /SMTP Error: data not accepted|\bDATA (?:END )?(?:command )?(?:failed|was rejected|not accepted)/i,
    without: /\b[45]\d\d[ -]|\b4\d\d\b|\b[45]\.\d\.\d|FROM SERVER/,
    example: smtp("SMTP Error: data not accepted."),
  },
  {
    cause: "message_refused",
    confidence: 0.55,
    alternatives: ["smtp_not_authenticated", "send_as_denied"],
    stages: sending,
    // RFC 5321, section 4.2.2: what is said with 553, 551, 552 and 554, where a program leaves out the number.
    words:
      /mailbox name (?:is )?not allowed|User not local|exceeded storage allocation|\bTransaction failed\b(?! with)|\bRCPT(?: TO)?\b.{0,40} (?:failed|rejected|refused|denied)/i,
    without: /\b4\d\d[ -]|\b4\.\d\.\d|relay|timed? ?out|reset|auth/i,
    example: smtp("RCPT TO failed: Requested action not taken: mailbox name not allowed"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.5,
    alternatives: ["send_as_denied", "message_refused"],
    stages: sending,
    // The commands came out of their order: the one before was refused, most often for want of a sign-in.
    words: /\b503\b.{0,20}(?:need MAIL|Valid RCPT|need RCPT|No recipients|bad sequence|sender not (?:yet )?given)/i,
    example: smtp("503 5.5.1 Error: need MAIL command"),
  },
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "app_password_required"],
    stages: sending,
    words: /Login not possible|(?:log ?in|sign ?in) (?:was )?(?:not possible|rejected|unsuccessful|refused)/i,
    without: /timed? ?out|reset by|closed/i,
    example: smtp("Login not possible. Please check your setting and/or your credentials"),
  },
];
