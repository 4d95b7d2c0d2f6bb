import { eitherOrder, expired, invalid, missing, refused, unknown } from "./fault-stems";
import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;
const redeeming = ["token", "refresh"] as const;

const secret =
  "\\b(?:client|app|application|consumer|api)(?:'s)?[ _-]?(?:secret|password|credentials?)\\b|\\bsecret\\b|\\bsecret ?key";
const code =
  "\\b(?:authori[sz]ation|authentication|auth|grant|device|user|log-?in|sign-?in|verification|verifier|activation|confirmation|pairing|one-time|callback|polling)[ _-]?(?:grant )?code\\b|\\b(?:the|this|your|that|a) code\\b|^code\\b|(?<![\"'_])\\bcode\\b(?![\"'])(?![ :=]{1,3}[\"'(]?[-\\dA-Z])|\\bexchang\\w{1,4} (?:the |a )?code\\b|\\bdevice (?:log-?in|sign-?in|flow|authori[sz]ation)\\b|[.:] code\\b|\\bcode_(?=expired)";

/**
 * What a small program says of an identity provider's refusal in a few plain words, without a code and without even
 * "error": of the person who signs in, the registration's secret and the request. They are tried after all others and are
 * never sure.
 */
export const idpPlainWords: readonly Rule[] = [
  {
    cause: "google_delegation_missing",
    confidence: 0.65,
    alternatives: ["consent_missing"],
    stages: redeeming,
    words: eitherOrder("impersonat|on behalf|\\bact (?:as|for)|\\bsubject\\b|delegat", `${refused}|${missing}|fail`),
    andWords: /service[ _-]?account|\bJWT\b|assertion/i,
    without: /AADSTS/,
    example: { stage: "token", provider: "google", raw: "The service account may not act as the user" },
  },
  {
    cause: "mfa_required",
    confidence: 0.6,
    stages: idp,
    words:
      /(?:second|another|additional|2nd) (?:authentication )?(?:factor|step)\b|(?:two|2|multi)[- ]?(?:step|factor)\b|one-?time (?:pass)?(?:code|word)\b.{0,40}(?:need|requir|must|enter|missing)|(?:need|requir|must|enter|missing).{0,30}one-?time (?:pass)?(?:code|word)|\bauthenticator\b|\b(?:MFA|2FA)\b|(?:additional|extra|further) (?:verification|authentication|proof)/i,
    without: /AADSTS/,
    example: at("Another factor was not given"),
  },
  {
    cause: "conditional_access_blocked",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app"],
    stages: idp,
    words: eitherOrder(
      "\\b(?:devices?|computers?|country|countries|region|location|network|IP(?: address| range)?|browser version|platform|conditional access)\\b",
      `${refused}|(?:\\bnot|n't) (?:compl|trusted|managed|enrol)|non-?complian|unmanaged|untrusted|outside|\\bonly\\b`,
      { gap: 60 },
    ),
    without: /AADSTS|resolve|unreachable|device[ _-]code|connect/i,
    example: asking("People from that region are not let in"),
  },
  {
    cause: "google_not_a_test_user",
    confidence: 0.65,
    stages: ["authorize"],
    words: /(?:not|n't).{0,40}\b(?:testers?|test users?)\b|\b(?:testers?|test users?)\b.{0,40}(?:only|not\b)/i,
    example: { stage: "authorize", provider: "google", raw: "The account isn't a tester" },
  },
  {
    cause: "google_org_internal",
    confidence: 0.65,
    alternatives: ["user_not_assigned_to_app"],
    stages: ["authorize"],
    providers: ["google"],
    words:
      /(?:only|restricted|limited|reserved).{0,40}\b(?:inside|within|members? of|users? (?:of|in)|people (?:of|in)|to)\b.{0,20}\b(?:organi[sz]ation|domain|company)|\binternal (?:app|users? only)/i,
    example: { stage: "authorize", provider: "google", raw: "Limited to members of the organization" },
  },
  {
    cause: "sign_in_frequency",
    confidence: 0.6,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    words:
      /(?:session|sign-?in|log-?in) (?:max\w{0,4} )?age\b|max(?:imum)? session|(?:log|sign)(?:ed)? in .{0,20}every \d/i,
    example: renewing("Session age is above what was set"),
  },
  {
    cause: "grant_revoked_password_changed",
    confidence: 0.65,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    words: eitherOrder("passw\\w{0,6}", "\\bchang|\\breset|\\bnew\\b|updated"),
    without: /AADSTS|expired/i,
    example: renewing("There was a reset of the password"),
  },
  {
    cause: "refresh_token_inactive",
    confidence: 0.65,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    words:
      /inactivity|\bidle\b|(?:\bnot|n't) (?:been )?used (?:for|in|since)|unused (?:for|since)|\bfor \d{1,3} days|(?:not|n't) been used\b/i,
    without: /AADSTS|IMAP|retry/i,
    example: renewing("Unused since spring, so it was thrown away"),
  },
  {
    cause: "google_testing_7_days",
    confidence: 0.65,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    providers: ["google"],
    words: eitherOrder("\\btest(?:ing)?\\b", "\\b(?:one|a|1) week\\b|\\b(?:7|seven) days\\b"),
    example: { stage: "refresh", provider: "google", raw: "A test app's sign-ins end after seven days" },
  },
  {
    cause: "client_secret_expired",
    confidence: 0.65,
    alternatives: ["client_secret_wrong"],
    stages: redeeming,
    words: eitherOrder(secret, expired),
    without: /AADSTS|soon|warning/i,
    example: at("The consumer secret has lapsed"),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.6,
    alternatives: ["client_secret_wrong", "malformed_token_request"],
    stages: redeeming,
    words: eitherOrder(secret, missing, { gap: 25 }),
    without: /AADSTS|days/i,
    example: at("The app password was left blank"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.6,
    alternatives: ["client_id_unknown"],
    stages: redeeming,
    words: eitherOrder(secret, `${invalid}|${unknown}|${refused}`),
    without: /AADSTS/,
    example: at("The app's secret turned out to be faulty"),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.6,
    alternatives: ["malformed_token_request", "redirect_uri_mismatch"],
    stages: idp,
    words: eitherOrder(
      code,
      `${expired}|${invalid}|${unknown}|${refused}|\\bused\\b|redeem|consumed|exchanged|replay|spent|too late`,
    ),
    without:
      /AADSTS|(?:status|error|exit|source|reply|response|http|country)[ _-]code|challenge|consent|scope|missing parameter/i,
    example: asking("The callback code was spent before"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.6,
    stages: redeeming,
    words:
      /\bgrant[ _]?type\b|code[ _]verifier|\bPKCE\b|(?:request|form|post|token) (?:body|payload|data|parameters?)\b|\bparameters?\b.{0,30}(?:missing|absent|required|duplicate|repeated|unknown|invalid)|(?:missing|absent|required|duplicate|repeated|unknown|invalid) (?:\w{1,12} ){0,2}parameters?\b|\bonly POST\b|(?:use|must be|expects?|requires?) (?:an? )?(?:HTTP )?POST\b|\b(?:GET|method) (?:is )?not (?:allowed|supported)|(?:not|bad|unsupported|invalid) (?:\w{1,12} ){0,2}(?:content[- ]type|url-?encoded|form data)|(?:wrong|use|must|expect\w{0,3}|unsupported) (?:\w{1,12} ){0,2}(?:content[- ]type|(?:form|url)[- ]?encod)|(?:malformed|unparsable|unreadable) (?:token )?request/i,
    without: /AADSTS|"grant_type"|grant_type=/i,
    example: at("The form data was of no use"),
  },
];
