import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

// A server's own words about what is behind it ("454 4.7.0 …: connection refused") are not about the way to it.
const serverReply = /\b[45]\d\d[ -][45]\.\d{1,3}\.\d|\bNO \[|-ERR /;

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

/** The way to a server, once no server's own words have settled it. */
export const networkRules: readonly Rule[] = [
  {
    cause: "proxy_blocked",
    confidence: 0.8,
    alternatives: ["timeout", "dns", "refused"],
    // The proxy takes the call and does not get through.
    isTransient: true,
    words:
      /(?:after CONNECT|HTTP CONNECT|CONNECT tunnel|tunnel connection).{0,60}\b50[0234]\b|\b50[0234]\b.{0,40}(?:from (?:the )?(?:http )?(?:proxy|tunnel)|after CONNECT)/i,
    example: way("curl: (56) Received HTTP code 503 from proxy after CONNECT"),
  },
  {
    cause: "proxy_blocked",
    confidence: 0.9,
    without: /upstream server|Bad Gateway/i,
    words:
      /Proxy Authentication Required|Proxyauthentifizierung|authentification (?:du |de )?proxy|autenticación (?:de|del) proxy|autenticação (?:de|do) proxy|autenticazione proxy|代理身份验证|プロキシ認証|(?:HTTP\/[\d.]{3} |HTTP code |status(?: code)? |response |error |returned |: )407\b|(?:after CONNECT|HTTP CONNECT|CONNECT tunnel|proxy|tunnel).{0,60}\b(?:40[37]|502|503)\b|\b(?:40[37])\b.{0,40}(?:from (?:the )?(?:http )?(?:proxy|tunnel)|after CONNECT)|(?:tunnel(?:ing)?|CONNECT tunnel) .{0,40}(?:fail|refused|denied|rejected|blocked)|ERR_TUNNEL_CONNECTION_FAILED|ERR_PROXY|ProxyError|proxy (?:error|refused|denied|blocked|rejected|connection (?:failed|refused)|server (?:is )?(?:refus|not|unreach|return))|proxyconnect|Cannot connect to proxy|Unable to (?:connect|tunnel) (?:to|through) (?:the )?proxy|ERR_ACCESS_DENIED.{0,60}squid|blocked by .{0,40}(?:web filter|firewall policy|content filter|proxy)|Zscaler|FortiGuard|access to this (?:site|page) (?:has been |is )?(?:blocked|denied) by|curl.{0,20}\(97\)|could not resolve proxy|SOCKS[45]?\b.{0,60}(?:error|fail|refus|denied|reject|unreachable|unacceptable|not (?:allowed|supported|permitted|accepted)|unable|can't|cannot|could not|timed? ?out)/i,
    example: way("curl: (56) Received HTTP code 407 from proxy after CONNECT"),
  },
  {
    cause: "timeout",
    confidence: 0.65,
    alternatives: ["connection_reset"],
    // Several attempts ended in several ways.
    errnos: ["ETIMEDOUT"],
    words: /ECONNRESET|reset by peer|forcibly closed|broken pipe|end of stream/i,
    without: /gateway time-?out|\b504\b|(?:token|code|secret) (?:has |have |was )?timed out/i,
    example: way("Error: write ECONNRESET Error: Timed out while authenticating with server"),
  },
  {
    cause: "timeout",
    confidence: 0.9,
    errnos: ["ETIMEDOUT"],
    without: /gateway time-?out|\b504\b|(?:token|code|secret) (?:has |have |was )?timed out/i,
    example: way("connect ETIMEDOUT 192.0.2.1:993"),
  },
  {
    cause: "timeout",
    confidence: 0.6,
    alternatives: ["dns", "mail_server_unavailable"],
    // EAGAIN of a socket that was given a time to answer in.
    words: /Resource temporarily unavailable|\bos error 11\b/i,
    stages: ["imap", "pop3", "smtp"],
    without: serverReply,
    example: { stage: "smtp", provider: "other", raw: "SMTP IO error: Resource temporarily unavailable (os error 11)" },
  },
  {
    cause: "dns",
    confidence: 0.5,
    alternatives: ["timeout", "idp_unavailable"],
    isTransient: true,
    // EAGAIN, of a resolver as of a socket.
    words: /Resource temporarily unavailable/i,
    stages: ["authorize", "token", "refresh", "network"],
    example: way("login.acme.example:443 Resource temporarily unavailable"),
  },
  {
    cause: "tls_plain_port",
    confidence: 0.5,
    alternatives: ["connection_reset", "timeout"],
    // Plain words were spoken to a port that begins with TLS, and nothing came back.
    words: /Empty startup greeting \([^()]{1,100}:(?:993|995|465)\)/i,
    example: { stage: "imap", provider: "other", raw: "Empty startup greeting (imap.acme.example:993)" },
  },
  {
    cause: "connection_reset",
    confidence: 0.85,
    errnos: ["ECONNRESET"],
    words:
      /ECONNRESET|EPIPE|ECONNABORTED|reset by|broken pipe|socket hang up|forcibly closed|SSL_ERROR_SYSCALL|unexpected(?:ly)? (?:eof|close|disconnect|end)|EOF occurred|ConnectionReset|unexpectedly closed|remote (?:end|host|party|side) (?:has )?closed|connection (?:was |has been )?(?:forcibly )?(?:reset|aborted|dropped|lost)|lost connection|1005[34]\b|errno ?["']?[:= ]{1,2}-?(?:104|54|32)\b|empty reply|server (?:unexpectedly )?closed|closed (?:by|unexpectedly|the connection)|other side closed/i,
    example: way("read ECONNRESET"),
  },
  {
    cause: "connection_reset",
    confidence: 0.8,
    words: /\blost (?:\w{1,12} )?connection to|FolderClosedException|unexpected (?:SSL |TLS )?connection shut ?down/i,
    without: serverReply,
    example: { stage: "imap", provider: "other", raw: "javax.mail.FolderClosedException: Lost folder connection" },
  },
  {
    cause: "connection_reset",
    confidence: 0.7,
    alternatives: ["timeout", "mail_server_unavailable"],
    // It ended before it should have, in words that are also used of other endings.
    errnos: ["ECONNRESET"],
    example: way("Error: NoConnection"),
  },
  {
    cause: "connection_reset",
    confidence: 0.5,
    alternatives: ["tls_plain_port", "timeout"],
    words: /response: -1\b/i,
    example: way("Could not connect to SMTP host: smtp.acme.example, port: 465, response: -1"),
  },
  {
    cause: "host_unreachable",
    confidence: 0.5,
    alternatives: ["refused", "timeout", "dns"],
    words:
      /Failed to connect to|Could ?n[o']t connect|Can(?:'t|not) connect|connect\(\) failed|curl.{0,20}\(7\)|unable to (?:connect|reach)|ESOCKET|ECONNECTION|Unable to open connection|SMTP connect\(\) failed|Connection failed|connection could not be established|SMTPConnectError|Error (?:connecting to|dial{1,2}ing)|failed to dial|Cannot open [^\s]{1,80}:\d{2,5}|not accepting SMTP connections|(?:open|connect|create) (?:a )?socket|connection attempt failed|No SMTP service here/i,
    stages: ["imap", "pop3", "smtp", "network", "token", "refresh"],
    example: way("curl: (7) Failed to connect to login.microsoftonline.com port 443"),
  },
  {
    cause: "idp_throttled",
    confidence: 0.9,
    statuses: [429],
    stages: ["authorize", "token", "refresh"],
    example: { stage: "refresh", provider: "other", raw: "Request failed with status code 429" },
  },
  {
    cause: "throttled",
    confidence: 0.85,
    statuses: [429],
    stages: ["imap", "pop3", "smtp"],
    example: { stage: "imap", provider: "other", raw: "HTTP 429" },
  },
  {
    cause: "idp_unavailable",
    confidence: 0.7,
    statuses: [500],
    stages: ["authorize", "token", "refresh"],
    example: { stage: "token", provider: "microsoft", raw: "Request failed with status code 500" },
  },
  {
    cause: "idp_unavailable",
    confidence: 0.85,
    statuses: [5],
    stages: ["authorize", "token", "refresh"],
    example: { stage: "token", provider: "microsoft", raw: "HTTP/1.1 503 Service Unavailable" },
  },
  {
    cause: "idp_throttled",
    confidence: 0.6,
    alternatives: ["throttled", "proxy_blocked"],
    statuses: [429],
    stages: ["network"],
    example: way("Request failed with status code 429"),
  },
  {
    cause: "idp_unavailable",
    confidence: 0.6,
    alternatives: ["mail_server_unavailable", "proxy_blocked"],
    statuses: [5],
    stages: ["network"],
    example: way("Upstream returned HTTP 502 Bad Gateway"),
  },
];
