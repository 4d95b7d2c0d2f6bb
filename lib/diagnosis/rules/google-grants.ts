import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "google", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "google", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "google", raw }) as const;
const google = ["google"] as const;

/** What Google's token endpoint says about codes, Grants, people and scopes; they come after the rules of google.ts. */
export const googleGrantRules: readonly Rule[] = [
  {
    cause: "sign_in_frequency",
    confidence: 0.95,
    words: /invalid_rapt|rapt_required|reauth(?:entication)? related error/i,
    example: renewing(
      '{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}',
    ),
  },
  {
    cause: "sign_in_frequency",
    confidence: 0.65,
    alternatives: ["grant_expired_or_revoked"],
    // Programs say it of every Grant that has ended.
    words: /reauth(?:entication)? (?:is )?(?:needed|required)/i,
    without: /AADSTS|aka\.ms/,
    example: renewing("RefreshError: Reauthentication is needed. Please run `login` to reauthenticate."),
  },
  {
    cause: "google_delegation_missing",
    confidence: 0.95,
    words:
      /Client is unauthorized to re|Unauthorized client or scope in request|not authorized for any of the scopes requested|domain-?wide delegation|Delegation denied for/i,
    example: at(
      '{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."}',
    ),
  },
  {
    cause: "google_delegation_missing",
    confidence: 0.75,
    alternatives: ["client_id_unknown", "scope_invalid"],
    stages: ["token", "refresh"],
    providers: ["google"],
    errors: ["unauthorized_client", "access_denied"],
    // Only a service account presents an assertion, and the client that is not authorized is its own.
    words: /service[ _-]?account|\bJWT\b|jwt-bearer|\bassertion\b|"sub"|\bsubject\b|impersonat|delegat/i,
    without: /scope.{0,20}invalid|invalid_scope/i,
    example: {
      stage: "token",
      provider: "google",
      raw: "unauthorized_client while a JWT was exchanged for the subject user@acme.example",
    },
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    words: /Code was already redeemed/i,
    example: at('{"error":"invalid_grant","error_description":"Code was already redeemed."}'),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.85,
    stages: ["token", "refresh"],
    words:
      /(?:code[_ ]verifier|code[_ ]challenge|\bPKCE)\b[^&=]{0,60}(?:\bnot\b|missing|invalid|required|mismatch|fail|n't\b)|(?:invalid|missing|bad|wrong|incorrect) (?:code[_ ]verifier|code[_ ]challenge|PKCE)/i,
    without: /AADSTS/,
    example: at("invalid_grant: code_verifier or verifier is not needed"),
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
    words:
      /Account has been deleted|account (?:has been |is |was )?(?:disabled|suspended|deactivated)|Account Restricted/i,
    without: /basic authentication is disabled/i,
    example: renewing('{"error":"invalid_grant","error_description":"Account has been deleted"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.9,
    alternatives: ["google_testing_7_days"],
    words:
      /Token has been (?:expired|revoked)|token (?:was|has been) revoked or (?:has )?expired|has revoked your (?:\w{1,16} )?(?:token|access)/i,
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
    cause: "google_app_blocked",
    confidence: 0.6,
    alternatives: ["google_admin_policy"],
    // The account is in Google's Advanced Protection, which lets in few apps.
    words: /\bpolicy_enforced\b|Advanced Protection/i,
    example: asking("Error 400: policy_enforced"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.6,
    alternatives: ["google_app_blocked"],
    // The app still asks to be answered to urn:ietf:wg:oauth:2.0:oob, which Google has ended.
    words: /out-of-band \(OOB\)|oob flow has been blocked/i,
    example: asking("Error 400: invalid_request. The out-of-band (OOB) flow has been blocked"),
  },
  {
    cause: "google_app_blocked",
    confidence: 0.5,
    alternatives: ["redirect_uri_mismatch"],
    words: /comply with Google'?s? OAuth 2\.0 policy|app'?s request is invalid/i,
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
    cause: "client_id_unknown",
    confidence: 0.5,
    // Most often the refresh token is another client's.
    alternatives: [
      "client_secret_wrong",
      "google_delegation_missing",
      "grant_expired_or_revoked",
      "malformed_token_request",
    ],
    providers: google,
    stages: ["token", "refresh"],
    errors: ["unauthorized_client"],
    example: renewing('{"error":"unauthorized_client","error_description":"Unauthorized"}'),
  },
];
