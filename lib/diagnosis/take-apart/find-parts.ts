import { findErrnos } from "./find-errnos";
import { findSignIn } from "./find-sign-in";
import { unwrap } from "./unwrap";

/** The three digits of an SMTP reply ("4xx" where the text has but the other) and, where there is one, its enhanced status code (RFC 3463). */
type SmtpCode = { code: string; enhanced: string | undefined };

/** What a text is made of. Rules match on the parts first and on the words where no part settles it. */
export type Parts = {
  /** The text with everything that was wrapped in it, as one line; see unwrap. */
  text: string;
  /** Entra's numbers, in the order in which they are told: of several the first is seldom the exact one. */
  entraNumbers: string[];
  /** Values of OAuth's `error`, `suberror` and Google's `error_subtype`, lower case, in order. */
  errors: string[];
  smtpCodes: SmtpCode[];
  /** Response codes of IMAP and POP3, upper case: AUTHENTICATIONFAILED, UNAVAILABLE, SYS/TEMP… */
  responses: string[];
  /** What the operating system, its libraries or a TLS library call the failure, in Node's names; see findErrnos. */
  errnos: string[];
  httpStatuses: number[];
  /** What the text tells of how one signed in, if it tells. */
  signIn: "token" | "password" | undefined;
  /** The provider whose servers the text names; undefined where it names none or both. */
  namedProvider: "microsoft" | "google" | undefined;
  /** The parts of what tells of the last failure, where the text tells of more than that; see narrow. */
  last: Parts | undefined;
  /** What failed went well later on. */
  hasPassed: boolean;
};

/** Takes a failure's text apart, as a whole. Never throws; time grows with the text's length and no faster. */
export function findParts(raw: string): Parts {
  const text = unwrap(raw);
  return {
    text,
    entraNumbers: findEntraNumbers(text),
    errors: findErrors(text),
    smtpCodes: findSmtpCodes(text),
    responses: distinct(text, /\[([A-Z][A-Z/-]{3,24})(?: [^\]]{0,200})?\]/g),
    errnos: findErrnos(text),
    httpStatuses: findHttpStatuses(text),
    signIn: findSignIn(text),
    namedProvider: findNamedProvider(text),
    last: undefined,
    hasPassed: false,
  };
}

/** By the names of their own servers and pages, which nobody else's have. */
function findNamedProvider(text: string): Parts["namedProvider"] {
  const isMicrosoft =
    /prod\.outlook\.com|outlook\.office365\.com|smtp\.office365\.com|outlook\.office\.com|smtp-mail\.outlook\.com|login\.microsoftonline\.com/i.test(
      text,
    );
  const isGoogle =
    /\bgsmtp\b|\bGimap\b|(?:imap|smtp|pop)\.gmail\.com|accounts\.google\.com|oauth2\.googleapis\.com|support\.google\.com\/(?:mail|accounts)/i.test(
      text,
    );
  if (isMicrosoft === isGoogle) return undefined;
  return isMicrosoft ? "microsoft" : "google";
}

const maxMatches = 200;

/** The first group of each match, once each, in order. */
function distinct(text: string, pattern: RegExp): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(pattern)) {
    const value = match.slice(1).find((group) => group !== undefined);
    if (value !== undefined) found.add(value);
    if (found.size >= maxMatches) break;
  }
  return [...found];
}

function findEntraNumbers(text: string): string[] {
  const told = distinct(text, /AADSTS ?[:#-]? ?(\d{4,9})/gi);
  const linked = distinct(text, /login\.[a-z.]{5,40}\/error\?code=(\d{4,9})/gi);
  const listed = distinct(text, /error_?codes?["']? ?(?:=>|[:=]) ?["'[({]{0,3} ?(\d{5,9})/gi);
  // "Error Code: 50058" of Microsoft's own pages. Other numbers there are not Entra's and are in no list.
  const onPage = distinct(text, /\b(?:error|sign-in error) code:? ?["']?(\d{5,9})\b/gi);
  return [...new Set([...told, ...linked, ...listed, ...onPage])];
}

/** `"error":"invalid_grant"`, `error=invalid_grant`, `'error' => 'invalid_grant'`, and the words of RFC 6749 anywhere. */
function findErrors(text: string): string[] {
  const named = distinct(
    text,
    /(?:\berror|suberror|error_subtype|error_reason|errorId|error_code)["']? ?(?:=>|[:=]) ?["']?([A-Za-z][A-Za-z_.-]{3,60})/g,
  );
  // oauth2client prints the description right behind it: "invalid_clientUnauthorized".
  const all = distinct(text, oauthErrors);
  const anywhere = [
    ...(all.length > maxErrors ? [] : all),
    ...distinct(text, /\b([a-z]{5,12}_(?:grant|client|request|scope|token|denied))(?=[A-Z][a-z])/g),
  ];
  // "error": "invalid grant", and the exceptions of oauthlib, Spring, .NET and PHP: InvalidGrantError.
  const spelled = [
    ...text.matchAll(
      /\b(invalid|unauthorized|access|unsupported)(?:[ -](grant|client|scope|request|token|denied)(?=["']| ?$)|(Grant|Client|Scope)(?:Error|Exception)\b)/gi,
    ),
  ]
    .slice(0, maxMatches)
    .map(([, first, spaced, joined]) => `${first}_${spaced ?? joined}`);
  return [...new Set([...named, ...anywhere, ...spelled].map((word) => word.toLowerCase()))];
}

/** More of them are a list of the errors that there may be, as in a manual. */
const maxErrors = 4;

// RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1, OpenID Connect Core section 3.1.2.6, and the vendors' own.
const oauthErrors = new RegExp(
  `\\b(${[
    "invalid_grant",
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "invalid_resource",
    "invalid_token",
    "invalid_rapt",
    "rapt_required",
    "insufficient_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
    "authorization_pending",
    "interaction_required",
    "login_required",
    "consent_required",
    "account_selection_required",
    "redirect_uri_mismatch",
    "org_internal",
    "admin_policy_enforced",
    "policy_enforced",
    "disallowed_useragent",
    "deleted_client",
    "disabled_client",
    "restricted_client",
    "token_expired",
    "bad_token",
    "mfa_required",
    "too_many_requests",
    "too_many_attempts",
    "rate_limit_exceeded",
    "slow_down",
  ].join("|")})\\b`,
  "gi",
);

function findSmtpCodes(text: string): SmtpCode[] {
  const found = new Map<string, SmtpCode>();
  const add = (code: string, enhanced: string | undefined) => {
    if (found.size < maxMatches) found.set(`${code} ${enhanced}`, { code, enhanced });
  };
  for (const [, code = "", enhanced] of text.matchAll(/(?<![\d.:])([45]\d\d)[ -]#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])/g))
    add(code, enhanced);
  // Python's (535, b'5.7.8 …'), PHPMailer's "SMTP code: 535 Additional SMTP info: 5.7.3", and others that part the two.
  for (const [, code = "", enhanced] of text.matchAll(
    /(?<![\d.:])([45]\d\d)\b[^\d]{1,40}?(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])/g,
  ))
    add(code, enhanced);
  // Libraries that keep the digits to themselves: "The server response was: 4.3.111 Temporary server error".
  for (const [, enhanced = ""] of text.matchAll(/(?<=^|[:>'"\n] ?)([45]\.\d{1,2}\.\d{1,3}) (?=[A-Z][a-z]{2})/g))
    if (![...found.values()].some((known) => known.enhanced === enhanced)) add(`${enhanced.charAt(0)}xx`, enhanced);
  // qmail puts it behind the sentence: "CNAME lookup failed temporarily. (#4.4.3)".
  for (const [, enhanced = ""] of text.matchAll(/\(#([45]\.\d{1,2}\.\d{1,3})\)/g))
    if (found.size === 0) add(`${enhanced.charAt(0)}xx`, enhanced);
  // A number in a sentence ("your quota of 500 messages") is no reply.
  for (const [, code = ""] of text.matchAll(
    /(?<![\d.:/-]|\b(?:of|line|than|used:?|total|after|up to|over|max|only|limit:?|port:?) )(?!465|587|443)([45]\d\d)(?:[ -](?=[A-Za-z(#])(?!(?:messages?|e?-?mails?|items|recipients|seconds|milliseconds|ms|bytes|files|times|users)\b)|(?=['",)\]]))/gi,
  ))
    add(code, undefined);
  for (const [, code = ""] of text.matchAll(
    /\b(?:(?:SMTP|response|reply|error|status)[ _]?code|responseCode|smtp_code)["']? ?(?:=>|[:=]|is|was)? ?["']?([45]\d\d)\b(?!\.\d)/gi,
  ))
    add(code, undefined);
  return [...found.values()];
}

function findHttpStatuses(text: string): number[] {
  const found = distinct(
    text,
    /(?:HTTP\/[\d.]{1,3} |HTTP(?:S)?(?: response| error|\s?status)?(?: code)?[ :=]{1,3}|status(?:_?code| code)?["']? ?(?:=>|[:=(]| of| was| is)? ?["']?|\bcode["']? ?[:=] ?["']?|response code(?: is| was)?[ :=]{1,3}|\bresponse:? |(?:returned|answered|replied|responded)(?: with)?(?: error:?)? |Error |[a-zé] ?: (?=\([1-5]\d\d\) ))\(?([1-5]\d\d)\b(?!\.\d)/gi,
  );
  const spelled: [RegExp, string][] = [
    [/\btoo many requests\b/i, "429"],
    [/\bbad gateway\b/i, "502"],
    [/\bgateway time-?out\b/i, "504"],
    [/\bservice unavailable\b/i, "503"],
    [/\binternal server error\b/i, "500"],
    [/\bproxy authentication required\b/i, "407"],
  ];
  for (const [pattern, status] of spelled) if (pattern.test(text)) found.push(status);
  return [...new Set(found.map(Number))];
}
