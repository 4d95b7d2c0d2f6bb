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

/** SMTP's replies, by code and enhanced code (RFC 5321, RFC 3463, RFC 4954) and by the words that come with them; those that are sentences of their own are in smtp-sentences.ts and come before. */
export const smtpRules: readonly Rule[] = [
  {
    cause: "throttled",
    confidence: 0.85,
    stages: sending,
    codes: ["432", "450 4.2.1", "450 4.7.1", "451 4.7.1", "421 4.7.28", "421 4.7.0"],
    words:
      /thread limit|concurrent|\brate (?:limit|is|exceed|for)|(?:sending|message|mail|high|unusual) rate|exceeded|too (?:fast|much)|slow down|too many (?:messages|emails|requests)/i,
    example: smtp("other", "421 4.7.0 Rate exceeded for this client"),
  },
  {
    cause: "throttled",
    confidence: 0.75,
    alternatives: ["too_many_connections", "submission_quota_exceeded"],
    stages: sending,
    // RFC 5321, section 4.2.1: what begins with 4 may pass, whatever the digits after it.
    codes: ["421", "450", "451", "452", "4.7", "4.2"],
    words:
      /\brate[- ]?limit|\bthrottl|too (?:fast|frequent|often|quick)|slow(?:ing)? down|too many (?:messages|e?mails|requests)|trop de (?:messages|courriels|requêtes)|zu viele (?:Nachrichten|E-?Mails|Anfragen)|demasiad[oa]s (?:mensajes|correos|peticiones)|troppi messaggi|troppe e-?mail|muitas mensagens|te veel berichten/i,
    without: /\b5\d\d[ -]5/,
    example: smtp("other", "450 Requested mail action not taken: mailbox unavailable (Rate limit)"),
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
      /temporary (?:\w{1,16} ){0,3}(?:failure|error|problem)|Service (?:is )?(?:currently |temporarily )?(?:not available|unavailable)|local (?:error|problem)|server (?:is )?(?:temporarily )?(?:busy|down|error|unavailable)|internal (?:server )?error|system (?:error|problem)/i,
    without: /TLS not available|Application-specific|5\.7\.(?!4\b)\d|535[ -]|recipient|grey-?list|4\.1\.\d/i,
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
      /5\.7\.3\b|5\.7\.8\b|\b535\b|BadCredentials|Authentication unsuccessful|"status":"4\d\d"|eyJzdGF0dXMi|Username and Password not accepted|Invalid credentials|authentication failed|authentication failure|could not authenticate|EAUTH|invalid SASL|AuthenticationError|\b334 /i,
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
      /(?:incorrect|wrong|bad|invalid) (?:user(?:name)?|login(?!:)|password|credentials|authentication data|user ?name or password)|Incorrect authentication data|Username and Password not accepted/i,
    andWords: /\b535\b|5\.7\.8\b/,
    example: smtp("other", "535 5.7.8 Error: authentication failed: Invalid user or password"),
  },
  {
    cause: "password_wrong",
    confidence: 0.75,
    alternatives: ["app_password_required", "xoauth2_token_rejected"],
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
