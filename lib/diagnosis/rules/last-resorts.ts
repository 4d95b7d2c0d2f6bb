import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

/** That the connection ended, where nothing tells why. */
export const closedRules: readonly Rule[] = [
  {
    cause: "mail_server_unavailable",
    confidence: 0.7,
    alternatives: ["password_wrong", "throttled"],
    stages: ["imap", "pop3"],
    words: /try (?:it )?again (?:later|in)|Please (?:re)?try later/i,
    without: /Login fail\. Account is abnormal|ERR_|AADSTS/,
    example: { stage: "imap", provider: "other", raw: "A3 NO Cannot do that now, try again later" },
  },
  {
    cause: "connection_reset",
    confidence: 0.65,
    alternatives: ["timeout", "mail_server_unavailable"],
    errnos: ["closed"],
    example: way("Error: Connection closed"),
  },
];

/** A connection that came to nothing, in words that are used of any end and any beginning. */
export const lostRules: readonly Rule[] = [
  {
    cause: "host_unreachable",
    confidence: 0.5,
    alternatives: ["timeout", "dns", "connection_reset", "proxy_blocked", "tls_untrusted_issuer"],
    stages: ["authorize", "token", "refresh", "network"],
    // What HTTP clients of Rust, JavaScript, Java and Flutter say of a request that found no way, whatever the reason.
    isTransient: true,
    words:
      /error sending request for url|\b(?:fetch failed|failed to fetch)\b|NetworkError when attempting|XMLHttpRequest error|I\/O error on (?:POST|GET) request|network request failed|request failed: network error/i,
    without: /\b[45]\d\d\b|AADSTS|invalid_/,
    example: {
      stage: "token",
      provider: "other",
      raw: "error sending request for url (https://idp.acme.example/token)",
    },
  },
  {
    cause: "password_wrong",
    confidence: 0.4,
    alternatives: ["basic_auth_disabled", "pop_disabled", "connection_reset"],
    stages: ["pop3"],
    // Laminas's, which keeps the server's words to itself; most often it was the sign-in.
    words: /\blast request failed/i,
    example: { stage: "pop3", provider: "other", raw: "last request failed" },
  },
  {
    cause: "timeout",
    confidence: 0.5,
    alternatives: ["host_unreachable", "refused", "dns", "tls_untrusted_issuer"],
    stages: ["imap", "pop3", "smtp", "network"],
    // MailCore's, of whatever kept a connection from being made.
    words: /stable connection to the server could not be established/i,
    example: way("A stable connection to the server could not be established."),
  },
  {
    cause: "timeout",
    confidence: 0.55,
    alternatives: ["connection_reset", "tls_plain_port", "protocol_mismatch"],
    stages: ["imap", "pop3", "smtp", "network"],
    // The server never said who it is.
    words:
      /(?:fail\w{0,3}|unable|could(?: not|n't)|cannot|can't|did(?: not|n't)|\bno\b|never|without|waiting for).{0,24}\b(?:banner|greeting|welcome)\b|\b(?:banner|greeting)\b.{0,16}(?:failed|missing|not (?:received|sent))/i,
    without: /unexpected|invalid|received:|\b[245]\d\d[ -]|\* OK|\+OK/i,
    example: way("Failed to receive the SMTP banner from the service listening on port 587"),
  },
  {
    cause: "connection_reset",
    confidence: 0.5,
    alternatives: ["timeout", "protocol_mismatch", "mail_server_unavailable"],
    stages: ["imap", "pop3", "smtp", "network"],
    words:
      /(?:could not|couldn't|unable to|failed to|cannot|can't|error(?: while)?) (?:handle|process|read|reading|get|getting|receive|receiving) .{0,24}\b(?:response|reply|answer)\b|\b(?:response|reply) reading failed|^(?:.{0,60}: )?empty (?:response|reply|answer)\b|\(SOCKET\)|\bstream error\b|\bstream returned no data|\bno data (?:was )?received/i,
    without: /\bJSON|token|(?<![\d.:])[45]\d\d[ -]|authentic|log-?in/i,
    example: way("Error, could not handle SMTP server response"),
  },
  {
    cause: "timeout",
    confidence: 0.5,
    alternatives: ["refused", "host_unreachable", "dns"],
    stages: ["imap", "pop3", "smtp", "network"],
    words:
      /\b(?:server|host)\b.{0,80}(?:\bnot|n't) respond(?:ing)?\b(?! with)|(?:Server|Host).{0,60} antwortet nicht|serveur\b.{0,60} ne répond pas|servidor\b.{0,60} (?:no|não) responde|server\b.{0,60} non risponde|server\b.{0,60} reageert niet/i,
    example: way('The mail server "imap.acme.example" is not responding.'),
  },
  {
    cause: "connection_reset",
    confidence: 0.5,
    alternatives: ["tls_plain_port", "mail_server_unavailable"],
    // Go's io.EOF, and nothing else.
    words: /(?:\b(?:error|err|msg)["']?[=:] ?|: )["']?EOF\b/,
    example: way('lvl=eror msg="Failed to send alert notification email" error=EOF'),
  },
  {
    cause: "timeout",
    confidence: 0.5,
    alternatives: ["refused", "dns", "host_unreachable", "tls_plain_port"],
    // CDO's, which Windows tells in its own language.
    words:
      /Транспорту не удалось подключиться|Transportfehler.{0,40}Server|transport n'a pas pu se connecter|transporte no pudo conectar/i,
    example: way("CDO.Message.1: Транспорту не удалось подключиться к серверу."),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.5,
    alternatives: ["connection_reset", "timeout"],
    stages: ["imap"],
    // The server ends the session and says why in words that are not known (RFC 9051, section 7.1.5).
    words: /\* BYE\b(?! (?:Log|IMAP4rev1 Server logging out))/,
    without: /invalid|buffer|\bNO \[|\bOK LOGOUT/i,
    example: { stage: "imap", provider: "other", raw: "* BYE Ask somebody else" },
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    alternatives: ["too_many_connections"],
    stages: ["imap"],
    // A server may end a connection instead of greeting (RFC 9051, section 7.1.5).
    words: /greeting\b.{0,30}(?:\[(?:atom|token): BYE\]|\bBYE\b)/i,
    isTransient: true,
    example: { stage: "imap", provider: "other", raw: "Unexpected token in IMAP greeting: [atom: BYE]" },
  },
];

/** What came is no answer of an identity provider's at all. */
export const pageRules: readonly Rule[] = [
  {
    cause: "html_instead_of_json",
    confidence: 0.9,
    words:
      /Unexpected token '?<|unexpected content-type: text\/html|invalid character '<'|'<' is an invalid start|(?:expected|unexpected|invalid|unrecogni[sz]ed) (?:token |character |value )?(?:near |at )?'?<|near '<'|Unexpected character encountered while parsing value: <|text\/html.{0,80}(?:instead|expected|unexpected|mimetype)|unexpected mimetype: text\/html|content.?type.{0,30}text\/html|<!doctype html|<html|'<!doctype'/i,
    stages: ["token", "refresh", "network"],
    example: { stage: "token", provider: "other", raw: "SyntaxError: Unexpected token < in JSON at position 0" },
  },
  {
    cause: "html_instead_of_json",
    confidence: 0.6,
    alternatives: ["idp_unavailable", "proxy_blocked"],
    // What came was no JSON; that it was a page is not told.
    words:
      /unexpected response content-type|JSON.{0,60}(?:position 0|unexpected character|line 1 column 1|Invalid numeric literal)|Expecting value: line 1 column 1|text must begin with '\{'|expected value (?:at line 1|but found invalid)|Failed to parse server response|JSON (?:parse|syntax) error|parse error on line 1|no JSON object could be decoded|cannot unmarshal|could not (?:decode|parse) (?:the )?JSON|Expected BEGIN_OBJECT but was STRING|not valid JSON|Syntax error, malformed JSON|is not (?:valid )?JSON|(?:invalid|malformed) JSON|Could not find (?:any )?JSON|UnexpectedContent|Failed to parse JSON|JSONDecodeError|JsonReaderException|JsonParseException|invalid response received from Authorization Server\. Expected JSON/i,
    stages: ["token", "refresh", "network"],
    example: { stage: "token", provider: "other", raw: "Error: Unexpected token in JSON at position 0" },
  },
  {
    cause: "html_instead_of_json",
    confidence: 0.7,
    alternatives: ["proxy_blocked"],
    // What a page tells a browser.
    words:
      /(?:Cookies|JavaScript) (?:must be|is not|are not|is|are) (?:enabled|required|disabled)|(?:enable|turn on) (?:your |browser )?(?:cookies|JavaScript)/i,
    stages: ["token", "refresh"],
    example: { stage: "token", provider: "other", raw: "cannot fetch token: 403 Forbidden: Cookies must be enabled" },
  },
  {
    cause: "html_instead_of_json",
    confidence: 0.5,
    words: /404 Not Found|Page not found|\b404\b/i,
    stages: ["token", "refresh"],
    example: { stage: "token", provider: "other", raw: "HTTP 404 Not Found" },
  },
];
