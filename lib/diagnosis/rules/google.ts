import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "google", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "google", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "google", raw }) as const;
const google = ["google"] as const;

/** Google's error pages ("Error 400: …") and the answers of its token endpoint. */
export const googleRules: readonly Rule[] = [
  {
    cause: "google_disallowed_useragent",
    confidence: 0.95,
    words: /disallowed_useragent|does not comply with Google's "?Use secure browsers"? policy/i,
    example: asking("Error 403: disallowed_useragent"),
  },
  {
    cause: "google_org_internal",
    confidence: 0.95,
    words:
      /\borg_internal\b|is restricted to users within its organi[sz]ation|can only be used within its organi[sz]ation/i,
    example: asking("Access blocked: Helpdesk can only be used within its organization. Error 403: org_internal"),
  },
  {
    cause: "google_admin_policy",
    confidence: 0.95,
    words:
      /admin_policy_enforced|institution'?s? (?:admin|administrator) needs to review|(?:admin|administrator) (?:of your organi[sz]ation )?(?:has )?(?:blocked|restrict(?:s|ed)) (?:access to )?(?:this|the) app|access_not_configured_by_admin|app is(?:n't| not) allowed by your (?:institution|organi[sz]ation|admin)/i,
    example: asking("Error 400: admin_policy_enforced"),
  },
  {
    cause: "google_not_a_test_user",
    confidence: 0.95,
    words:
      /has not completed the Google verification process|developer-approved testers|developer hasn't given you access|it's currently being tested|currently being tested,? and can only be accessed|given access to the app by the developer|not (?:been )?(?:added|listed) as (?:a )?test(?:er| user)|ineligible accounts? not added/i,
    example: asking(
      "Access blocked: Helpdesk has not completed the Google verification process. Error 403: access_denied",
    ),
  },
  {
    cause: "google_not_a_test_user",
    confidence: 0.7,
    alternatives: ["google_app_blocked", "consent_declined"],
    // A page of Google's own; who presses Cancel comes back with the error in a query and sees no page.
    words:
      /\b(?:Error|Fehler|Erreur|Errore|Erro) 403 ?: access_denied|\b403\b.{0,40}\baccess_denied|app is in testing and/i,
    example: asking("Authorization Error. Error 403: access_denied"),
  },
  {
    cause: "google_app_blocked",
    confidence: 0.9,
    words:
      /This app is blocked|app (?:tried|is trying) to access sensitive info in your Google Account|Google (?:hasn't|has not) verified this app|This app (?:isn't|is not) verified|Sign in with Google temporarily disabled for this app|app (?:that )?(?:may|might) be (?:harmful|unsafe)|blocked this (?:app|access)|unverified app (?:is )?blocked/i,
    example: asking("This app is blocked. This app tried to access sensitive info in your Google Account."),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.95,
    words:
      /redirect_uri_mismatch|origin_mismatch|register the (?:redirect URI|JavaScript origin)|redirect_uri .{0,200}(?:did not|does not|doesn't) match|secure_response_handling|device_id and device_name are required for private IP/i,
    example: asking("Error 400: redirect_uri_mismatch"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.95,
    words:
      /OAuth client was (?:not found|deleted)|\bdeleted_client\b|Could not determine client ID from request|no registered origin/i,
    example: at('{"error":"invalid_client","error_description":"The OAuth client was not found."}'),
  },
  {
    cause: "app_disabled",
    confidence: 0.9,
    words:
      /OAuth client was disabled|\bdisabled_client\b|project .{0,60}has been (?:suspended|scheduled for deletion)|CONSUMER_SUSPENDED/i,
    example: at('{"error":"disabled_client","error_description":"The OAuth client was disabled."}'),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.95,
    words:
      /client_secret is missing|Missing required parameter: client_secret|client secret (?:is )?(?:missing|not provided|required)|client secret not provided/i,
    example: at('{"error":"invalid_request","error_description":"client_secret is missing."}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.95,
    words: /provided client secret is invalid|invalid client secret|client_secret_invalid/i,
    without: /AADSTS/,
    example: at('{"error":"invalid_client","error_description":"The provided client secret is invalid."}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.9,
    providers: google,
    stages: ["token", "refresh", "imap", "pop3", "smtp", "network"],
    errors: ["invalid_client"],
    words: /invalid_client.{0,120}Unauthorized/i,
    example: at('{"error": "invalid_client", "error_description": "Unauthorized"}'),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.85,
    providers: google,
    stages: ["authorize"],
    errors: ["invalid_client"],
    example: asking("Authorization Error. Error 401: invalid_client"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.7,
    alternatives: ["client_id_unknown"],
    providers: google,
    errors: ["invalid_client"],
    example: renewing('{"error":"invalid_client"}'),
  },
  {
    cause: "sign_in_frequency",
    confidence: 0.95,
    words: /invalid_rapt|rapt_required|reauth(?:entication)? (?:related error|is needed|required)/i,
    example: renewing(
      '{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}',
    ),
  },
  {
    cause: "google_delegation_missing",
    confidence: 0.95,
    words:
      /unauthorized to retrieve access tokens using this method|Unauthorized client or scope in request|not authorized for any of the scopes requested|domain-?wide delegation|Delegation denied for/i,
    example: at(
      '{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."}',
    ),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    words: /Code was already redeemed/i,
    example: at('{"error":"invalid_grant","error_description":"Code was already redeemed."}'),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.75,
    alternatives: ["auth_code_reused_or_expired"],
    words: /Malformed auth code/i,
    example: at('{"error":"invalid_grant","error_description":"Malformed auth code."}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.6,
    alternatives: ["malformed_token_request"],
    words: /Invalid JWT Signature/i,
    example: at('{"error":"invalid_grant","error_description":"Invalid JWT Signature."}'),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.5,
    words: /Invalid JWT\b|Token must be a short-lived token/i,
    example: at(
      "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
    ),
  },
  {
    cause: "account_not_in_tenant",
    confidence: 0.5,
    alternatives: ["google_delegation_missing"],
    words: /Invalid email or User ID/i,
    example: at('{"error":"invalid_grant","error_description":"Invalid email or User ID"}'),
  },
  {
    cause: "user_disabled",
    confidence: 0.75,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["authorize", "token", "refresh", "network"],
    words: /Account has been deleted|account (?:has been |is )(?:disabled|suspended|deactivated)|Account Restricted/i,
    without: /basic authentication is disabled/i,
    example: renewing('{"error":"invalid_grant","error_description":"Account has been deleted"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.9,
    alternatives: ["google_testing_7_days"],
    words: /Token has been (?:expired|revoked)|token (?:was|has been) revoked or (?:has )?expired/i,
    example: renewing('{"error":"invalid_grant","error_description":"Token has been expired or revoked."}'),
  },
  {
    cause: "google_testing_7_days",
    confidence: 0.75,
    alternatives: ["grant_expired_or_revoked"],
    words: /(?:publishing status|Testing).{0,80}7 days|refresh token expir\w{1,4} in 7 days/i,
    example: renewing("Your app is in Testing: the refresh token expires in 7 days"),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.85,
    alternatives: ["google_testing_7_days"],
    providers: google,
    stages: ["refresh", "imap", "pop3", "smtp"],
    errors: ["invalid_grant"],
    example: renewing('{"error":"invalid_grant","error_description":"Bad Request"}'),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.7,
    alternatives: ["grant_expired_or_revoked", "malformed_token_request"],
    providers: google,
    stages: ["token", "authorize"],
    errors: ["invalid_grant"],
    example: at('{"error":"invalid_grant","error_description":"Bad Request"}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.85,
    words:
      /Missing required parameter: scope|Unregistered scope\(s\)|\brestricted_client\b|Some requested scopes were invalid|Some requested scopes cannot be shown/i,
    example: asking("Error 400: invalid_scope. Some requested scopes were invalid. {invalid=[a]}"),
  },
  {
    cause: "google_admin_policy",
    confidence: 0.6,
    alternatives: ["google_app_blocked"],
    words: /\bpolicy_enforced\b|Advanced Protection/i,
    example: asking("Error 400: policy_enforced"),
  },
  {
    cause: "google_app_blocked",
    confidence: 0.5,
    alternatives: ["redirect_uri_mismatch"],
    words:
      /comply with Google'?s? OAuth 2\.0 policy|app'?s request is invalid|out-of-band \(OOB\)|oob flow has been blocked/i,
    example: asking(
      "You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy for keeping apps secure.",
    ),
  },
  {
    cause: "wrong_audience_scopes",
    confidence: 0.85,
    words: /Request had insufficient authentication scopes|ACCESS_TOKEN_SCOPE_INSUFFICIENT|insufficientPermissions/i,
    example: { stage: "imap", provider: "google", raw: "403 Request had insufficient authentication scopes." },
  },
  {
    cause: "malformed_token_request",
    confidence: 0.5,
    alternatives: ["google_delegation_missing", "grant_expired_or_revoked"],
    providers: google,
    stages: ["token", "refresh"],
    errors: ["unauthorized_client"],
    example: renewing('{"error":"unauthorized_client","error_description":"Unauthorized"}'),
  },
];
