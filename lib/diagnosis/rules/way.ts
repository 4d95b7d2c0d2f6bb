import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

// A server's own words about what is behind it ("454 4.7.0 …: connection refused") are not about the way to it.
export const serverReply = /\b[45]\d\d[ -][45]\.\d{1,3}\.\d|\bNO \[|-ERR /;

/** No connection came about, so that nothing else in the text can be a server's answer. */
export const wayRules: readonly Rule[] = [
  {
    cause: "too_many_connections",
    confidence: 0.75,
    alternatives: ["refused", "throttled"],
    stages: ["imap", "pop3", "smtp"],
    // Who refuses because of a limit is there and listens.
    errnos: ["ECONNREFUSED"],
    words: /(?:limit|max\w{0,4}|too many).{0,30}(?:connections|sessions|clients)\b|(?:connections?|sessions?) limit\b/i,
    without: serverReply,
    example: { stage: "imap", provider: "other", raw: "Connection refused: per-user limit of sessions hit" },
  },
  {
    cause: "proxy_blocked",
    confidence: 0.75,
    alternatives: ["refused", "timeout", "dns"],
    words:
      /tunnel(?:l?ing)? socket could not be established|\bproxyconnect\b|X-Squid-Error|squid.{0,60}ERR_ACCESS_DENIED/i,
    example: way("tunneling socket could not be established, cause=connect ECONNREFUSED 192.0.2.1:3128"),
  },
  {
    cause: "dns",
    confidence: 0.9,
    isTransient: true,
    without: serverReply,
    errnos: ["EAI_AGAIN"],
    example: way("getaddrinfo EAI_AGAIN outlook.office365.com"),
  },
  {
    cause: "dns",
    confidence: 0.95,
    isTransient: false,
    without: serverReply,
    errnos: ["ENOTFOUND"],
    example: way("getaddrinfo ENOTFOUND imap.acme.example"),
  },
  {
    cause: "refused",
    confidence: 0.95,
    without: serverReply,
    errnos: ["ECONNREFUSED"],
    example: way("connect ECONNREFUSED 192.0.2.1:993"),
  },
  {
    cause: "refused",
    confidence: 0.6,
    alternatives: ["host_unreachable", "egress_refused", "proxy_blocked"],
    // The machine's own firewall or rights (EACCES, EPERM), which no waiting mends.
    words:
      /\bconnect\w{0,3}\b.{0,60}(?:operation not permitted|permission denied|\bEACCES\b|\bEPERM\b)|(?:operation not permitted|permission denied|\bEACCES\b|\bEPERM\b|\bErrno 1\b|\bErrno 13\b).{0,60}\b(?:connect|socket|network|[\w.-]{3,80}:\d{2,5})\b|WSAEACCES|\b(?:WinError|winsock|error|errno)\b[ :=#]{0,3}10013\b|access a socket in a way forbidden/i,
    without: /\bfile\b|\.(?:pem|key|crt|log|json)\b|connected/i,
    stages: ["imap", "pop3", "smtp", "network"],
    example: way("dial tcp 192.0.2.3:587: connect: operation not permitted"),
  },
  {
    cause: "dns",
    confidence: 0.75,
    isTransient: false,
    // A host's name that can be none, or one with its port in it.
    words:
      /label (?:is )?(?:empty or )?too long|codec can't encode .{0,60}(?:idna|punycode)|'idna' codec|Servname not supported|(?:invalid|illegal|bad|malformed) (?:character in )?host ?name(?! found)|not a valid host ?name/i,
    without: /certificate|HELO|EHLO|\b[45]\d\d[ -]/i,
    stages: ["imap", "pop3", "smtp", "network"],
    example: way("UnicodeError: encoding with 'idna' codec failed (UnicodeError: label empty or too long)"),
  },
  {
    cause: "tls_plain_port",
    confidence: 0.6,
    alternatives: ["timeout", "protocol_mismatch", "connection_reset"],
    // STARTTLS was chosen for a port that begins with TLS: both sides wait for the other to speak.
    errnos: ["ETIMEDOUT", "ECONNRESET", "closed"],
    words: /\bport["']? ?(?:=>|[:=])? ?["']?(?:993|995|465)\b|[\w-]:(?:993|995|465)\b/i,
    andWords:
      /\b(?:tls_|use_?|smtp_?)?start_?tls["']? ?(?:=>|[:=]) ?["']?(?:on|true|yes|1)\b|\b(?:encryption|security|secure|smtp_?secure|connection_security|ssl_?type)["']? ?(?:=>|[:=]) ?["']?(?:start_?)?tls\b/i,
    stages: ["imap", "pop3", "smtp", "network"],
    without: serverReply,
    example: { stage: "pop3", provider: "other", raw: "port = 995 tls_starttls = on network read error: timed out" },
  },
  {
    cause: "connection_reset",
    confidence: 0.6,
    alternatives: ["timeout", "password_wrong"],
    stages: ["smtp"],
    // PEAR's, where a command got no answer.
    words: /code: -1, response: ?\)/i,
    without: /connect socket|STARTTLS|timed? ?out|refused/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "authentication failure [SMTP: Unknown error (code: -1, response: )]",
    },
  },
  {
    cause: "timeout",
    confidence: 0.7,
    alternatives: ["host_unreachable"],
    // Several addresses were tried. That there is no way over IPv6 is usual; the one that there is a way to counts.
    without: serverReply,
    errnos: ["EHOSTUNREACH"],
    words: /timed ?out|ETIMEDOUT/i,
    example: way(
      "Connection failed to imap.acme.example,143: Connection timed out; Can't connect: Network is unreachable",
    ),
  },
  {
    cause: "host_unreachable",
    confidence: 0.9,
    // The machine's own network was off, which comes back.
    isTransient: true,
    without: serverReply,
    words:
      /connection appears to be offline|\bCode=-1009\b|ERR_INTERNET_DISCONNECTED|\bNetwork is down\b|\bENETDOWN\b|(?:not|n't) connected to (?:the )?(?:internet|network)|\bno (?:internet|network) connection|keine Internetverbindung|pas connecté à (?:l'|un )|no (?:hay|tiene) conexión a internet|sem conexão com a internet|nessuna connessione (?:a )?internet|geen internetverbinding|未连接到互联网|インターネット(?:に|へ)接続(?:され)?ていません/i,
    example: way("NSURLErrorDomain Code=-1009 The Internet connection appears to be offline."),
  },
  {
    cause: "connection_reset",
    confidence: 0.75,
    alternatives: ["password_wrong", "too_many_connections"],
    stages: ["imap", "pop3", "smtp"],
    // What a program calls a failed sign-in was a connection that ended before the answer.
    words:
      /auth\w{0,12} failed: (?:(?:the )?(?:connection|socket|server|remote) (?:was |has )?(?:closed|lost|dropped|disconnected|reset|aborted)|EOF\b)|socket error: .{0,60}Too many read 0|Too many read 0/i,
    without: serverReply,
    example: { stage: "imap", provider: "other", raw: "PLAIN authentication failed: connection lost" },
  },
  {
    cause: "host_unreachable",
    confidence: 0.95,
    without: serverReply,
    errnos: ["EHOSTUNREACH"],
    example: way("connect ENETUNREACH 2001:db8::1:993 - Local (:::0)"),
  },
];
