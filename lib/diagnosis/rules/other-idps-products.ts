import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;

const idp = ["authorize", "token", "refresh"] as const;

/**
 * Sentences that one product alone says: AD FS (MSIS…), Cognito, Ory Hydra and Authelia, Zitadel, authentik, Keycloak,
 * Auth0, Mail.ru and the OAuth clients of Spring and PHP. They come before the words that many providers share.
 */
export const otherIdpProductRules: readonly Rule[] = [
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.85,
    stages: ["refresh", "imap", "pop3", "smtp"],
    words:
      /Token is inactive because it is malformed, expired|\btoken_inactive\b|NotAuthorizedException.{0,20}Refresh Token|MSIS961[45]|'refresh_token' parameter (?:is invalid|has expired)|RefreshToken\.(?:Invalid|NotFound|Expired)|Refresh token issued before the user session|Required parameter not passed: "?refresh_token|"token not found"|refresh_token_not_found/i,
    without: /AADSTS/,
    example: renewing("MSIS9614: The refresh token received in 'refresh_token' parameter is invalid."),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.85,
    stages: idp,
    words:
      /MSIS9607|No registered client is found|\bClient ID Error\b|client identifier \(client_id\) is (?:missing or )?invalid|Errors\.App\.NotFound|User pool client .{1,80} does not exist|client is not registered|unregistered client/i,
    without: /AADSTS/,
    example: asking("Client ID Error: The client identifier (client_id) is missing or invalid."),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.9,
    stages: ["token", "authorize"],
    words: /MSIS961[23]|received in 'code' parameter (?:is invalid|has expired)|["' ]code not found\b/i,
    without: /AADSTS/,
    example: at("MSIS9612: The authorization code received in 'code' parameter is invalid."),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.95,
    stages: idp,
    words: /\bredirect_mismatch\b/i,
    example: asking("https://acme.auth.eu-west-1.amazoncognito.com/error?error=redirect_mismatch&client_id=1"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.75,
    alternatives: ["client_secret_missing", "client_id_unknown"],
    stages: ["token", "refresh"],
    words:
      /Unable to verify secret hash|client secret is (?:incorrect|invalid|wrong)|"access_denied", ?"error_description": ?"Unauthorized"/i,
    example: at('{"error":"access_denied","error_description":"Unauthorized"}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.45,
    alternatives: ["client_id_unknown", "client_secret_missing"],
    stages: ["token", "refresh"],
    // RFC 6749, section 5.2: at the token endpoint it is the client that 401 is about.
    words: /(?:access token|token (?:endpoint|response|request)|fetch token|\/token\b).{0,200}\b401\b/i,
    without:
      /invalid_(?!token_response)|Malformed Authorization|AADSTS|unauthorized_client|access_denied|expired|revoked|userinfo|authorization code/i,
    example: at("An error occurred while attempting to retrieve the OAuth 2.0 Access Token Response: 401 Unauthorized"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.7,
    stages: idp,
    words:
      /does not support (?:this|the requested) response type|unsupported_response_type|support obtaining a token using this method|Client not enabled to retrieve service account|Required parameter not passed: "?(?!refresh_token)|"error": ?"HTTPS required"|must configure the OAuth 2\.0 client's 'token_endpoint_auth_method'/i,
    without: /AADSTS/,
    example: at('{"error":"unauthorized_client","error_description":"Client not enabled to retrieve service account"}'),
  },
  {
    cause: "resource_principal_missing",
    confidence: 0.75,
    alternatives: ["scope_invalid"],
    stages: idp,
    words: /MSIS9602|can ?not find a registered resource/i,
    example: at("MSIS9602: The received 'resource' parameter is invalid."),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.7,
    alternatives: ["conditional_access_blocked"],
    stages: idp,
    words:
      /MSIS9642|Policy binding .{0,120}returned result 'False'|not (?:authori[sz]ed|allowed|permitted) to (?:access|use) this (?:application|app|client)\b/i,
    without: /AADSTS/,
    example: asking("Permission denied. Access denied: you are not authorized to access this application"),
  },
  {
    cause: "html_instead_of_json",
    confidence: 0.6,
    alternatives: ["tenant_not_found"],
    stages: ["token", "refresh"],
    // The address leads to nothing, as after Keycloak's move from /auth/realms to /realms.
    words: /RESTEASY003210|Could not find resource for full path|Cannot (?:POST|GET) \//i,
    example: at(
      '{"error":"RESTEASY003210: Could not find resource for full path: http://idp.acme.example/auth/realms/a"}',
    ),
  },
  {
    cause: "user_disabled",
    confidence: 0.85,
    stages: idp,
    words: /\buser_(?:suspended|deactivated|inactive|blocked)\b/i,
    example: renewing('{"error":"invalid_grant","error_description":"user_suspended"}'),
  },
  {
    cause: "idp_throttled",
    confidence: 0.85,
    stages: idp,
    words: /TooManyRequestsException|\bLimitExceededException|\bRate exceeded\b/i,
    example: renewing("TooManyRequestsException: Rate exceeded"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.85,
    stages: idp,
    // A load balancer that has nobody to hand the request to.
    words: /no healthy upstream|upstream connect error|no available server\b|upstream request timeout/i,
    example: renewing("upstream connect error or disconnect/reset before headers. reset reason: connection failure"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.5,
    stages: idp,
    words: /"error": ?"unknown_error"/i,
    example: at('{"error":"unknown_error"}'),
  },
  {
    cause: "consent_missing",
    confidence: 0.5,
    alternatives: ["grant_expired_or_revoked"],
    stages: idp,
    // Spring's and Salesforce's: nobody has consented yet, or what was consented to is gone.
    words: /client_authorization_required|user hasn't approved this (?:consumer|app|client)/i,
    example: renewing("[client_authorization_required] Authorization required for Client Registration Id: mail"),
  },
];
