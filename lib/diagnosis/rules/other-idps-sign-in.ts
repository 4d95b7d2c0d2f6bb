import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;

const idp = ["authorize", "token", "refresh", "network"] as const;

/** The words of other identity providers about who signs in, codes and their own troubles; they come after otherIdpRules. */
export const otherIdpSignInRules: readonly Rule[] = [
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.9,
    words: /(?:user|account) is not assigned to (?:the|this) (?:client )?app/i,
    example: asking("error=access_denied&error_description=User+is+not+assigned+to+the+client+application."),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.8,
    words: /Policy evaluation failed for this request|denied by (?:a |an )?(?:sign-on|access|authentication) policy/i,
    example: asking("error=access_denied&error_description=Policy+evaluation+failed+for+this+request"),
  },
  {
    cause: "user_disabled",
    confidence: 0.9,
    stages: idp,
    words:
      /User disabled|Account disabled|\b(?:inactive|deactivated|suspended|frozen) user\b|user (?:account )?inactive\b|user is (?:blocked|disabled|deactivated|suspended|inactive)|account (?:is|was|has been) (?:disabled|deactivated|suspended|inactive)|user_disabled/i,
    without: /for IMAP|for POP/i,
    example: renewing('{"error":"invalid_grant","error_description":"User disabled"}'),
  },
  {
    cause: "password_expired",
    confidence: 0.6,
    alternatives: ["mfa_required", "user_disabled"],
    words: /Account is not fully set up/i,
    example: at('{"error":"invalid_grant","error_description":"Account is not fully set up"}'),
  },
  {
    cause: "account_locked",
    confidence: 0.9,
    stages: idp,
    words:
      /account (?:is |has been )?(?:temporarily )?locked|too_many_attempts|Account temporarily disabled|temporarily locked out/i,
    without: /basic authentication/i,
    example: at(
      '{"error":"too_many_attempts","error_description":"Your account has been blocked after multiple consecutive login attempts."}',
    ),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    words:
      /Code not valid|\bexpired_code\b|\bcode_to_token_error\b.{0,120}invalid_code|authorization code (?:is |was |has been )?(?:invalid|expired|already used|not found|has expired)|Invalid authorization code|INVALID_AUTHORIZATION_CODE|Code has expired|code (?:is )?(?:invalid or )?expired|bad_verification_code|code (?:passed|provided|supplied) is (?:incorrect|invalid|expired)|authorization code.{0,30}(?:already|reuse)/i,
    without: /AADSTS|verification code|\b535\b/i,
    example: at('{"error":"invalid_grant","error_description":"Code not valid"}'),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.7,
    // RFC 6749's own definition of invalid_grant, which names every reason.
    alternatives: ["redirect_uri_mismatch", "grant_expired_or_revoked"],
    stages: ["token", "authorize"],
    words:
      /authorization grant (?:\(e\.g\..{0,80}\) or refresh token )?is invalid, expired, revoked|provided (?:authorization )?(?:access )?grant is invalid|invalid_code\b|grant request is invalid/i,
    example: at(
      "invalid_grant: The provided authorization grant is invalid, expired, revoked, does not match the redirection URI",
    ),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.75,
    alternatives: ["malformed_token_request"],
    stages: ["refresh", "imap", "pop3", "smtp"],
    words:
      /authorization grant (?:\(e\.g\..{0,80}\) or refresh token )?is invalid, expired, revoked|provided (?:authorization )?(?:access )?grant is (?:invalid|expired)|invalid_code\b|grant request is invalid/i,
    // SendGrid says the same of an API key in the password's place.
    without: /\b535\b.{0,40}provided authorization grant/i,
    example: renewing(
      "invalid_grant: The provided authorization grant is invalid, expired, revoked, does not match the redirection URI",
    ),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.75,
    alternatives: ["client_id_unknown"],
    stages: ["token", "refresh"],
    words:
      /Invalid client (?:or Invalid client )?credentials|client authentication failed|INVALID_CLIENT_CREDENTIALS|incorrect_client_credentials|client_secret passed (?:is|are) incorrect|client credentials (?:were |are )?rejected|Bad client credentials|client credentials (?:are |is )?(?:invalid|incorrect)|MSIS9622/i,
    without: /AADSTS/,
    example: at('{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}'),
  },
  {
    cause: "password_wrong",
    confidence: 0.9,
    stages: ["token", "refresh", "authorize"],
    words:
      /Invalid user credentials|Wrong (?:email|username) or password|resource owner credentials are (?:invalid|wrong)/i,
    example: at('{"error":"invalid_grant","error_description":"Invalid user credentials"}'),
  },
  {
    cause: "idp_throttled",
    confidence: 0.9,
    stages: ["authorize", "token", "refresh", "network"],
    words:
      /exceeded (?:the )?rate[ _-]?limit|rate[ _-]?limit(?:ed\b|ing\b| hit)|rateLimitExceeded|quota_exceeded|RESOURCE_EXHAUSTED|rate limit (?:exceeded|reached)|too many requests|E0000047|rate_limit_exceeded|userRateLimitExceeded|requests? throttled|has been throttled|quota exceeded|\bslow down\b|too (?:often|frequently|many (?:tokens|calls))/i,
    example: at("You have made too many requests continuously. Please try again after some time."),
  },
  {
    cause: "idp_throttled",
    confidence: 0.85,
    stages: idp,
    words: /may be sending automated queries|google\.com\/sorry\/|unusual traffic from your computer/i,
    example: renewing("<html>We're sorry... but your computer or network may be sending automated queries.</html>"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.85,
    stages: ["authorize", "token", "refresh"],
    words:
      /service (?:is )?(?:temporarily |currently )?(?:unavailable|not available)|service_not_available|(?<!Resource )temporarily unavailable|server (?:is )?(?:temporarily )?(?:busy|overloaded|unavailable)|currently unable to handle the request|\b50\d\. That's an error|transient error|backend ?error|Bad Gateway|Error 50[234]\b|temporary (?:error|problem|failure)(?! in name)/i,
    without: /invalid_|AADSTS|unauthorized_client/,
    example: at("Failed to get access token. Response: Service is unavailable to process the request"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.7,
    alternatives: ["malformed_token_request"],
    stages: ["authorize", "token", "refresh"],
    // It may pass, or it may be what was asked that the server cannot bear.
    words: /internal_failure|server error occurred|internal server error|Error 500\b/i,
    without: /invalid_|AADSTS|unauthorized_client/,
    example: at("500 Internal Server Error"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.75,
    alternatives: ["auth_code_reused_or_expired"],
    stages: ["token", "refresh", "authorize"],
    words:
      /(?:code[_ ]verifier|code[_ ]challenge|\bPKCE)\b[^&=]{0,60}(?:\bnot\b|missing|invalid|required|mismatch|fail|n't\b)|(?:invalid|missing|bad|wrong|incorrect) (?:code[_ ]verifier|code[_ ]challenge|PKCE)|not allowed for (?:the|this) client|Malformed Authorization header|Unsupported grant[_ ]type|grant[_ ]type (?:is )?(?:missing|not supported|unsupported|invalid)|Missing (?:form )?parameter: (?!client_secret)|required parameter .{0,40}missing|unsupported_grant_type/i,
    without: /AADSTS(?!9002313)\d/i,
    example: at('{"error":"unsupported_grant_type","error_description":"Unsupported grant_type"}'),
  },
];
