import { eitherOrder, refused } from "./fault-stems";
import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;
const redeeming = ["token", "refresh"] as const;

/** What it is about, near what is wrong with it, in either order. */
function near(what: string): RegExp {
  const wrong =
    "(?:invalid|unknown|unrecogni[sz]ed|wrong|incorrect|bad\\b|mismatch|not (?:found|valid|match|known|allowed|accepted|registered|recogni|supported|permitted|exist|correct|configured)|n't (?:match|exist|valid)|reject|unauthori[sz]ed|denied|refus|illegal|malformed|unsupported|no such|disallow|differ|does not|must (?:be|match)|(?:error|failed|cannot|could not|unable)(?: to)? (?:validat\\w{1,3}|verify))";
  return new RegExp(`(?:${what}).{0,50}${wrong}|${wrong}\\w{0,3}[ _-](?:\\w{1,14} ){0,3}(?:${what})`, "i");
}

/**
 * What is left of an identity provider's answer that nobody has seen, in whatever language's syntax it was printed: a
 * stem of what it is about, near a stem of what is wrong. They come after everything else and are never sure.
 */
export const idpLastResorts: readonly Rule[] = [
  {
    cause: "client_id_unknown",
    confidence: 0.6,
    alternatives: ["malformed_token_request"],
    stages: idp,
    words:
      /\b(?:client|app|application|consumer)[ _-]?(?:id|identifier|key)\b["']? (?:(?:can(?:not|'t)|must not|may not|should not) be |is |was )(?:empty|blank|null|missing|required|not (?:set|given|provided|specified|present))|(?:missing|empty|blank|no) (?:\w{1,12} ){0,2}["']?(?:client|app|application|consumer)[ _-]?id\b/i,
    without: /AADSTS|secret/i,
    example: renewing("client id cannot be empty"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.5,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    words:
      /\brefresh[ _]token\b["']? (?:(?:can(?:not|'t)|must not) be |is |was )(?:empty|blank|null|missing|required|not (?:set|given|provided|specified|present))/i,
    without: /AADSTS|invalid_grant/,
    example: renewing("refresh_token is required"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.6,
    alternatives: ["admin_consent_required", "consent_missing", "wrong_audience_scopes"],
    stages: [...idp, "network"],
    // Microsoft Graph's and Exchange's, of a token that is good for something else.
    words: /\bErrorAccessDenied\b|\bAccess is denied\. Check credentials and try again\b/i,
    without: /AADSTS/,
    example: { stage: "token", provider: "microsoft", raw: 'msgraph: 403 {"error":{"code":"ErrorAccessDenied"}}' },
  },
  {
    cause: "idp_throttled",
    confidence: 0.6,
    stages: idp,
    words:
      /too many (?:\w{1,12} ){0,2}(?:requests|attempts|calls|tokens)|rate.?limit|throttl|(?:quota|limit) .{0,20}(?:exceed|reach|\bhit\b)|\bback off\b|slow(?:er)? down|too (?:often|fast|frequent)/i,
    without: /AADSTS/,
    example: at("Too many recent calls"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.5,
    stages: idp,
    words:
      /(?:service|server|system|provider) (?:is |was )?(?:temporarily |currently )?(?:unavailable|down|busy|overloaded)|internal server|under maintenance|encountered an (?:unexpected|internal) (?:condition|error|problem|failure)/i,
    without: /AADSTS/,
    example: at("The provider is overloaded"),
  },
  {
    cause: "client_secret_expired",
    confidence: 0.7,
    alternatives: ["client_secret_wrong"],
    stages: redeeming,
    words: /secret.{0,20}expired|expired.{0,20}secret/i,
    without: /AADSTS|soon|warning/i,
    example: at('{"error":{"code":"secret_expired"}}'),
  },
  {
    cause: "client_secret_missing",
    confidence: 0.6,
    alternatives: ["client_secret_wrong"],
    stages: redeeming,
    words:
      /missing.{1,24}secret|(?:required|empty|no|without|absent) (?:\w{1,12} ){0,2}(?:client|app|consumer)?[_ -]?secret|secret.{0,30}(?:missing|required|empty|absent|not (?:provided|given|present|set|sent))/i,
    without: /AADSTS|in \d{1,4} days|successfully/i,
    example: at("Came without its client secret"),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.6,
    alternatives: ["client_secret_expired", "client_id_unknown"],
    stages: redeeming,
    words: near("secret|client (?:credentials?|auth(?:entication)?\\b|assertion)|app credentials?"),
    without: /AADSTS/,
    example: at('#<Hash {:reason=>"secret_denied", :detail=>"app credentials refused"}>'),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.6,
    stages: idp,
    words: near(
      "redirect(?:ion)?[_ -]?ur[il]|callback[_ -]?(?:ur[il]|address|endpoint)|(?:return|reply)[_ -]?(?:ur[il]|address)|redirect(?:ion)?s?\\b",
    ),
    without: /AADSTS|too many redirects|maximum/i,
    example: asking("map[reason:return_url refused]"),
  },
  {
    cause: "scope_invalid",
    confidence: 0.6,
    alternatives: ["consent_missing"],
    stages: idp,
    words: near("(?<!invalid_)scopes?\\b|\\bpermissions? (?:that|which)\\b"),
    without: /AADSTS/,
    example: asking("{reason=the scope mail:all was rejected}"),
  },
  {
    cause: "google_admin_policy",
    confidence: 0.6,
    alternatives: ["admin_consent_required"],
    stages: ["authorize"],
    providers: ["google"],
    words: eitherOrder("\\badmin(?:istrator)?s?\\b|\\bworkspace\\b", refused),
    example: { stage: "authorize", provider: "google", raw: "Disallowed by the Workspace's settings" },
  },
  {
    cause: "admin_consent_required",
    confidence: 0.6,
    alternatives: ["consent_missing", "google_admin_policy"],
    stages: idp,
    words:
      /admin(?:istrator)?s?\b.{0,40}(?:approv|consent|allow|grant|permission|authori[sz]|say yes|agree|confirm)|(?:approv\w{0,3}|consent) (?:\w{1,12} ){0,3}(?:admin|IT department)/i,
    without: /AADSTS|has consented/i,
    example: asking("Your administrator did not approve this yet"),
  },
  {
    cause: "user_disabled",
    confidence: 0.55,
    alternatives: ["account_locked"],
    stages: idp,
    words:
      /(?:user|account|owner|member|person).{0,30}(?:disabled|suspended|deactivat|blocked|banned|inactive|locked|deleted)/i,
    without: /AADSTS|client|application/i,
    example: asking("This member is suspended"),
  },
  {
    cause: "app_disabled",
    confidence: 0.55,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words:
      /(?:client|\bapp\b|application|integration|developer key).{0,30}(?:disabled|suspended|deactivat|blocked|inactive|deleted|revoked|frozen)/i,
    without: /AADSTS|Google|API has not/,
    example: asking("This integration is frozen"),
  },
  {
    cause: "malformed_token_request",
    confidence: 0.6,
    alternatives: ["auth_code_reused_or_expired"],
    stages: redeeming,
    words: near("(?:code[_ ])?verifier|code[_ ]challenge|PKCE|grant[_ ]?type|content-type"),
    without: /AADSTS/,
    example: at("{'why': 'unknown verifier'}"),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.55,
    alternatives: ["refresh_token_inactive", "grant_revoked_password_changed"],
    stages: ["refresh"],
    words:
      /(?:refresh|token|grant|session|consent|authori[sz]ation|credential).{0,50}(?:expir|revok|invalid|no longer|not (?:found|valid|active)|withdraw|terminat|unknown|rejected|reused)/i,
    without: /AADSTS|renewed|expires in|Reauth API|Assertion|deserializ|_type["' ]|without a refresh/i,
    example: renewing("{reason: credential_withdrawn}"),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.55,
    alternatives: ["redirect_uri_mismatch", "malformed_token_request"],
    stages: ["token"],
    words:
      /(?:authori[sz]ation|auth|grant|access)[_ -]?code.{0,40}(?:expir|used|invalid|not (?:found|valid)|unknown|reject|redeem|bad)|\bcode (?:has |was )?(?:already )?(?:been )?(?:used|expired|redeemed)|(?:invalid|expired|used|bad|unknown)[_ ](?:\w{1,14}[_ ])?code\b/i,
    without: /AADSTS|status.?code/i,
    example: at("[reason] => bad_grant_code"),
  },
];

/** As idpLastResorts, in words so broad that OAuth's bare error codes say more. */
export const idpBroadestResorts: readonly Rule[] = [
  {
    cause: "client_id_unknown",
    confidence: 0.55,
    alternatives: ["client_secret_wrong", "app_disabled"],
    stages: idp,
    words: near(
      "client[_ -]?id\\w{0,8}|app(?:lication)?[_ -]?(?:id\\w{0,8}|key)|\\bapp(?:lication)?\\b|consumer[_ -]?key|api[_ -]?key|\\bclient\\b|developer",
    ),
    without: /AADSTS|Client Error|HttpClient|state/i,
    example: asking("(:reason . no such developer)"),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.5,
    alternatives: ["app_disabled", "admin_consent_required"],
    stages: ["authorize"],
    words: /development mode|not (?:yet )?(?:been )?published|still (?:in|being) (?:test|develop)/i,
    without: /AADSTS/,
    example: asking("App not set up: it is still in development mode"),
  },
  {
    cause: "consent_declined",
    confidence: 0.5,
    alternatives: ["user_not_assigned_to_app"],
    stages: ["authorize"],
    words:
      /\b(?:user|you|owner)\b.{0,30}(?:den(?:ied|y)|declin|cancel|reject|refus|abort|did not)|(?:access|permission)[_ ]?(?:denied|declined|refused)|cancel?led/i,
    without: /AADSTS|state|conditional access|by (?:a |the )?(?:\w{1,12} ){0,2}(?:rule|policy)/,
    example: asking("{why: owner aborted}"),
  },
];
