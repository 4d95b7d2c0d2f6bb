import type { Rule } from "./rule";
import { serverReply } from "./way";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;

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
    cause: "mail_server_unavailable",
    confidence: 0.65,
    alternatives: ["too_many_connections", "throttled"],
    stages: ["smtp"],
    // JavaMail's, of a greeting that was no welcome.
    words: /Could not connect to SMTP host.{1,120}response: 4\d\d/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "Could not connect to SMTP host: smtp.acme.example, port: 25, response: 421",
    },
  },
  {
    cause: "message_refused",
    confidence: 0.5,
    alternatives: ["smtp_not_authenticated", "outbound_sender_blocked"],
    stages: ["smtp"],
    words: /Could not connect to SMTP host.{1,120}response: 5\d\d|refused to talk to me: 5\d\d/i,
    example: {
      stage: "smtp",
      provider: "other",
      raw: "Could not connect to SMTP host: smtp.acme.example, port: 25, response: 554",
    },
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
      /Failed to connect to|Could ?n[o']t connect|Can(?:'t|not) connect|connect\(\) failed|curl.{0,20}\(7\)|unable to (?:connect|reach)|ESOCKET|ECONNECTION|Unable to open connection|SMTP connect\(\) failed|Connection failed|connection could not be established|SMTPConnectError|Error (?:connecting to|dial{1,2}ing)|failed to dial|Cannot open [^\s]{1,80}:\d{2,5}|not accepting SMTP connections|(?:open|connect|create) (?:a )?socket|connection attempt failed|TCP connect to .{1,80} failed|(?:cannot|can't|could not|unable to) open (?:a |the )?connection|EXIT_CONNECTION_FAILURE\w{0,8}|TcpTestSucceeded ?: ?False|able to establish an? (?:SMTP |IMAP |POP3? )?connection|No SMTP service here/i,
    stages: ["imap", "pop3", "smtp", "network", "token", "refresh"],
    // PHP's, of a mailbox that its own library could make nothing of.
    without: /invalid remote specification/i,
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
