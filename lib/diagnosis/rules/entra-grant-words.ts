import type { Rule } from "./rule";

const at = (raw: string) => ({ stage: "token", provider: "microsoft", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "microsoft", raw }) as const;
const asking = (raw: string) => ({ stage: "authorize", provider: "microsoft", raw }) as const;

/** As entraAppWords, for who signs in and what becomes of the Grant. */
export const entraGrantWords: readonly Rule[] = [
  {
    cause: "account_not_in_tenant",
    confidence: 0.95,
    stages: ["authorize", "token", "refresh", "network"],
    words:
      /from identity provider '?.{0,120} does not exist in tenant|account does not exist in tenant|(?:user|account) .{0,100} does not exist in (?:the )?.{0,80}directory|must be added (?:as an external user in the tenant|to the (?:.{0,60} )?directory)|unable to issue tokens from this API version for a Microsoft account/i,
    example: asking("User account 'a@b.example' from identity provider 'live.com' does not exist in tenant 'Contoso'"),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.95,
    words:
      /not assigned to a role for the application|block users unless they are specifically granted \('assigned'\) access/i,
    example: asking("The signed in user 'a@b.example' is not assigned to a role for the application '1'(Helpdesk)."),
  },
  {
    cause: "consent_missing",
    confidence: 0.95,
    words:
      /has not consented to use the application with ID|not consented to (?:use )?the application|Send an interactive authorization request for this user and resource/i,
    without: /AADSTS(?!65001)\d/i,
    example: renewing(
      "The user or administrator has not consented to use the application with ID '1' named 'Helpdesk'.",
    ),
  },
  {
    cause: "admin_consent_required",
    confidence: 0.95,
    stages: ["authorize", "token", "refresh", "network"],
    words:
      /Need admin approval|needs? permission to access resources in your organization that only an admin can grant|Administrator consent is required|Approval required|calling principal cannot consent/i,
    example: asking("<html><title>Need admin approval</title>Helpdesk needs permission to access resources"),
  },
  {
    cause: "consent_declined",
    confidence: 0.95,
    words:
      /declined to consent|rejected_by_user|resource owner (?:or authori[sz]ation server )?denied|user (?:did not|didn't) (?:authori[sz]e|consent)|user has denied access to the scope|user (?:denied|declined|cancell?ed|rejected) (?:the )?(?:consent|access|authori[sz]ation|request)|access_denied&error_subcode=cancel|error_subcode["']?[=:] ?["']?cancel/i,
    example: asking("error=access_denied&error_subcode=cancel&state=1"),
  },
  {
    cause: "refresh_token_inactive",
    confidence: 0.95,
    words: /refresh token has expired due to inactivity/i,
    without: /authorization code or refresh token/i,
    example: renewing(
      "The refresh token has expired due to inactivity. The token was issued on 1 and was inactive for 90.00:00:00.",
    ),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.8,
    alternatives: ["refresh_token_inactive"],
    stages: ["token", "authorize"],
    words:
      /authorization code or refresh token (?:has|is) expired|authorization code .{0,30}(?:has|is) (?:expired|already)|OAuth2 Authorization code was already redeemed/i,
    example: at("AADSTS70008: The provided authorization code or refresh token has expired due to inactivity."),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    words: /OAuth2 Authorization code was already redeemed|authorization code (?:has expired|was already redeemed)/i,
    example: renewing("OAuth2 Authorization code was already redeemed, please retry with a new valid code"),
  },
  {
    cause: "sign_in_frequency",
    confidence: 0.95,
    words: /sign-in frequency checks|maximum allowed lifetime for this request/i,
    example: renewing(
      "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
    ),
  },
  {
    cause: "grant_revoked_password_changed",
    confidence: 0.95,
    words:
      /grant has expired due to it being revoked|session is (?:not valid|invalid) due to (?:password )?(?:expiration|change)(?: or recent password change)?|TokensValidFrom/i,
    example: renewing("The provided grant has expired due to it being revoked, a fresh auth token is needed."),
  },
  {
    cause: "mfa_required",
    confidence: 0.95,
    words:
      /must use multi-?factor authentication|Strong Authentication is required|required to (?:use|enrol|complete) multi-?factor|multi-?factor authentication has expired|must enroll in multi-factor/i,
    without: /AADSTS530/,
    example: renewing(
      "Due to a configuration change made by your administrator, you must use multi-factor authentication to access",
    ),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.95,
    words:
      /blocked by Conditional Access|does not meet the criteria to access this resource|Conditional Access polic(?:y|ies)\. The access policy does not allow|Device is not in required device state|You (?:cannot|can't) (?:get|access) (?:there|this) (?:right now|from here)|device must be managed to access/i,
    example: renewing(
      "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    ),
  },
  {
    cause: "user_disabled",
    confidence: 0.95,
    words:
      /user account is disabled|user account .{0,60}is (?:blocked|disabled)|your account has been (?:locked|blocked) by (?:your|an) admin|blockierten|UserDisabled/i,
    example: renewing("The user account is disabled."),
  },
  {
    cause: "account_locked",
    confidence: 0.95,
    words:
      /account is locked because|IdsLocked|Your account is temporarily locked to prevent unauthorized use|sign in too many times with an incorrect/i,
    example: at("The account is locked, you've tried to sign in too many times with an incorrect user ID or password."),
  },
  {
    cause: "password_expired",
    confidence: 0.95,
    words:
      /(?:user|user's|your) password (?:is|has) expired|password is expired|password must be (?:changed|updated)|InvalidPasswordExpired|Force Change Password/i,
    example: at("The password is expired. The user will be offered the opportunity to reset it"),
  },
  {
    cause: "tls_version",
    confidence: 0.95,
    words: /TLS version 1\.0, ?1\.1 and\/or 3DES/i,
    example: at("AADSTS1002016: You are using TLS version 1.0, 1.1 and/or 3DES cipher which are deprecated"),
  },
  {
    cause: "password_wrong",
    confidence: 0.95,
    words: /Error validating credentials due to invalid username or password/i,
    example: at("invalid_grant: Error validating credentials due to invalid username or password."),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.65,
    alternatives: ["consent_missing", "scope_invalid"],
    words: /one or more scopes requested are unauthorized or expired/i,
    example: renewing(
      "AADSTS70000: The request was denied because one or more scopes requested are unauthorized or expired.",
    ),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.9,
    words:
      /user could not be authenticated (?:or|as) the grant is expired|refresh token isn't valid|provided grant is invalid or malformed/i,
    stages: ["refresh"],
    example: renewing("The user could not be authenticated or the grant is expired. The user must first sign in"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.65,
    alternatives: ["auth_code_reused_or_expired", "grant_expired_or_revoked"],
    stages: ["token", "authorize"],
    words:
      /AADSTS70000\b|provided grant is invalid or malformed|value for the (?:input parameter )?'?(?:code|refresh_token)'? (?:parameter )?is not valid/i,
    example: at("AADSTS70000: Provided grant is invalid or malformed."),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.7,
    alternatives: ["grant_expired_or_revoked"],
    words:
      /request is malformed or invalid|grant was issued for a different client|issued (?:to|for) (?:a |an)(?:nother|different) client|endpoint only accepts (?:POST|.{0,20}) requests/i,
    example: renewing("invalid_request: Invalid request. Request is malformed or invalid."),
  },
];
