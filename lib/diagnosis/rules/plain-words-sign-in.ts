import { eitherOrder, expired, invalid, refused, switchedOff } from "./fault-stems";
import type { Rule } from "./rule";

const imap = (raw: string) => ({ stage: "imap", provider: "other", raw }) as const;
const pop3 = (raw: string) => ({ stage: "pop3", provider: "other", raw }) as const;
const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;

const mail = ["imap", "pop3", "smtp"] as const;

const token = "\\b(?:access|bearer|oauth2?|auth|security)?[ _-]?tokens?\\b|\\bbearer\\b";
const signingIn = "\\blog(?:ging|ged)?[ -]?[io]n\\b|\\bsign(?:ing|ed)?[ -]?in\\b|authenticat|\\bauth\\b";

/**
 * What a small program says in a few plain words, without a code and without even "error", of the ways to sign in that a mail
 * server takes, and of tokens. They are tried after all others and are never sure.
 */
export const signInPlainWords: readonly Rule[] = [
  {
    cause: "protocol_mismatch",
    confidence: 0.65,
    stages: mail,
    words:
      /(?:not|n't) (?:an? |a valid |talking to an? |speak(?:ing)? )?(?:IMAP4?(?:rev1)?|POP3?|E?SMTP|mail) ?(?:server|service)?\b|(?:looks like|seems to be|this is|talking to|found|belongs to|got|received) (?:an? )?(?:HTTP|web|SSH|FTP|POP3?|IMAP|E?SMTP)\b.{0,20}(?:server|service|port|banner|greeting)\b|but (?:this|it|that) is (?:an? )?(?:HTTP|POP3?|IMAP|E?SMTP|SSH|FTP|web)\b|(?:wrong|other|different|unexpected) (?:protocol|service)\b/i,
    without: /(?:not|n't) (?:IMAP|POP3?|E?SMTP) (?:enabled|auth)/i,
    example: pop3("Other protocol on this port"),
  },
  {
    cause: "starttls_missing",
    confidence: 0.6,
    stages: mail,
    words: eitherOrder(
      "START ?TLS|\\bSTLS\\b|TLS upgrade|upgrade to TLS",
      "(?:\\bnot|n't|cannot|never) (?:be )?(?:offer|support|announc|advertis|do\\b|know|available|understand|capable)|can't|unsupported|unavailable|missing|\\bno\\b|without|lacks?",
    ),
    example: imap("The upgrade to TLS is what that host lacks"),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.6,
    alternatives: ["starttls_missing"],
    stages: mail,
    words: eitherOrder(
      "in the clear\\b|clear ?text|plain ?text|(?:un-?encrypted|insecure|unsafe|unprotected) (?:connection|channel|link|line|session)|without (?:encryption|TLS|SSL)|over an open (?:connection|line)|(?:TLS|SSL|encryption|encrypted|secure)\\b.{0,20}(?:before|first)",
      `${refused}|${signingIn}|passw`,
      {
        or: "\\b(?:use|need\\w{0,2}|requires?|must|only|wants|demands|insists on) (?:\\w{1,10} ){0,3}(?:TLS|SSL|encrypt\\w{0,4}|secure (?:connection|channel))",
      },
    ),
    example: imap("An unprotected link is nothing to sign in over"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.6,
    stages: mail,
    words: eitherOrder(
      "mechanisms?\\b|\\bSASL\\b|(?:log-?in|sign-?in|auth\\w{0,12}) (?:method|type|scheme|way)s?\\b|(?:way|method|means) (?:to|of) (?:authenticat|log|sign)|\\bXOAUTH2?\\b|OAUTHBEARER|\\bAUTH(?:ENTICATE)? [\\w-]{4,12}\\b",
      "(?:\\bnot|n't|cannot|never) (?:be )?(?:among|support|offer|know|availab|announc|advertis|understand|one of)|unsupported|unknown|unavailable|\\bno\\b (?!such user)|in common|none of",
      { or: "\\bauth\\w{0,12}(?: is| was)? (?:not |un)(?:supported|offered|available|announced|advertised)" },
    ),
    without: /required|extension|no auth attempts/i,
    example: imap("None of the sign-in ways is understood by both"),
  },
  {
    cause: "app_password_required",
    confidence: 0.6,
    stages: mail,
    words: /app(?:lication)?(?:[- ]specific)?[- ]passw\w{3,5}/i,
    without: /accepted|welcome|succe/i,
    example: imap("Try it with an application password"),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.6,
    alternatives: ["password_wrong", "app_password_required"],
    stages: mail,
    words: eitherOrder(
      "\\b(?:basic|legacy|old|password(?:-based)?|plain) (?:auth\\w{0,12}|log-?ins?|sign-?ins?|passwords?)\\b|passwords alone",
      `${switchedOff}|${refused}|no longer|any more|anymore|retired|gone|ended|deprecat|discontinued`,
      { or: "\\bpasswords? (?:are|is|were) (?:off|gone|disabled|retired|no longer)" },
    ),
    example: imap("Password logins are retired"),
  },
  {
    cause: "access_token_expired",
    confidence: 0.65,
    alternatives: ["xoauth2_token_rejected", "grant_expired_or_revoked"],
    stages: mail,
    words: eitherOrder(token, expired),
    without: /refresh(?:ed|ing)|expires (?:in|at)|renewed/i,
    example: imap("The bearer's validity is over"),
  },
  {
    cause: "wrong_audience_scopes",
    confidence: 0.6,
    alternatives: ["xoauth2_token_rejected"],
    stages: mail,
    words: eitherOrder(
      `${token}|\\bscopes?\\b|\\baudience\\b`,
      "(?:lacks?|without|missing|no|not enough|in-?sufficient) (?:\\w{1,12} ){0,3}(?:permission|scope|right)|(?:for|of) (?:another|a different|some other|the wrong) (?:\\w{1,12} ){0,2}(?:resource|audience|service|server|api)|(?:wrong|other|different|insufficient|invalid) (?:audience|resource|scope)|does not cover|(?:issued|meant|made|valid) (?:only )?for .{1,30}(?:\\bnot\\b|n't)",
    ),
    example: imap("Token of a different audience"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: ["access_token_expired", "wrong_audience_scopes"],
    stages: mail,
    words: eitherOrder(`${token}|\\b(?:X?OAUTH2?|OAUTHBEARER)\\b`, `${invalid}|${refused}|fail|unsuccess`),
    without: /ENOENT|file|refresh/i,
    example: smtp("The bearer is faulty"),
  },
];
