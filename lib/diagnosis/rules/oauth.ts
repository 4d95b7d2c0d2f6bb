import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

/** What is left when the provider gives nothing but the error codes of OAuth 2.0 (RFC 6749) and OpenID Connect. */
export const oauthRules: readonly Rule[] = [
  {
    cause: "consent_declined",
    confidence: 0.85,
    stages: ["authorize"],
    errors: ["access_denied"],
    words: /\berror["']?[=:] ?["']?access_denied/,
    without: /AADSTS|error_description/,
    example: asking("https://mail.example/api/oauth2/callback?error=access_denied&state=1"),
  },
  {
    cause: "consent_declined",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app", "conditional_access_blocked"],
    stages: ["authorize"],
    // The provider says why in words that are not known.
    errors: ["access_denied"],
    without: /AADSTS/,
    example: asking("error=access_denied&error_description=Computer+says+no"),
  },
  {
    cause: "mfa_required",
    confidence: 0.7,
    errors: ["mfa_required"],
    example: at('{"error":"mfa_required"}'),
  },
  {
    cause: "consent_missing",
    confidence: 0.8,
    errors: ["consent_required"],
    example: asking("error=consent_required"),
  },
  {
    cause: "mfa_required",
    confidence: 0.5,
    alternatives: ["conditional_access_blocked", "consent_missing"],
    errors: ["interaction_required"],
    example: renewing('{"error":"interaction_required"}'),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.9,
    errors: ["temporarily_unavailable"],
    example: renewing('{"error":"temporarily_unavailable"}'),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.75,
    stages: idp,
    errors: ["server_error", "internal_failure", "internal_server_error", "backend_error"],
    // Brokers send it to the app for what went wrong on their own side of the exchange.
    without:
      /AADSTS|(?:unable|failed|could not) (?:to )?exchange (?:the )?(?:external |authori[sz]ation )?(?:code|token)|getting user (?:profile|email) from external|Database error (?:saving|granting|querying|finding)/i,
    example: asking("error=server_error"),
  },
  {
    cause: "idp_throttled",
    confidence: 0.9,
    errors: ["too_many_requests", "rate_limit_exceeded", "slow_down"],
    example: at('{"error":"too_many_requests"}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.85,
    errors: ["invalid_scope"],
    without: /AADSTS/,
    example: asking("error=invalid_scope"),
  },
  {
    cause: "resource_principal_missing",
    confidence: 0.6,
    alternatives: ["scope_invalid"],
    errors: ["invalid_resource", "invalid_target"],
    without: /AADSTS/,
    example: asking("error=invalid_target"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.6,
    alternatives: ["client_secret_wrong"],
    stages: ["authorize"],
    errors: ["invalid_client", "unauthorized_client"],
    without: /AADSTS/,
    example: asking("error=invalid_client"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.7,
    alternatives: ["client_id_unknown", "client_secret_expired"],
    errors: ["invalid_client"],
    without: /AADSTS/,
    example: renewing('{"error":"invalid_client"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.75,
    alternatives: ["refresh_token_inactive", "malformed_token_request"],
    stages: ["refresh", "imap", "pop3", "smtp"],
    errors: ["invalid_grant", "token_expired", "bad_token"],
    without: /AADSTS/,
    example: renewing('{"error":"invalid_grant"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.6,
    alternatives: ["malformed_token_request"],
    stages: ["refresh"],
    errors: ["invalid_token"],
    without: /AADSTS/,
    example: renewing('{"error":"invalid_token"}'),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.6,
    alternatives: ["grant_expired_or_revoked", "redirect_uri_mismatch"],
    errors: ["invalid_grant"],
    without: /AADSTS/,
    example: at('{"error":"invalid_grant"}'),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.6,
    stages: idp,
    errors: ["invalid_request"],
    without: /AADSTS/,
    example: at('{"error":"invalid_request"}'),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.5,
    alternatives: ["client_secret_wrong"],
    errors: ["unauthorized_client"],
    without: /AADSTS/,
    example: at('{"error":"unauthorized_client"}'),
  },
];
