import type { Rule } from "./rule";

const at = (raw: string) => ({ stage: "token", provider: "microsoft", raw }) as const;
const asking = (raw: string) => ({ stage: "authorize", provider: "microsoft", raw }) as const;

/**
 * Microsoft's sentences, for numbers that mean several things and for texts that lost their number. They are tried
 * before the numbers: "AADSTS70002: … AADSTS50012: Invalid client secret" and "AADSTS90023: Cross-origin …" are only
 * settled by them.
 */
export const entraAppWords: readonly Rule[] = [
  {
    cause: "client_secret_expired",
    confidence: 0.95,
    words: /client secret keys (?:for app .{0,60})?are expired|client secret (?:keys? )?(?:has|have|is) expired/i,
    example: at("invalid_client: The provided client secret keys for app '1' are expired. Visit the Azure portal"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.95,
    words:
      /invalid client secret (?:is )?provided|Ensure the secret being sent in the request is the client secret value|client_secret does not match the expected value|provided client secret is not valid/i,
    without: /7000222/,
    example: at("AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided."),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.6,
    alternatives: ["malformed_token_request"],
    words: /client assertion .{0,40}(?:failed signature|invalid signature|is (?:not valid|invalid|expired))/i,
    example: at("Client assertion failed signature validation."),
  },
  {
    cause: "public_client_secret",
    confidence: 0.95,
    words:
      /client is public so neither|Public clients can't send a client secret|public client.{0,40}(?:should not|must not|can't).{0,40}secret/i,
    example: at("Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.95,
    words:
      /must (?:contain the following parameter:?|include an?) ?['"]?(?:client_secret|client_assertion)|client_assertion'?,? (?:or )?'?client_secret'?(?:,? or '?request'?)? is required/i,
    example: at("The provided request must include a 'client_secret' input parameter."),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.7,
    alternatives: ["client_id_unknown"],
    words: /must (?:contain the following parameter:?|include an?) ?['"]?client_id/i,
    example: at("AADSTS900144: The request body must contain the following parameter: 'client_id'."),
  },
  {
    cause: "scope_invalid",
    confidence: 0.85,
    alternatives: ["malformed_token_request"],
    words: /must (?:contain the following parameter:?|include an?) ?['"]?scope\b/i,
    example: at("AADSTS900144: The request body must contain the following parameter: 'scope'."),
  },
  {
    cause: "spa_platform",
    confidence: 0.95,
    words:
      /cross-origin token redemption|Single-Page Application.{0,60}cross-origin|Tokens issued for the 'Single-Page Application' client-type|Proof Key for Code Exchange is required for cross-origin/i,
    example: at(
      "AADSTS90023: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
    ),
  },
  {
    cause: "personal_accounts_not_enabled",
    confidence: 0.95,
    words:
      /not enabled for consumers|personal Microsoft accounts? (?:is|are) not supported for this application|is a personal Microsoft account|can't sign in here with a personal account/i,
    example: asking("unauthorized_client: The client does not exist or is not enabled for consumers."),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.9,
    words:
      /Application identifier is expected to be a GUID|is not a valid application identifier|client does not exist\. If you are the application developer/i,
    example: asking("AADSTS90112: Application identifier is expected to be a GUID."),
  },
  {
    cause: "mixed_resources_scopes",
    confidence: 0.95,
    words:
      /scopes? .{0,900}(?:are|is) not compatible with (?:each other|the scope)|contains more than one resource|static scope limit exceeded/i,
    example: at(
      "AADSTS70011: The provided value for the input parameter 'scope' is not valid. One or more scopes in 'a b' are not compatible with each other.",
    ),
  },
  {
    cause: "mixed_resources_scopes",
    confidence: 0.6,
    alternatives: ["scope_invalid"],
    // The sentence is cut off before it says what is wrong with them.
    words: /'scope' is not valid\. One or more scopes in '[^']{0,2000}\.{0,3}$/i,
    example: at(
      "AADSTS70011: The provided value for the input parameter 'scope' is not valid. One or more scopes in 'offline_access https://graph",
    ),
  },
  {
    cause: "scope_invalid",
    confidence: 0.95,
    words:
      /input parameter '?scope'?.{0,40}(?:is not|isn't) valid|provided value for scope .{0,300} is not valid|asked for scope '.{0,120}' that doesn't exist|scope format is invalid/i,
    example: at(
      "The provided value for the input parameter 'scope' is not valid. The scope IMAP.AccessAsUser is not valid.",
    ),
  },
  {
    cause: "single_tenant_app_on_common",
    confidence: 0.95,
    words:
      /not configured as a multi-?tenant application|(?:app|application) is (?:a )?single[- ]tenant|use (?:the|a) tenant[- ]specific endpoint|(?:is not|isn't) supported over the \/(?:common|consumers)|Usage of the \/common endpoint is not supported/i,
    example: asking(
      "Application 'x' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported",
    ),
  },
  {
    cause: "tenant_not_found",
    confidence: 0.95,
    words:
      /Tenant '?"?.{0,90}"? not found\. (?:This may happen|Check to make sure)|tenant identifier '.{0,90}' is (?:neither|not) (?:a )?valid|Requested tenant identifier|No tenant-identifying information found/i,
    example: asking(
      "Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
    ),
  },
  {
    cause: "app_not_found_in_tenant",
    confidence: 0.95,
    words:
      /Application with identifier '?.{0,90} was not found in the directory|missing service principal in the tenant/i,
    example: asking("Application with identifier '1' was not found in the directory 'Contoso'."),
  },
  {
    cause: "app_disabled",
    confidence: 0.95,
    words:
      /Application (?:'[^']{1,100}'|[0-9a-f-]{8,36}\b) ?(?:\([^()]{0,80}\) ?)?(?:is|has been) disabled\b|has been disabled by (?:Microsoft|the owner)|disabled by Microsoft (?:for|due)/i,
    example: at("AADSTS7000112: Application '1'(Helpdesk) is disabled."),
  },
  {
    cause: "resource_principal_missing",
    confidence: 0.95,
    words:
      /resource principal named .{0,160} was not found|service principal for resource '?.{0,120} is disabled|needs access to a service .{0,300} (?:has not|hasn't) subscribed/i,
    example: at(
      "The resource principal named https://outlook.office365.com was not found in the tenant named Contoso.",
    ),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.95,
    words:
      /redirect URI '?.{0,300} specified in the request does not match|reply (?:url|address) .{0,300}does not match|matches a redirect URI registered for this client|reply address '.{0,300}' (?:was not|does not)/i,
    example: asking(
      "The redirect URI 'http://x' specified in the request does not match the redirect URIs configured for the application",
    ),
  },
  {
    cause: "admin_consent_required",
    confidence: 0.6,
    // A directory that came about by itself as its users signed up; an administrator has to take it over first.
    words: /in an unmanaged state|unmanaged (?:tenant|directory)|claim ownership of the (?:company|domain|directory)/i,
    example: asking("AADSTS65005: Using application 'mail' is currently not supported: it is in an unmanaged state"),
  },
];
