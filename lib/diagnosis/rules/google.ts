import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "google", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "google", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "google", raw }) as const;
const google = ["google"] as const;

/** Google's error pages ("Error 400: …") and what its token endpoint says about the client; Grants are in google-grants.ts. */
export const googleRules: readonly Rule[] = [
  {
    cause: "google_disallowed_useragent",
    confidence: 0.95,
    words:
      /disallowed_useragent|\b(?:embedded |in-app )?web ?view\b.{0,60}(?:browser|not allowed|blocked)|does not comply with Google's "?Use secure browsers"? policy/i,
    example: asking("Error 403: disallowed_useragent"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.85,
    alternatives: ["client_secret_missing"],
    words: /must specify either client_id and client_secret or client_assertion/i,
    example: renewing("Client must specify either client_id and client_secret or client_assertion, not both"),
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
    cause: "google_admin_policy",
    confidence: 0.9,
    providers: google,
    words: /\b(?:app|application) (?:is |was |has been )?blocked by (?:your|the) .{0,40}admin/i,
    example: asking("This app is blocked by your Google Workspace administrator"),
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
      /OAuth client was (?:not found|deleted)|\bdeleted_client\b|Could not determine client ID from request|Invalid client type|no registered origin/i,
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
];
