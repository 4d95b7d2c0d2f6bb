import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;

// Fields of a request that only the program that sends it has in hand (RFC 6749, 7521, 7523, 7636, 8628, 8693; OpenID Connect Core).
const field =
  "client_assertion_type|client[_ ]assertion|grant[_ ]type|response[_ ](?:type|mode)|code[_ ]challenge(?:[_ ]method)?|code[_ ]verifier|nonce|prompt|max_age|id_token_hint|acr_values|request_uri|request object|token_type_hint|subject_token(?:_type)?|requested_token_type|content-type|authori[sz]ation header|(?:client |token endpoint )?auth(?:entication)? method";
const wrong =
  "(?:invalid|missing|required|unsupported|unknown|empty|malformed|disallowed|(?:not|n't) (?:a )?(?:valid|supported|specified|provided|configured|allowed|enabled|set|passed|recogni[sz]ed|present|sent|match))";

/** What is wrong with how a program asked, in the words of any identity provider; they come before otherIdpClasses. */
export const idpRequestClasses: readonly Rule[] = [
  {
    cause: "malformed_token_request",
    confidence: 0.75,
    alternatives: ["app_disabled", "client_id_unknown"],
    stages: idp,
    // The registration does not have the flow that was begun.
    words:
      /\b(?:client|application|app)\b.{0,60}(?:not|n't) (?:allowed|authori[sz]ed|permitted|enabled|configured|registered) (?:for|to (?:use|perform|request|initiate))\b.{0,60}\b(?:flows?|grants?|grant[_ ]type|response[_ ]type|method|OAuth ?2(?:\.0)? flows?)\b|(?:unauthori[sz]ed|invalid|disallowed|unsupported) (?:authori[sz]ation )?(?:grant|response)[_ ]type\b|\b(?:flow|grant(?:[_ ]type)?|response[_ ]type)\b.{0,40}(?:not|n't) (?:enabled|allowed|permitted|configured|available) (?:for|on|by|in)\b/i,
    without: /AADSTS|redirect|scope/i,
    example: asking("error=unauthorized_client&error_description=Invalid+grant+type+for+client"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.7,
    alternatives: ["client_secret_missing", "client_secret_wrong"],
    stages: idp,
    words: new RegExp(
      `\\b(?:${field})\\b['"]?(?: parameter| value| header)?.{0,24}\\b${wrong}|\\b${wrong} (?:\\w{1,14} ){0,2}['"]?(?:${field})\\b|does(?: not|n't) support the (?:requested|specified|given) ['"]?(?:${field})\\b`,
      "i",
    ),
    // RFC 6749's own definition of invalid_client names one of them.
    without: /AADSTS|unknown client, no client|e\.g\.,? unknown client|client secret/i,
    withoutNear: /expired/i,
    example: renewing("The client_assertion_type is invalid."),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.75,
    stages: idp,
    words:
      /\bstate is missing or does not have enough|invalid_state["'& ].{0,60}(?:missing|weak|short)|UNSUPPORTED_OVER_HTTP|\bunsupported_(?:response_(?:mode|type)|token_type|pkce\w{0,12}|code_challenge\w{0,8})|only supports? (?:calls |requests )?over HTTPS/i,
    without: /AADSTS/,
    example: at('{"error":"UNSUPPORTED_OVER_HTTP"}'),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.8,
    alternatives: ["malformed_token_request"],
    stages: ["refresh"],
    words:
      /refresh[_ -]?token validation (?:failed|error)|(?:could not|cannot|can't|failed to|unable to) (?:validate|verify|decode|find|load) (?:the )?refresh[_ -]?token|refresh[_ -]?token (?:could not|cannot) be (?:validated|verified|found)|refresh[_ -]?token belonging to/i,
    without: /AADSTS|client secret|Failed to decode\/encode/i,
    example: renewing("Refresh token validation failed. aborting, { ClientId: mail, GrantType: refresh_token }"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.75,
    alternatives: ["client_id_unknown", "client_secret_expired"],
    stages: ["token", "refresh"],
    words: /\b(?:client )?secret (?:validation|verification|check) (?:failed|error)|secret (?:hash )?mismatch/i,
    without: /AADSTS/,
    example: at("Client secret validation failed for client: mail."),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app", "admin_consent_required"],
    stages: idp,
    words:
      /(?:denied|blocked|rejected|refused|forbidden) by (?:an? |the |your )?(?:[\w-]{1,20} ){0,3}(?:rules?|polic(?:y|ies)|hook)\b/i,
    without: /AADSTS|workspace|google/i,
    example: asking("error=access_denied&error_description=Access+denied+by+an+administrator+rule"),
  },
];
