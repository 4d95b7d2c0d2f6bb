import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

/** How Spring's authorization server names the field of the request that is wrong. */
function ofField(names: string): RegExp {
  return new RegExp(`(?:OAuth 2\\.0 Parameter|Client authentication failed): (?:${names})\\b`);
}

/**
 * Names and short sentences in which one product alone says which part of the registration or of the request is wrong:
 * Spring's fields, Cognito's exceptions, Yandex's and OpenIddict's parameters. They settle what the bare error of OAuth
 * beside them leaves open.
 */
export const otherIdpDetails: readonly Rule[] = [
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.85,
    stages: idp,
    words: ofField("redirect_uri"),
    example: asking("[invalid_request] OAuth 2.0 Parameter: redirect_uri"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.85,
    stages: idp,
    words: ofField("client_id"),
    example: at('{"error_description":"Client authentication failed: client_id","error":"invalid_client"}'),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.85,
    stages: idp,
    words: ofField("client_secret"),
    example: at('{"error_description":"Client authentication failed: client_secret","error":"invalid_client"}'),
  },
  {
    cause: "scope_invalid",
    confidence: 0.85,
    stages: idp,
    words: ofField("scope"),
    example: asking("error=invalid_scope&error_description=OAuth+2.0+Parameter%3A+scope"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.7,
    alternatives: ["grant_expired_or_revoked", "auth_code_reused_or_expired"],
    stages: idp,
    words: ofField(
      "refresh_token|grant_type|response_type|code(?:_\\w{4,16})?|state|token(?:_\\w{4,16})?|authentication_method|client_assertion\\w{0,5}|resource|audience|nonce|prompt",
    ),
    example: renewing('{"error_description":"OAuth 2.0 Parameter: refresh_token","error":"invalid_request"}'),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.85,
    stages: idp,
    words:
      /configured with (?:a )?secret but SECRET_HASH|['"]?client_secret['"]? or ['"]?client_assertion['"]?.{0,20}must be (?:specified|sent|given)|client_secret (?:was |is )?not (?:passed|sent|given)\b/i,
    without: /AADSTS/,
    example: at('{"error":"invalid_client","error_description":"client_secret not passed"}'),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.75,
    alternatives: ["client_secret_wrong", "client_id_unknown"],
    stages: ["token", "refresh"],
    words:
      /(?:missing|without|lacks?) client (?:credentials?|authentication)\b|client credentials? (?:are |is |were |was )?(?:missing|required|absent|not (?:provided|sent|found|given))/i,
    without: /AADSTS|e\.g\./,
    example: at('{"error":"invalid_request","error_description":"missing client credentials"}'),
  },
  {
    cause: "client_secret_expired",
    confidence: 0.75,
    alternatives: ["client_secret_wrong"],
    stages: ["token", "refresh"],
    words: /client credentials? (?:have |has |are |is |were )?(?:been )?expired/i,
    without: /AADSTS/,
    example: renewing('{"error":"invalid_client","error_description":"client credentials expired"}'),
  },
  {
    cause: "tenant_not_found",
    confidence: 0.85,
    stages: idp,
    words: /User pool (?!client\b)[^ ]{3,80} does not exist/i,
    example: at("ResourceNotFoundException: User pool eu-west-1_abc does not exist."),
  },
];
