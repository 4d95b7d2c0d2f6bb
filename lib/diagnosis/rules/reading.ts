import type { CauseSlug } from "../schema";
import type { Rule } from "./rule";

const imap = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "imap", provider, raw }) as const;
const pop3 = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "pop3", provider, raw }) as const;
const reading = ["imap", "pop3"] as const;

/** What a refused token may be besides. */
const behindToken: readonly CauseSlug[] = [
  "wrong_audience_scopes",
  "mailbox_access_denied",
  "service_principal_missing",
  "imap_disabled",
];

/** IMAP's and POP3's own replies: a server in trouble, and what Microsoft's and Google's say to a token. */
export const readingRules: readonly Rule[] = [
  {
    cause: "too_many_connections",
    confidence: 0.7,
    alternatives: ["mail_server_unavailable"],
    stages: ["pop3"],
    // RFC 2449, section 8.1.1: most often another session has the mailbox locked, which lets in one at a time.
    words:
      /\[IN-USE\]|already in use|(?:mailbox|mail ?drop) (?:is )?(?:already )?(?:being )?(?:locked|in use|busy)|lock(?:ed)? by another/i,
    example: pop3("other", "-ERR [IN-USE] Mailbox already in use"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.6,
    alternatives: ["password_wrong", "plaintext_auth_refused"],
    stages: ["pop3"],
    // The command AUTH itself is not known, or not here.
    words:
      /\bAUTH\b(?!ENTICATE).{0,200}-ERR (?:invalid|unknown|unrecogni[sz]ed|unsupported|illegal|bad|unimplemented) (?:command|keyword|request)/i,
    without: /\b(?:PASS|USER)\b/,
    example: pop3("other", "RECEIVED: AUTH SENT: -ERR Invalid command in current state."),
  },
  {
    cause: "line_too_long",
    confidence: 0.7,
    alternatives: ["mail_server_unavailable"],
    stages: ["imap", "pop3"],
    // Exchange, of a token in the line of the command AUTH; it wants it in a line of its own.
    words: /Protocol error\. Connection is closed\. 10\b/i,
    example: pop3("microsoft", "-ERR Protocol error. Connection is closed. 10"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.95,
    stages: reading,
    words:
      /\[UNAVAILABLE\]|ResponseCode["']?: ?["'](?:UNAVAILABLE|SERVERBUG|INUSE)|\[SYS\/TEMP\]|\[INUSE\]|\[SERVERBUG\]|\bServer Unavailable|Temporary (?:authentication |auth |system )(?:failure|error|problem)|Internal (?:server )?error occurred/i,
    without: /name resolution/i,
    example: imap("other", "A1 NO [UNAVAILABLE] Temporary authentication failure. [host:2024]"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.75,
    stages: reading,
    words:
      /\[UNAVAILABLE\]|\[SYS\/TEMP\]|\[INUSE\]|\[SERVERBUG\]|Server Unavailable|Temporary (?:authentication |system |server )?(?:failure|error|problem)|Internal (?:server )?error|(?<!IMAP4 )server error(?! occurred while|:)|(?:service|server|system) (?:is )?(?:temporarily |currently )?(?:unavailable|not available|down|busy|overloaded)|System Error|backend error|server shutting down|shutdown|maintenance|Connection (?:is )?closed\. 1\d|mailbox (?:is )?(?:locked|in use|busy)|IMAP4?(?:rev1)?:? (?:cannot|can't|unable to|could not|failed to) connect to|(?:\* BYE|ByeResponseError:?) .{0,80}(?:cannot|can't|unable to|could not|failed to) connect|(?:backend|back-end|upstream|remote) (?:server |IMAP |mail ){0,2}(?:is )?(?:unreachable|unavailable|not (?:available|responding)|connect\w{0,3} fail)|lock(?:ed)? by another|\block-?busy\b|unable to (?:acquire|get) lock|Timeout waiting for lock|Authentication service|auth (?:process|server|service) .{0,40}(?:unavailable|failed|not|busy|broken)|temporarily (?:unavailable|rejected|disabled)/i,
    without: /Login fail\. Account is abnormal|ERR_|AADSTS/,
    example: imap("google", "* BYE System Error (Failure)"),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.75,
    alternatives: ["password_wrong", "imap_disabled"],
    stages: ["imap"],
    providers: ["microsoft"],
    words: /\bLOGIN failed|failed to log ?in\b.{0,40}LOGIN|NO LOGIN/i,
    without: /OAuth 2\.0 Proxy/,
    example: imap("microsoft", "A1 NO LOGIN failed."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.9,
    alternatives: behindToken,
    stages: ["imap"],
    words: /\bAUTHENTICATE failed/i,
    signIn: "token",
    example: imap("microsoft", "A1 AUTHENTICATE XOAUTH2 ... A1 NO AUTHENTICATE failed."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.85,
    alternatives: behindToken,
    stages: ["imap"],
    providers: ["microsoft"],
    words: /\bAUTHENTICATE failed/i,
    without:
      /AUTHENTICATE PLAIN|imap_open|auth(?:enticate)?[: ]plain|Retrying \w{4,10} authentication|Can not authenticate to IMAP server: \[/i,
    example: imap("microsoft", "A1 NO AUTHENTICATE failed."),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.65,
    alternatives: ["password_wrong", "xoauth2_token_rejected"],
    stages: ["imap"],
    providers: ["microsoft"],
    words: /\bAUTHENTICATE failed/i,
    example: imap("microsoft", "A1 AUTHENTICATE PLAIN A1 NO AUTHENTICATE failed."),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.5,
    alternatives: ["basic_auth_disabled", "tls_plain_port"],
    stages: ["pop3"],
    words: /-ERR Command is not valid in this state/i,
    example: pop3("microsoft", "-ERR Command is not valid in this state."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.8,
    alternatives: behindToken,
    stages: ["pop3"],
    providers: ["microsoft"],
    words: /Authentication failure: unknown user name or bad password/i,
    example: pop3("microsoft", "-ERR Authentication failure: unknown user name or bad password."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.8,
    alternatives: behindToken,
    stages: reading,
    providers: ["microsoft"],
    signIn: "token",
    words:
      /Logon failure: unknown user name or bad password|-ERR .{0,30}(?:auth|logon)|authentication (?:failed|failure|unsuccessful)/i,
    example: pop3("microsoft", "AUTH XOAUTH2 -ERR Logon failure: unknown user name or bad password."),
  },
  {
    cause: "basic_auth_disabled",
    confidence: 0.65,
    alternatives: ["password_wrong", "xoauth2_token_rejected"],
    stages: reading,
    providers: ["microsoft"],
    words: /Logon failure: unknown user name or bad password/i,
    example: pop3("microsoft", "-ERR Logon failure: unknown user name or bad password."),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: behindToken,
    stages: reading,
    // The client gave up, as it does after a challenge that tells of a refusal, and also of itself.
    words: /Client aborted AUTHENTICATE/i,
    example: imap("google", "AUTHENTICATE command error: BAD ['Client aborted AUTHENTICATE command.']"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.85,
    alternatives: ["wrong_audience_scopes", "access_token_expired", "mailbox_access_denied"],
    stages: reading,
    signIn: "token",
    words:
      /AUTHENTICATIONFAILED|Invalid credentials|denied authentication|authentication (?:failed|failure|unsuccessful|error)|invalid_token|invalid_request|"status":"4\d\d"|eyJzdGF0dXMi|\[AUTH\]|-ERR|invalid SASL|bad credentials|(?:login|logon) fail|not authenticated|AuthenticationError|Can ?not (?:authenticate|log ?in)|password wrong/i,
    example: imap(
      "google",
      "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ== A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    ),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.6,
    alternatives: behindToken,
    stages: reading,
    // Refused in words that are not known.
    words: /AUTH(?:ENTICATE)? (?:XOAUTH2|OAUTHBEARER).{0,400}(?:\bNO\b|-ERR)/,
    example: imap("other", "A1 AUTHENTICATE XOAUTH2 dXNlcj0= A1 NO Computer says no"),
  },
  {
    cause: "xoauth2_token_rejected",
    confidence: 0.7,
    alternatives: ["malformed_token_request"],
    stages: reading,
    words: /invalid SASL argument/i,
    example: imap("google", "A2 NO [AUTHENTICATIONFAILED] Invalid SASL argument. k3mb12"),
  },
];
