import type { Rule } from "./rule";

const imap = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "imap", provider, raw }) as const;
const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;

/** What is wrong with a token or a password, in the words of any mail server. Those about the mailbox come after these. */
export const mailCredentialRules: readonly Rule[] = [
  {
    cause: "consent_missing",
    confidence: 0.5,
    alternatives: ["consent_declined", "auth_code_reused_or_expired"],
    // Said by a proxy on the client's side that waited for somebody to sign in.
    words: /authentication request (?:(?:failed|was cancell?ed) or )?(?:has |was )?(?:expired|timed out|cancell?ed)/i,
    without: /AADSTS|invalid_/,
    example: imap("microsoft", "NO LOGIN Login failed - the authentication request expired or was cancelled"),
  },
  {
    cause: "access_token_expired",
    confidence: 0.95,
    words:
      /AccessTokenExpired|(?:access )?token (?:is |has |was )?expired|token expired|token (?:is |was )?(?:no longer|not) valid.{0,20}expired|expired (?:access |oauth |bearer )?token|"error":"token_expired"|Lifetime validation failed|exp claim|jwt expired/i,
    without: /refresh.?token|AADSTS|invalid_grant|revoked|-ERR.{0,20}password/i,
    // A client's log tells that it renews one that has expired.
    withoutNear: /refreshing|renew|requesting|(?:get|fetch|obtain|acquir)\w{0,4} (?:a )?new/i,
    stages: ["imap", "pop3", "smtp", "network"],
    example: imap("microsoft", "* BYE Session invalidated - AccessTokenExpired"),
  },
  {
    cause: "wrong_audience_scopes",
    confidence: 0.9,
    words:
      /invalid audience|audience\b.{0,30}(?:invalid|mismatch|(?:not|n't) (?:be )?(?:valid|match|allowed|accepted))|insufficient_scope|insufficient (?:authentication )?scopes?|token (?:has|lacks|does not have) .{0,30}scope|aud claim|"scope":"https:\/\/mail\.google\.com\/"(?=.{0,60}"status":"403")/i,
    stages: mail,
    example: imap("other", "A1 NO insufficient_scope"),
  },
  {
    cause: "wrong_audience_scopes",
    confidence: 0.75,
    alternatives: ["xoauth2_token_rejected"],
    stages: mail,
    // The log shows what the token was asked for.
    words: /["' ]https:\/\/graph\.microsoft\.com(?:["'/ ]|$)/i,
    andWords:
      /auth\w{0,14} fail|AUTHENTICATE failed|AuthenticationException|5\.7\.3\b|Authentication (?:unsuccessful|failure)/i,
    example: imap("microsoft", 'scopes = "https://graph.microsoft.com/.default" A1 NO AUTHENTICATE failed.'),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.4,
    alternatives: ["consent_declined", "grant_expired_or_revoked"],
    stages: mail,
    // A proxy on the client's own machine speaks here in the server's place: it could not get a token.
    words: /OAuth 2\.0 Proxy: Login fail/i,
    without: /invalid_|AADSTS|unauthorized|access_denied|expired|revoked/i,
    example: imap("other", "NO Email OAuth 2.0 Proxy: Login failed: authorisation response has no code"),
  },
  {
    cause: "service_principal_missing",
    confidence: 0.85,
    alternatives: ["xoauth2_token_rejected"],
    words:
      /service ?principal .{0,60}(?:not found|does(?:n't| not) exist|not registered|missing|couldn't be found)|New-ServicePrincipal/i,
    stages: mail,
    example: imap("microsoft", "The service principal was not found in Exchange Online"),
  },
  {
    cause: "smtp_auth_disabled_tenant",
    confidence: 0.95,
    words:
      /SmtpClientAuthentication is disabled for the Tenant|SMTP ?client.{0,20} is disabled for the tenant|SMTP AUTH (?:protocol )?is (?:disabled|turned off) for (?:the |your )?(?:tenant|organi[sz]ation)/i,
    example: smtp(
      "microsoft",
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled",
    ),
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.95,
    words:
      /SmtpClientAuthentication is disabled for the (?:Mailbox|User)|SMTP AUTH (?:protocol )?is (?:disabled|turned off) for (?:the |this |your )?mailbox/i,
    example: smtp(
      "microsoft",
      "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
    ),
  },
  {
    cause: "smtp_auth_disabled_mailbox",
    confidence: 0.6,
    alternatives: ["smtp_auth_disabled_tenant"],
    words: /SmtpClientAuthentication is disabled|smtp_auth_disabled|Authenticated SMTP is (?:disabled|not enabled)/i,
    example: smtp("microsoft", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.95,
    words:
      /basic auth(?:entication)? (?:is |was |has been )?(?:disabled|not supported|blocked|not allowed|turned off|no longer supported)|BasicAuth(?:entication)?(?:Blocked|Disabled|IsDisabled)|Basic authentication (?:has been|was) disabled|5\.7\.30\b/i,
    example: smtp("microsoft", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0]"),
  },
  {
    cause: "legacy_auth_blocked_by_policy",
    confidence: 0.95,
    words:
      /locked by your organi[sz]ation'?s? security defaults policy|request did not meet the criteria to be authenticated successfully|blocked by (?:an )?authentication policy|legacy auth(?:entication)? .{0,30}blocked/i,
    example: smtp(
      "microsoft",
      "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.",
    ),
  },
  {
    cause: "password_wrong",
    confidence: 0.95,
    words: /the user credentials were incorrect/i,
    example: smtp("microsoft", "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."),
  },
  {
    cause: "user_disabled",
    confidence: 0.8,
    alternatives: ["account_locked"],
    stages: ["imap", "pop3", "smtp"],
    words:
      /\b(?:user|account|mailbox) (?:is |has been |was )?(?:permanently (?:locked|blocked)|(?:locked|blocked) (?:permanently|by (?:the |your |an )?(?:admin|system admin|operator|postmaster)))/i,
    without: /RCPT|recipient/i,
    example: { stage: "pop3", provider: "other", raw: "-ERR This account is locked by the administrator" },
  },
  {
    cause: "account_locked",
    confidence: 0.7,
    alternatives: ["user_disabled", "smtp_auth_disabled_mailbox"],
    isTransient: false,
    stages: ["smtp"],
    // Locked by somebody, not for a time or for wrong passwords: RFC 4954 has other codes for those.
    words: /\b55[0-4]\b.{0,40}\b(?:user|account|mailbox) (?:is |has been )?locked/i,
    without: /temporar|attempt|minute|hour|later|recipient|RCPT/i,
    example: smtp("other", "550 User is locked"),
  },
  {
    cause: "account_locked",
    confidence: 0.9,
    words:
      /(?:account|user) (?:is |has been |was )?(?:temporarily |partially )?(?:locked|blocked|restricted)(?! by your| (?:for|due to|because of) (?:sending )?(?:spam|abuse)| from sending)|account.{0,20}lock(?:ed)?[ -]?out|locked (?:after|because of|due to) .{0,30}(?:failed|attempts|wrong)|account locked|temporarily blocked due to/i,
    stages: mail,
    without: /web browser|\[IN-?USE\]|lock(?:ed)? by another/i,
    // Then it is what is sent that is held back.
    withoutNear: /outgoing|outbound|\bsending|\bspam|compromis|\babuse|unusual|suspicious/i,
    example: smtp("microsoft", "535 5.7.139 Authentication unsuccessful, the account is locked."),
  },
  {
    cause: "app_password_required",
    confidence: 0.95,
    words:
      /app(?:lication)?[- ]specific password (?:is )?required|app password (?:is )?required|InvalidSecondFactor|(?:use|using|enter|requires?) (?:an? |your |the )?(?:authori[sz]ation code|authori[sz]ed code)|授权码|授權碼|ÊÚÈ¨Âë|help\?subtype=1&&id=28&&no=1001256/i,
    without: /too many/i,
    stages: mail,
    example: imap(
      "google",
      "A1 NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
    ),
  },
  {
    cause: "app_password_required",
    confidence: 0.75,
    alternatives: ["password_wrong"],
    // What QQ and NetEase (163, 126) call an app password; to OAuth it is something else.
    words:
      /\b535\b.{0,40}authori[sz]ation code\b|(?:via|with|by|and) (?:an? |the )?authori[sz](?:ation|ed) code|authori[sz]ation code (?:is )?(?:required|needed)/i,
    without: /invalid_|AADSTS|oauth|token|exchange/i,
    stages: mail,
    example: smtp("other", "535 Error: authentication failed: authorization code required"),
  },
  {
    cause: "app_password_required",
    confidence: 0.75,
    alternatives: ["password_wrong"],
    // Said by programs as well, as a hint beside any refusal.
    words:
      /(?:use|enter|requires?|generate|create|need|try) (?:an? |your )?app(?:lication)?[ -]password|app password instead|application-specific password/i,
    without: /timed ?out|ECONN|certificate|too many|throttled|unreachable/i,
    stages: mail,
    example: imap("other", "Login failed - please create an app password."),
  },
  {
    cause: "web_login_required",
    confidence: 0.95,
    words:
      /WEBALERT|log ?in (?:to your account )?(?:via|with|through|using|in|from) (?:your|a|the|any) (?:web |internet )?browser|Web login required|WebLoginRequired|5\.7\.14\b(?=.{0,400}(?:ContinueSignIn|answer\/78754))|accounts\.google\.com\/(?:signin\/continue|ContinueSignIn)|DisplayUnlockCaptcha/i,
    example: imap(
      "google",
      "A1 NO [WEBALERT https://accounts.google.com/signin/continue] Web login required. (Failure)",
    ),
  },
];
