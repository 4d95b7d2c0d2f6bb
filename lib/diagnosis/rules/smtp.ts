import type { CauseSlug } from "../schema";
import type { Rule } from "./rule";

const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const sending = ["smtp"] as const;

const behindToken: readonly CauseSlug[] = [
  "wrong_audience_scopes",
  "smtp_auth_disabled_mailbox",
  "smtp_auth_disabled_tenant",
  "service_principal_missing",
];

/** SMTP's replies, by code and enhanced code (RFC 5321, RFC 3463, RFC 4954) and by the words that come with them. */
export const smtpRules: readonly Rule[] = [
  {
    cause: "tls_version",
    confidence: 0.95,
    words: /4\.7\.66\b|TLS 1\.0 and 1\.1 (?:are|is) not supported/i,
    example: smtp(
      "microsoft",
      "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
    ),
  },
  {
    cause: "submission_quota_exceeded",
    confidence: 0.95,
    stages: sending,
    words:
      /SubmissionQuotaExceeded|5\.4\.5\b|Daily (?:user )?sending (?:limit|quota)|sending (?:limit|quota)|reached your (?:daily )?(?:sending )?limit|5\.1\.90\b|(?:daily|hourly) (?:message |sending |recipient |relay ){0,3}(?:limit|quota)|message (?:submission )?rate (?:for this client )?(?:has )?exceeded|recipient rate limit|RecipientRateLimitExceeded|(?:send\w{0,4}|message|daily|hourly|recipient|smtp|e?mail) quota (?:is )?(?:exceeded|reached)|exceeded (?:the |your )?(?:maximum |max )?(?:number of )?(?:messages|emails|recipients) (?:per|allowed|that)|messages per (?:day|hour)/i,
    without: /mailbox (?:for user )?(?:is )?full|over ?quota|storage|5\.2\.2|4\.2\.2/i,
    example: smtp(
      "google",
      "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail 550 5.4.5 sending limits go to",
    ),
  },
  {
    cause: "outbound_sender_blocked",
    confidence: 0.95,
    stages: sending,
    words:
      /5\.1\.8\b|Access denied, bad outbound sender|OutboundSpam|restricted from sending|5\.7\.7(?:05|08|50)\b|5\.7\.50[1-4]\b|Unusual sending activity detected|sender (?:is |has been )?(?:blocked|suspended)(?: for| due| because)|account (?:is )?blocked for (?:spam|sending)|suspected (?:spam|of sending)|(?:spam|abuse) (?:detected|suspected) from/i,
    example: smtp("microsoft", "550 5.1.8 Access denied, bad outbound sender AS(42004)"),
  },
  {
    cause: "send_as_denied",
    confidence: 0.95,
    stages: sending,
    words:
      /SendAsDenied|not (?:allowed|authori[sz]ed|permitted) to send as|does not have permissions? to send (?:as|on behalf)|5\.7\.60\b|5\.2\.252\b|not owned by (?:auth(?:enticated)? )?user|Sender address rejected: not (?:owned|authori[sz]ed)|Mail from must equal authori[sz]ed user|must be (?:the )?same (?:as|with) (?:the )?(?:authori[sz]ation|authenticated|login|auth) ?user|Relaying disallowed as|Sender (?:address )?(?:is )?not (?:allowed|authori[sz]ed|permitted|owned)|sender.{0,40}(?:mismatch|does not match|doesn't match|differs)|(?:From|envelope).{0,60}(?:does not|doesn't|must) match.{0,40}(?:account|user|login|auth)|You are not allowed to (?:use|send).{0,40}(?:sender|address|from)|SendAs|send-as|user.{0,30}not authori[sz]ed to (?:use|send)|unauthori[sz]ed (?:sender|from)|not allowed to use (?:this|the) (?:sender|from)/i,
    example: smtp(
      "microsoft",
      "554 5.2.252 SendAsDenied; user@acme.example not allowed to send as support@acme.example",
    ),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.95,
    stages: sending,
    words:
      /5\.7\.57\b|Sender address rejected: not logged in|Client (?:was|is) not authenticated|530[ -]5\.5\.1|530[ -]5\.7\.[01] (?:.{0,10})?Authentication required|Authentication (?:is )?required|must (?:be )?(?:authenticate|log ?in)(?:d)? (?:first|before)|SMTP authentication is required|please authenticate|5\.7\.1 .{0,40}must authenticate|authenticate first|auth first|need to authenticate|(?:requires?|needs?) (?:SMTP )?authentication|(?:AUTH|Authentication) required|client was not authenticated/i,
    without: /5\.7\.(?:8|139|3)\b|proxy|STARTTLS|Application-specific|535[ -]/i,
    example: smtp("microsoft", "530 5.7.57 Client not authenticated to send mail. [AM0]"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.75,
    alternatives: ["send_as_denied"],
    stages: sending,
    words:
      /relay(?:ing)? (?:access )?(?:denied|not permitted|not allowed|prohibited)|Unable to relay|not permitted to relay|relay not permitted/i,
    example: smtp("other", "554 5.7.1 <a@b.example>: Relay access denied"),
  },
  {
    cause: "throttled",
    confidence: 0.85,
    stages: sending,
    codes: ["432", "450 4.2.1", "450 4.7.1", "451 4.7.1", "421 4.7.28", "421 4.7.0"],
    words:
      /thread limit|concurrent|\brate\b|exceeded|too (?:fast|much)|slow down|too many (?:messages|emails|requests)/i,
    example: smtp(
      "microsoft",
      "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending",
    ),
  },
  {
    cause: "password_wrong",
    confidence: 0.8,
    stages: sending,
    codes: ["454"],
    words: /(?:invalid|incorrect|wrong|bad) (?:user ?name|login|password|credentials)/i,
    example: smtp("other", "454 4.7.0 invalid username or password"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.9,
    stages: sending,
    codes: ["421", "454", "451", "450", "4.3.0", "4.3.1", "4.3.2", "4.4.2", "4.7.0", "4.7.1"],
    words:
      /temporar(?:y|ily)|Service (?:is )?(?:currently )?(?:not available|unavailable)|try (?:it )?again|closing (?:transmission|connection)|local (?:error|problem)|server (?:is )?(?:busy|down|error|unavailable)|internal (?:server )?error|system (?:error|problem)|later/i,
    without: /TLS not available|Application-specific|5\.7\.(?!4\b)\d|535[ -]/i,
    example: smtp("other", "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    stages: sending,
    codes: ["421", "454", "451", "4.3.2", "4.3.0", "4.7.0", "450", "471", "4.7.1", "4.3.1", "4.4.2"],
    alternatives: ["throttled"],
    without: /Application-specific|5\.7\.(?!4\b)\d|535[ -]/i,
    example: smtp("other", "454 4.7.0 TLS not available due to local problem"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.9,
    alternatives: behindToken,
    stages: sending,
    signIn: "token",
    words:
      /5\.7\.3\b|5\.7\.8\b|\b535\b|BadCredentials|Authentication unsuccessful|"status":"4\d\d"|Username and Password not accepted|Invalid credentials|authentication failed|authentication failure|could not authenticate|EAUTH|invalid SASL|AuthenticationError|\b334 /i,
    example: smtp("microsoft", "AUTH XOAUTH2 535 5.7.3 Authentication unsuccessful [AM0PR10CA0081]"),
  },
  {
    cause: "password_wrong",
    confidence: 0.7,
    alternatives: ["basic_auth_disabled", "smtp_auth_disabled_mailbox", "xoauth2_token_rejected"],
    stages: sending,
    providers: ["microsoft"],
    signIn: "password",
    words: /5\.7\.3\b|5\.7\.8\b|5\.7\.0\b|\b535\b/i,
    without: /5\.7\.139/,
    example: smtp("microsoft", "AUTH LOGIN 334 VXNlcm5hbWU6 334 UGFzc3dvcmQ6 535 5.7.3 Authentication unsuccessful"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.75,
    alternatives: ["password_wrong", ...behindToken],
    stages: sending,
    providers: ["microsoft"],
    words: /5\.7\.3\b/,
    example: smtp("microsoft", "535 5.7.3 Authentication unsuccessful [AM0PR10CA0081.EURPRD10.PROD.OUTLOOK.COM]"),
  },
  {
    cause: "legacy_auth_blocked_by_policy",
    confidence: 0.4,
    alternatives: ["smtp_auth_disabled_tenant", "smtp_auth_disabled_mailbox", "basic_auth_disabled", "password_wrong"],
    stages: sending,
    words: /5\.7\.139\b/,
    example: smtp("microsoft", "535 5.7.139 Authentication unsuccessful"),
  },
  {
    cause: "password_wrong",
    confidence: 0.75,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
    stages: sending,
    providers: ["google"],
    words: /5\.7\.8\b|BadCredentials|Username and Password not accepted|\b535\b/i,
    example: smtp(
      "google",
      "535-5.7.8 Username and Password not accepted. Learn more at 535 5.7.8 https://support.google.com/mail/?p=BadCredentials",
    ),
  },
  {
    cause: "password_wrong",
    confidence: 0.85,
    alternatives: ["app_password_required"],
    stages: sending,
    words:
      /\b535\b|5\.7\.8\b|(?:incorrect|wrong|bad|invalid) (?:user(?:name)?|login(?!:)|password|credentials|authentication data|user ?name or password)|Incorrect authentication data|authentication (?:credentials )?(?:failed|failure|invalid|error|unsuccessful|rejected)|auth(?:entication)? fail|login (?:failed|incorrect|fail)|Username and Password not accepted|user ?name (?:and|or|\/) ?password|5\.7\.1 .{0,30}credentials/i,
    example: smtp("other", "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"),
  },
  {
    cause: "password_wrong",
    confidence: 0.5,
    alternatives: ["xoauth2_token_rejected", "app_password_required", "basic_auth_disabled"],
    stages: sending,
    words:
      /could not authenticate|EAUTH|AuthenticationFailedException|AuthenticationException|SMTPAuthenticationError|not authenticate/i,
    example: smtp("other", "SMTP Error: Could not authenticate."),
  },
];
