import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;

const idp = ["authorize", "token", "refresh", "network"] as const;

const anotherClients =
  /(?:token|code|grant) (?:(?:was|is|has been) )?(?:not issued (?:to|for|by) (?:this|the|that|your)|(?:issued (?:to|for)|belongs to) (?:another|a different)|(?:doesn't|does not) belong to (?:this|the|your)) client/i;

/** The words of other identity providers, and of the libraries that many are built on, about clients and Grants. */
export const otherIdpRules: readonly Rule[] = [
  {
    cause: "client_id_unknown",
    confidence: 0.75,
    alternatives: ["client_secret_wrong"],
    stages: ["authorize"],
    // RFC 6749's own definition of invalid_client, which libraries send word for word.
    words: /unknown client, no client authentication included/i,
    example: asking("Client authentication failed (e.g., unknown client, no client authentication included)"),
  },
  {
    cause: "refresh_token_inactive",
    confidence: 0.9,
    alternatives: ["grant_expired_or_revoked"],
    // Keycloak: the refresh token's own exp, which is its session's.
    words: /Token is not active|refresh token (?:is )?(?:not active|inactive)/i,
    // A mail server says it of the access token.
    without: /introspect|AUTHENTICATIONFAILED|\b535\b|-ERR/,
    example: renewing('{"error":"invalid_grant","error_description":"Token is not active"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.9,
    words:
      /Session not active|Session doesn't have required client|Offline (?:user )?session (?:is )?not (?:active|found)|User session not found|Stale token|Maximum allowed refresh token reuse exceeded|Invalid refresh token|(?:Unknown or invalid|invalid or expired|expired or invalid) refresh token|refresh token (?:is |was |has been )?(?:invalid|expired|revoked|not found)|INVALID_REFRESH_TOKEN|refresh_token (?:is )?(?:invalid|expired|revoked)|session has been (?:set as )?(?:expired|terminated|revoked)|client session has been set as expired|Token reuse detected|REFRESH_TOKEN_ERROR.{0,200}error=(?:"?)(?:invalid_token|user_session_not_found|session_expired|expired_token)/i,
    without:
      /AADSTS|authorization code or refresh token|is invalid, expired, revoked|(?:perhaps|maybe|possibly) (?:the )?refresh/i,
    // A mail server says it of the connection.
    withoutNear: /\bBYE\b|-ERR|\bIMAP|\bidle/,
    example: renewing('{"error":"invalid_grant","error_description":"Session not active"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.5,
    alternatives: ["consent_missing", "scope_invalid"],
    stages: ["token", "refresh"],
    // Said by a program that has none to renew with.
    words:
      /\bno refresh[_ ]token\b|refresh[_ ]token (?:is |was )?(?:missing|not (?:available|present|set|returned|provided))|(?:did not|didn't) (?:return|include|send) an? refresh/i,
    without: /AADSTS|invalid_/,
    example: renewing("No refresh token is set."),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.6,
    alternatives: ["malformed_token_request", "client_id_unknown"],
    stages: ["refresh"],
    // The Client ID was changed since; whoever consents again consents to the one that is there now.
    words: anotherClients,
    example: renewing("400 Bad Request: refresh token was not issued to this client"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.6,
    alternatives: ["client_id_unknown", "auth_code_reused_or_expired"],
    stages: ["token"],
    words: anotherClients,
    example: at("authorization code was issued to another client"),
  },
  {
    cause: "client_secret_expired",
    confidence: 0.9,
    words: /client'?s? secret .{0,30}expired|\bsecret (?:of|for) (?:this|the|your) [^&=]{0,60}expired/i,
    example: at('{"error":"invalid_client","error_description":"the client secret that was sent expired"}'),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.9,
    words:
      /Client secret not provided|client authentication (?:is )?(?:missing|required)|no client authentication (?:mechanism )?provided|Missing (?:client )?secret(?! phrase)|client_secret (?:is )?required/i,
    example: at('{"error":"invalid_client","error_description":"no client authentication mechanism provided"}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.9,
    words:
      /client secret (?:supplied|provided|for a confidential client).{0,60}(?:invalid|incorrect|wrong)|(?:wrong|incorrect|bad|invalid) client.?secret|invalid_client_secret|client_secret (?:is )?(?:invalid|incorrect|mismatch)|Mismatched client secret/i,
    without: /AADSTS/,
    example: at(
      '{"error":"invalid_client","error_description":"The client secret supplied for a confidential client is invalid."}',
    ),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.9,
    words:
      /Unknown[ _]client\b(?!, no client auth)|Unrecogni[sz]ed client|app(?:lication)? (?:not found|.{0,30}with (?:the )?given client id)|client (?:is )?not found|client_not_found|Client does not exist|No client with id|Invalid value for 'client_id'|invalid client[_ ]?id\b|client_id (?:is )?(?:invalid|unknown|not found)|couldn't find client|No such client|MSIS9223/i,
    without: /OAuth client was|AADSTS/,
    example: asking("error=invalid_request&error_description=Unknown+client%3A+abc"),
  },
  {
    cause: "app_disabled",
    confidence: 0.9,
    stages: idp,
    words:
      /Client not enabled|\bclient_disabled\b|client (?:is |has been )?(?:disabled|inactive|blocked|deactivated)|application (?:is |has been )(?:disabled|deactivated|inactive)/i,
    example: at('{"error":"unauthorized_client","error_description":"Client not enabled"}'),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.95,
    words:
      /Invalid parameter: redirect_uri|Incorrect redirect_uri|Callback URL mismatch|redirect[_ ]ur[il]i? (?:included |provided |used |given |sent )?(?:is |was )?(?:not valid|invalid|not (?:registered|allowed|whitelisted|permitted)|mismatch|did not match|does not match|doesn't match|must match)|invalid_redirect_uri|(?:unauthori[sz]ed|unregistered|unknown|mismatching|disallowed|bad) redirect[_ ]ur[il]|redirect[_ ]ur[il]i?['"]? .{0,60}(?:is |has |was |does )?(?:not|n't) (?:been )?(?:registered|associated|match|allowed|in the|whitelisted|configured|valid)|redirect[_ ]ur[il]i?['"]? (?:is )?missing in the client|invalid redirect|'redirect_uri' parameter must be|redirect_uri did not match|redirect_ur[il] (?:differs|is different|is not the same)|INVALID_REDIRECT_URI|redirect_uri' parameter is not a valid registered|not a registered redirect|(?:not|n't) (?:in|on|among|part of) (?:the |our |its |your |a )?(?:list|set) of (?:\w{1,14} ){0,2}(?:callback|redirect|return|reply|log-?(?:in|out)|sign-?(?:in|out))[ -]?(?:ur[il]s?|addresses)|mismatching redirection URI|doesn't match the authorization (?:grant|code)/i,
    example: asking("We are sorry... Invalid parameter: redirect_uri"),
  },
  {
    cause: "tenant_not_found",
    confidence: 0.85,
    stages: idp,
    words: /Realm does not exist|Realm not found|realm .{0,40}not (?:found|enabled)/i,
    example: at('{"error":"Realm does not exist"}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.9,
    words:
      /Invalid scopes?: |Unknown scopes?\b|requested scope .{0,20}invalid, unknown|scopes? (?:are|is) not configured|requested scope is (?:invalid|unknown)|Scope does not exist|Invalid OAuth Scope|scope .{0,60}(?:is not (?:allowed|supported|known|valid)|not permitted)|OAUTH_SCOPE_MISMATCH|invalid_scope_/i,
    without: /AADSTS/,
    example: asking("error=invalid_scope&error_description=Invalid+scopes%3A+imap"),
  },
];
