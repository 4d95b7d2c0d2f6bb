import { eitherOrder, expired, invalid, refused, switchedOff, unknown } from "./fault-stems";
import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;
const idp = ["authorize", "token", "refresh"] as const;
const redeeming = ["token", "refresh"] as const;

const app = "\\b(?:app|application|client|integration|add-?on)\\b";

/**
 * As idpPlainWords, of directories, apps, consent and Grants. They are tried after all others and are never sure.
 */
export const accessPlainWords: readonly Rule[] = [
  {
    cause: "tenant_not_found",
    confidence: 0.6,
    stages: idp,
    words: eitherOrder("\\b(?:tenant|directory|realm|organi[sz]ation)\\b(?!'s)", unknown, { gap: 25 }),
    without: /AADSTS|\b(?:user|account|member|app|application|principal|file|service)\b/i,
    example: asking("That realm is unknown"),
  },
  {
    cause: "account_not_in_tenant",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app"],
    stages: idp,
    words:
      /(?:user|account|you|member|identity|person)\b.{0,50}(?:not|n't).{0,25}\b(?:tenant|directory|organi[sz]ation)\b|(?:account|user)\b.{0,40}\b(?:different|another|other|wrong|foreign) (?:tenant|directory|organi[sz]ation)\b/i,
    without: /AADSTS/,
    example: asking("The identity could not be seen in this directory"),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.6,
    alternatives: ["app_disabled", "conditional_access_blocked"],
    stages: idp,
    words:
      /(?:not|n't|never) (?:been )?(?:assign|grant|given|allowed|entitled).{0,40}\b(?:app|application|client|service|user|account|role|group)\b|\bno (?:permission|access|right) .{0,20}\b(?:app|application)\b|(?:user|you|account)\b.{0,30}\b(?:not|n't) in (?:the|a|any) (?:\w{1,12} ){0,2}(?:group|role)|\b(?:missing|lacks?|without) (?:the |a )?(?:\w{1,12} ){0,2}(?:role|group)\b|(?:only|limited|restricted|reserved) .{0,20}\b(?:assigned|selected|chosen|certain) (?:user|people|member|account)|(?:assigned|selected|chosen|certain) (?:users|people|members|accounts) only/i,
    without: /AADSTS|consent|scope|behalf|impersonat/i,
    example: asking("You lack the group for this"),
  },
  {
    cause: "consent_declined",
    confidence: 0.6,
    alternatives: ["user_not_assigned_to_app"],
    stages: ["authorize"],
    words:
      /(?:reject|refus|declin|den(?:y|ied)|cancel|abort|abandon|dismiss|closed)\w{0,4}\b(?: by)? (?:the |resource ){0,2}(?:user|owner|person|you)\b|\b(?:user|owner|person|you)\b.{0,30}(?:reject|refus|declin|den(?:y|ied)|cancel|abort|abandon|dismiss|said no|closed the)|(?:permission|access|consent|authori[sz]ation|request|log-?in) (?:was |has been )?(?:declined|refused|rejected|cancel?led)/i,
    without: /AADSTS|polic|admin|state|HTTP/i,
    example: asking("The person closed the window"),
  },
  {
    cause: "consent_missing",
    confidence: 0.6,
    alternatives: ["admin_consent_required"],
    stages: idp,
    words:
      /(?:consent|approv(?:al|ed?)|authori[sz]ed?)\b.{0,30}(?:required|needed|missing|not (?:yet )?(?:been )?(?:given|granted|found|recorded)|pending)|\b(?:no|without|missing|lacks?|needs?) (?:\w{1,12} ){0,2}(?:consent|approval)\b|(?:yet to|not yet|has(?: not|n't)|have(?: not|n't)|did(?: not|n't)|never) (?:been )?(?:consent|approve|authori[sz]e|accept)/i,
    without: /AADSTS|401|re-?authori|password|log-?in|mail server/i,
    example: asking("The owner has never approved this"),
  },
  {
    cause: "scope_invalid",
    confidence: 0.6,
    alternatives: ["consent_missing"],
    stages: idp,
    words: eitherOrder(
      "\\bscopes?\\b|\\bpermissions? (?:that|which)\\b|\\bpermissions? ['\"]?[\\w.:/-]{3,80}|requested permissions?\\b",
      `${invalid}|${unknown}|unsupported`,
    ),
    without: /AADSTS|\bconsent/i,
    example: asking("The requested permissions are unsupported"),
  },
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.6,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words: eitherOrder(
      "\\bcall-?backs?\\b|redirect|send (?:you|users?|people) back|return ?(?:address|ur[il]|to)\\b|reply (?:address|ur[il])",
      `${unknown}|${invalid}|${refused}`,
    ),
    without: /AADSTS|too many redirects|callback function|\bstate\b|is not a function/i,
    example: asking("A call-back that nobody has registered: unknown"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.6,
    alternatives: ["app_disabled", "client_secret_wrong"],
    stages: idp,
    words: eitherOrder(
      `${app}|\\b(?:client|app|application|consumer|api)[ _-]?(?:id|key|identifier)\\b`,
      `${unknown}|${invalid}|\\bno (?=app|client)`,
    ),
    without: /AADSTS|Client Error|HttpClient|state|user|account|page|request/i,
    example: asking("There's no integration by that name"),
  },
  {
    cause: "app_disabled",
    confidence: 0.6,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words: eitherOrder(app, switchedOff),
    without: /AADSTS|user|account|API/i,
    example: asking("The add-on was turned off"),
  },
  {
    cause: "idp_throttled",
    confidence: 0.55,
    stages: idp,
    words: /\btoo many\b|\bwait (?:a|\d{1,4}) (?:few )?(?:second|minute|moment)/i,
    without: /AADSTS|redirect|parameter|values|scopes|passw|arguments|has not been used/i,
    example: at("Too many of them at once"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.55,
    stages: idp,
    words:
      /(?:service|server|provider|endpoint|system)\b.{0,30}(?:problems?|trouble|difficult|outage|maintenance|offline|\bdown\b|overload|\bbusy\b|unavailable|unreachable|not reachable|crash)|(?:problems?|trouble|difficult\w{1,4}|outage|maintenance) (?:\w{1,12} ){0,4}(?:service|server|provider|system)\b/i,
    without: /AADSTS|service principal|token request|mail server|access_?denied|invalid/i,
    example: at("An outage of the service"),
  },
  {
    cause: "html_instead_of_json",
    confidence: 0.6,
    alternatives: ["proxy_blocked"],
    stages: redeeming,
    words:
      /text\/html|\b(?:web|log-?in|sign-?in) ?page\b|\bHTML\b.{0,30}(?:instead|received|page|returned|answer|response)|(?:answer|reply|response|result|body) (?:was|is) (?:an? )?(?:HTML|page)\b|(?:received|got|returned|answered with) (?:an? )?(?:HTML|login page|page)\b/i,
    example: at("It returned HTML"),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.55,
    alternatives: ["refresh_token_inactive", "grant_revoked_password_changed"],
    stages: ["refresh"],
    words: eitherOrder(
      "\\bthe app\\b|refresh|\\btokens?\\b|\\bgrant\\b|session|consent|\\blog-?in\\b|\\bsign-?in\\b|credential|\\bauthori[sz]ation|\\baccess\\b|\\blink\\b|connection to (?:your|the) account",
      `${expired}|${invalid}|${unknown}|${refused}|revok|withdr|\\bended|terminat|removed|cancel|discard|gone|disconnect|unlink`,
      { gap: 30 },
    ),
    without: /AADSTS|expires in|Reauth API|deserializ|refreshed|without a refresh|create new access|polic|scope|_type/i,
    example: renewing("The user removed the link"),
  },
];
