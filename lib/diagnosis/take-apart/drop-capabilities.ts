// One mechanism, as SASL names them (RFC 4422, section 3.1), and what parts two of them in a list.
const mechanism =
  "(?:PLAIN|LOGIN|XOAUTH2?|OAUTHBEARER|XYMCOOKIE|NTLM|GSSAPI|GSS-SPNEGO|[A-Z0-9]{2,12}-[A-Z0-9-]{2,24})(?![A-Za-z0-9])";

/**
 * What a server offers before anything was asked of it, which is no sign of a failure and none of how one signed in:
 * the lines of an answer to EHLO (RFC 5321, section 4.1.1.1), also where they ran into each other, the lists of IMAP
 * (RFC 9051, section 7.2.2) and of POP3 (RFC 2449), and lists of SASL mechanisms. LOGINDISABLED stays: it is
 * what a server offers in order to refuse.
 */
const offers: readonly [RegExp, string][] = [
  [new RegExp(`(?:250[ -])?\\bAUTH[ =]${mechanism}(?:(?:[ ,+]|%20){1,2}${mechanism}){1,12}`, "g"), " "],
  [new RegExp(`250[ -]AUTH[ =]?${mechanism}?`, "g"), " "],
  [/\bSASL(?: [A-Z0-9-]{3,20}){2,12}/g, " "],
  [/\b(?:AUTH|SASL)=[A-Z0-9-]{3,20}/g, " "],
  [/\bLOGIN-DELAY \d{1,6}(?: USER)?\b/g, " "],
  [/\b(?:RESP-CODES|AUTH-RESP-CODE|EXPIRE (?:\d{1,5}|NEVER))\b/g, " "],
  [/250[ -](?:STARTTLS|ENHANCEDSTATUSCODES|REQUIRETLS|LIMITS|NO-SOLICITING|X-[A-Z0-9-]{2,20})\b/g, " "],
  // PHPMailer's log. Where what was asked for is not in the list, the list stays: it is the evidence.
  [
    /Auth method requested: UN(?:KNOWN|SPECIFIED) (?:.{1,30} )?Auth methods available on the server: [A-Z0-9,-]{3,200}/g,
    " ",
  ],
  [
    /(?<=Auth method requested: ([A-Z0-9-]{3,24}) (?:.{1,30} )?)Auth methods available on the server: (?=(?:[A-Z0-9-]{3,24},){0,12}\1\b)[A-Z0-9,-]{3,200}/g,
    " ",
  ],
];

/** The text, white space being single spaces, without what a server merely offers. */
export function dropCapabilities(text: string): string {
  return offers.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}
