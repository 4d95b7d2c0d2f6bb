import { faultyFields } from "./faulty-fields";
import type { Rule } from "./rule";

const asking = (raw: string) => ({ stage: "authorize", provider: "other", raw }) as const;
const at = (raw: string) => ({ stage: "token", provider: "other", raw }) as const;
const renewing = (raw: string) => ({ stage: "refresh", provider: "other", raw }) as const;

const idp = ["authorize", "token", "refresh"] as const;
const redeeming = ["token", "refresh"] as const;

/**
 * What identity providers say in words of their own: what is refused (an address, a client, a secret, a scope, a Grant, a
 * person), near a word for what is wrong with it. Being broad they come after every sentence that is known, and before
 * the bare error codes, which say less.
 */
export const otherIdpClasses: readonly Rule[] = [
  ...faultyFields,
  {
    cause: "redirect_uri_mismatch",
    confidence: 0.75,
    alternatives: ["client_id_unknown"],
    stages: idp,
    words:
      /\bredirect(?:ion)?[ _-]?ur[il]\b.{0,30}must (?:use|be|start|begin|have|match|equal)\b|\b(?:redirect(?:ion)?|callback|return|reply)[ _-]?(?:ur[il]s?|address)?\b.{0,80}(?:\bnot|n't)(?: been| a| an| one of)?(?: the| its)? ?(?:accepted|allowed|on (?:our|the) list|allow-?listed|registered|recogni[sz]ed|permitted|match|valid|known|whitelisted|configured|listed|authori[sz]ed|in the list)|(?:invalid|unknown|unregistered|unauthori[sz]ed|disallowed|illegal|wrong|mismatch\w{0,3}|bad|untrusted) (?:redirect(?:ion)?|callback|return)[ _-]?(?:ur[il]|address|$)/i,
    withoutNear: /AADSTS|"?redirect_uri"?=http/i,
    example: asking(
      "The received redirect URI is not accepted to connect. Please inform the administrator of your client.",
    ),
  },
  {
    cause: "client_secret_wrong",
    confidence: 0.75,
    alternatives: ["client_id_unknown"],
    stages: redeeming,
    words:
      /\bsecret\b.{0,40}(?:\bnot|n't) (?:match|valid|correct|accepted)|(?:wrong|invalid|incorrect|bad|mismatch\w{0,3}) (?:(?:client|app|application|consumer|api) )?(?:secret|credentials)\b|client (?:could not|couldn't|cannot|failed to) (?:be )?authenticat/i,
    withoutNear: /AADSTS|user|password|grant is/i,
    example: at("The secret of this application does not match"),
  },
  {
    cause: "client_id_unknown",
    confidence: 0.75,
    alternatives: ["redirect_uri_mismatch", "app_disabled"],
    stages: idp,
    words:
      /\b(?:client|application|app|relying party|service provider)(?: application| id| identifier)?\b(?: ['"][^'"]{1,80}['"])?(?: is| was| could| has| does| with that id is)? ?(?:not|n't) (?:been |be )?(?:known|found|registered|recogni[sz]ed|exist)|(?:do not|don't) know (?:this|the) (?:client|app)|(?:unknown|unregistered|unrecogni[sz]ed|non-?existent|no such) (?:client|application|relying party|app\b)/i,
    withoutNear: /AADSTS|page|resource/i,
    example: asking("The client application is not known or is not authorized."),
  },
  {
    cause: "scope_invalid",
    confidence: 0.75,
    alternatives: ["consent_missing"],
    stages: idp,
    words:
      /\bscopes?\b.{0,60}(?:\bnot|n't) (?:allowed|supported|known|registered|permitted|valid|configured|exist|available|enabled)|(?:invalid|unknown|unsupported|illegal|unauthori[sz]ed|disallowed|malformed|undefined) scopes?\b|scopes? (?:exceed|beyond|outside)/i,
    withoutNear: /AADSTS/i,
    example: asking("The scopes exceed what this application may ask for"),
  },
  {
    cause: "refresh_token_inactive",
    confidence: 0.75,
    alternatives: ["grant_expired_or_revoked"],
    stages: ["refresh"],
    words:
      /\b(?:token|grant|session)\b.{0,40}(?:\bidle\b|inactivity|unused (?:for|since)|(?:not|n't) (?:been )?used (?:for|in|since))/i,
    withoutNear: /AADSTS|IMAP/,
    example: renewing("The grant was thrown away as it was unused for a year"),
  },
  {
    cause: "sign_in_frequency",
    confidence: 0.75,
    alternatives: ["grant_expired_or_revoked"],
    stages: idp,
    words:
      /(?:log|sign)(?:ed|ging|ing)?[ -]?in\b.{0,20}\bevery (?:\d{1,3} )?(?:hour|day|week)|re-?authenticat\w{1,4} every/i,
    withoutNear: /AADSTS/,
    example: renewing("The company wants people to sign in again every day"),
  },
  {
    cause: "grant_expired_or_revoked",
    confidence: 0.75,
    alternatives: ["refresh_token_inactive"],
    stages: ["refresh"],
    words:
      /\b(?:refresh[ _-]?token|grant|session|token|consent|authori[sz]ation|connection)\b.{0,60}(?:expired|revoked|invalidated|terminated|ended|no longer (?:valid|active|exists?)|not (?:found|valid|active|recogni[sz]ed)|unknown|reused|already used|withdrawn|removed)|(?:expired|revoked|invalid|unknown|stale) (?:refresh[ _-]?token|grant|session)|(?:sign|log) ?in again|re-?authori[sz]|re-?authenticat|reconnect (?:your|the) account/i,
    withoutNear: /AADSTS|secret|certificate|password|code|access token (?:has )?expired.{0,20}refreshing/i,
    example: renewing("The authorization for this connection was withdrawn"),
  },
  {
    cause: "auth_code_reused_or_expired",
    confidence: 0.75,
    alternatives: ["redirect_uri_mismatch", "grant_expired_or_revoked"],
    stages: ["token"],
    words:
      /\b(?:authori[sz]ation|auth|device|the|this|one-time)[ _-]?(?:grant )?code\b.{0,40}(?:expired|timed out|too old|used|redeemed|consumed|exchanged|not found|unknown|invalid|no longer)|(?:expired|used|invalid|unknown|stale|consumed) (?:authori[sz]ation |auth |device )?code\b/i,
    withoutNear: /AADSTS|status|error[ _]code|verification|http|reply/i,
    example: at("this code was used before"),
  },
  {
    cause: "user_not_assigned_to_app",
    confidence: 0.7,
    alternatives: ["conditional_access_blocked", "user_disabled"],
    stages: idp,
    words:
      /\b(?:user|you|account|member)\b.{0,40}(?:\bnot|n't) (?:assigned|allowed|entitled|authori[sz]ed|permitted|have (?:access|permission|the right)).{0,40}\b(?:app|application|client|service)\b|no access to (?:this|the) (?:app|application|client)/i,
    withoutNear: /AADSTS|consent/i,
    example: asking("Sorry, you don't have access to this application. Ask your administrator."),
  },
  {
    cause: "consent_declined",
    confidence: 0.75,
    stages: ["authorize"],
    words:
      /\b(?:user|owner|person)\b.{0,30}(?:denied|declined|rejected|refused|cancel?led|did not (?:approve|grant|allow))\b|\byou (?:have |had )?(?:denied|declined|rejected|refused|cancel?led|did not (?:approve|grant|allow))\b|(?:denied|declined|cancel?led) by (?:the )?(?:user|owner)|(?:authori[sz]ation|sign-?in|login) (?:was |has been )?cancel?led/i,
    withoutNear: /AADSTS|polic|admin|assigned|state (?:param|mismatch)|change you wanted/i,
    example: asking("Authorization was cancelled"),
  },
];
