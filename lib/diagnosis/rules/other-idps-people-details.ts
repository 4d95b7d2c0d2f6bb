import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

/**
 * As otherIdpDetails, of who signs in, of the app's state, its consent and its scopes, and of the provider's own trouble:
 * Zitadel's keys (Errors.…), AD FS's numbers (MSIS…), Cognito's exceptions, Yahoo's and Zoho's codes.
 */
export const otherIdpPeopleDetails: readonly Rule[] = [
  {
    cause: "mfa_required",
    confidence: 0.8,
    stages: idp,
    words:
      /\b(?:SOFTWARE_TOKEN|SMS|EMAIL)_(?:MFA|OTP)\b|(?:second|additional|another) factor (?:is |was )?(?:needed|required|missing)/i,
    without: /AADSTS/,
    example: at("The credentials provided were valid but a second factor is needed."),
  },
  {
    cause: "password_expired",
    confidence: 0.75,
    alternatives: ["user_disabled"],
    stages: idp,
    words: /PasswordResetRequired|password reset (?:is )?required/i,
    without: /AADSTS/,
    example: at("PasswordResetRequiredException: Password reset required for the user"),
  },
  {
    cause: "account_locked",
    confidence: 0.85,
    stages: idp,
    words: /password attempts exceeded/i,
    example: at("NotAuthorizedException: Password attempts exceeded"),
  },
  {
    cause: "password_wrong",
    confidence: 0.8,
    alternatives: ["client_secret_wrong"],
    stages: idp,
    // Of a person's sign-in: WS-Trust, AD FS, Cognito, Okta, Ping.
    words:
      /(?:WSTrust\w{0,12}|wst:FailedAuthentication|ID3242|MSIS3126|UsernameToken)\b.{0,120}(?:Invalid Credentials|incorrect|could not be authenticated|fail)|\b(?:incorrect|invalid|wrong) (?:user ?name|e-?mail(?: address)?|log-?in) (?:or|and|\/) password|user ?name or password (?:is |are |was )?(?:incorrect|invalid|wrong)|(?:didn't|did not) recogni[sz]e the user ?name|credentials provided were (?:invalid|incorrect|wrong)/i,
    without: /AADSTS|client credentials|client authentication/i,
    example: at("WSTrustException: Invalid Token: Authentication failed: Invalid Credentials"),
  },
  {
    cause: "user_disabled",
    confidence: 0.75,
    alternatives: ["web_login_required"],
    stages: idp,
    words:
      /\bUserNotConfirmed|\buser (?:is not|isn't) (?:yet )?(?:confirmed|active)\b|\buser has been disabled\b|\b(?:user|account) (?:is |was |has been )?(?:permanently )?(?:locked|blocked) by (?:an? |the |your )?(?:\w{1,12} )?admin/i,
    without: /AADSTS/,
    example: at("UserNotConfirmedException: User is not confirmed."),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.8,
    alternatives: ["conditional_access_blocked"],
    stages: idp,
    words:
      /Errors\.User\.(?:Grant|Project)Required|MSIS5007|caller authorization failed|\b(?:not|n't) (?:a member of|in|part of|member of) (?:an? |any |the )?(?:\w{1,14} ){0,3}(?:groups?|roles?)\b|Flow does not apply to (?:the )?current user/i,
    example: asking("error=access_denied&error_description=Errors.User.GrantRequired"),
  },
  {
    cause: "app_disabled",
    confidence: 0.8,
    stages: idp,
    words:
      /Errors\.App\.(?:Not|In)Active|\b(?:app|application|client) is not in (?:an )?active state|DISABLED_CONSUMER_KEY|\brequester not enabled/i,
    example: asking("Login requester not enabled"),
  },
  {
    cause: "app_disabled",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app", "google_app_blocked"],
    stages: ["authorize"],
    words:
      /\b(?:app|application|client)\b.{0,20}(?:pending|awaiting|waiting for|under|in) (?:moderation|review|approval)/i,
    without: /AADSTS|admin/i,
    example: asking("error=unauthorized_client&error_description=Client+is+pending+moderation"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.85,
    stages: idp,
    words:
      /(?:DELETED|INVALID|UNKNOWN)_CONSUMER_KEY|consumer_key_(?:unknown|rejected)|unknown (?:login )?requester|No client identifier found|['"]client_id['"] (?:parameter )?(?:is |was )?(?:invalid|unknown|not valid|not found)/i,
    without: /AADSTS/,
    example: asking("error=DELETED_CONSUMER_KEY"),
  },
  {
    cause: "resource_principal_missing",
    confidence: 0.75,
    alternatives: ["scope_invalid", "client_id_unknown"],
    stages: idp,
    words: /MSIS7007|relying party trust .{1,160} is unspecified or unsupported|\bService not found: ?https?:/i,
    example: asking("MSIS7007: The requested relying party trust 'https://a.example' is unspecified or unsupported."),
  },
  {
    cause: "consent_missing",
    confidence: 0.7,
    alternatives: ["grant_expired_or_revoked", "resource_principal_missing", "scope_invalid"],
    stages: idp,
    words: /ACCOUNT_NOT_AUTHORIZED|MSIS9605|user has not authori[sz]ed the (?:requesting )?(?:client|app)/i,
    example: renewing('{"error":"ACCOUNT_NOT_AUTHORIZED"}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.8,
    stages: idp,
    words:
      /invalid_?oauth_?scope|ENTER_A_VALID_SCOPE|scope_not_granted|(?:not|n't|never) granted (?:the )?(?:requested )?scope|(?:not|n't) have access to (?:the )?[\w.:/-]{3,60} scope|(?:not|n't) (?:allowed|authori[sz]ed|permitted|entitled) (?:to (?:use|request|access) |for )(?:the |this |that )?(?:\w{1,12} ){0,2}scopes?\b/i,
    without: /AADSTS/,
    example: asking("This client application is not allowed to use the specified scope."),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.75,
    stages: ["authorize"],
    // Whoever signs in took too long, or came back to an old page.
    words:
      /\b(?:action|page|(?:log-?in|sign-?in|authentication|authori[sz]ation) (?:request|session|attempt|flow)) (?:has |have )?(?:expired|timed out)\b/i,
    without: /AADSTS|certificate/i,
    example: asking("Your login attempt timed out. Login will start from the beginning."),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.75,
    alternatives: ["redirect_uri_mismatch", "malformed_token_request"],
    stages: ["token"],
    words:
      /\bauth_code_(?:not_found|expired|invalid|used)|(?:decrypt|decode|parse|verify|validate|find) (?:the )?(?:authori[sz]ation|auth) code\b/i,
    without: /AADSTS/,
    example: at('{"error":"invalid_request","hint":"Cannot decrypt the authorization code"}'),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.75,
    stages: idp,
    words:
      /\bIP (?:address |range )?(?:is )?(?:restricted|not allowed|not permitted|blocked|denied|rejected)|\b(?:log-?in|sign-?in) (?:hours|IP(?: range)?|location) (?:is |are )?(?:restrict|violat|not allowed)/i,
    without: /AADSTS|5\.7\.\d/,
    example: renewing('{"error":"invalid_grant","error_description":"ip restricted"}'),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.7,
    alternatives: ["redirect_uri_mismatch", "user_not_assigned_to_app"],
    stages: ["authorize"],
    words: /\b(?:application|service|client) (?:is )?not authori[sz]ed to use (?:CAS|SSO|single sign-?on)\b/i,
    example: asking("Application Not Authorized to Use CAS"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.7,
    stages: idp,
    words:
      /MSIS0006|AD FS configuration database failed|["' =:]general_error\b|\b(?:database|LDAP|user ?store|data ?store|(?:upstream|back-?end|user) (?:directory|server|service|provider))\b.{0,30}(?:fail|unavailable|not (?:available|respond|answer|reach)|did(?:n't| not) (?:answer|respond)|timed? ?out|unreachable|\bis down\b)/i,
    without: /AADSTS|invalid_|access_denied/,
    example: renewing('{"error":"general_error"}'),
  },
];
