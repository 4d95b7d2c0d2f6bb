import { eitherOrder, invalid, late, lost, refused } from "./fault-stems";
import type { Rule } from "./rule";

const way = (raw: string) => ({ stage: "network", provider: "other", raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;
const connecting = ["network", ...mail] as const;

const certificate = "\\bcert(?:ificate)?s?\\b";

/**
 * What a small program says of the way to a server in a few plain words, without the name of an error. They are tried
 * after all others and are never sure.
 */
export const wayPlainWords: readonly Rule[] = [
  {
    cause: "tls_self_signed",
    confidence: 0.65,
    alternatives: ["tls_untrusted_issuer"],
    words: /signed (?:by )?it-?self|self-?(?:signed|issued)|its own certificate/i,
    example: way("The certificate is self-issued"),
  },
  {
    cause: "tls_expired",
    confidence: 0.65,
    words: eitherOrder(
      certificate,
      "expir|out of date|out-?dated|\\b(?:ran|run|runs) out\\b|lapsed|no longer valid|not (?:yet|any more) valid|not valid any|too old",
    ),
    without: /secret|AADSTS|valid from|notAfter|expire date/i,
    example: way("A lapsed certificate"),
  },
  {
    cause: "tls_hostname_mismatch",
    confidence: 0.65,
    words: eitherOrder(
      certificate,
      "(?:another|different|other|wrong) (?:host|name|server|domain|site|machine)|\\bname\\b.{0,20}(?:not|n't|mis-?)|(?:not|n't) (?:issued |made |valid |meant )?for\\b|belongs to|(?:\\bnot|n't|mis-?) ?match|(?:\\bnot|n't) (?:cover|include|list|contain|name)",
    ),
    without: /AADSTS|assertion/i,
    example: way("That certificate belongs to mail.acme.example"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.6,
    alternatives: ["tls_self_signed"],
    words: eitherOrder(
      `${certificate}|\\bissu(?:er|ing)\\b.{0,20}|\\bCA\\b|\\broot (?:CA|authority)`,
      "(?:\\bnot|n't) (?:be )?(?:trust|verif|known|recogni)|untrusted|unknown|unverified|distrust|\\bno trust|could not be (?:checked|verified)",
    ),
    without: /AADSTS|assertion|client certificate/i,
    example: way("There's no trust in the CA: unknown"),
  },
  {
    cause: "tls_version",
    confidence: 0.6,
    words:
      /\b(?:only|at most|just|no more than) .{0,20}(?:TLS|SSL) ?v?[123](?:\.\d)?\b|(?:TLS|SSL) ?v?[123](?:\.[01])? (?:only|is too old|is not (?:allowed|enough|supported))|\b(?:no|none|without|nothing) .{0,30}\b(?:ciphers?|TLS version|protocol version)\b|(?:unsupported|wrong|old|outdated|incompatible) (?:TLS|SSL|protocol) version|\b(?:TLS|SSL)\b(?: version)? (?:is |was )?too (?:old|low|new)|(?:TLS|SSL|protocol) version.{0,30}(?:too (?:old|low)|unsupported|not supported|mismatch|differ|in common)/i,
    example: way("A TLS version that differs"),
  },
  {
    cause: "tls_plain_port",
    confidence: 0.55,
    alternatives: ["protocol_mismatch"],
    stages: connecting,
    words:
      /\bport\b.{0,40}(?:not|n't|no|without) (?:\w{1,8} ){0,3}(?:TLS|SSL|encrypt)|(?:server|host)\b.{0,20}(?:not|n't|never) (?:use|speak|do|know|understand|talk) (?:TLS|SSL)\b|(?:not|n't) (?:an? )?(?:TLS|SSL) (?:port|server|connection)|(?:TLS|SSL) to a (?:plain|non-?TLS)|(?:plain ?text|in plain|unencrypted).{0,30}(?:TLS|SSL|encryption) (?:was )?expected|(?:TLS|SSL) expected/i,
    without: /certificate/i,
    example: way("A port without any TLS"),
  },
  {
    cause: "proxy_blocked",
    confidence: 0.6,
    words: eitherOrder("\\bproxy\\b", `${refused}|n't|fail|said no`),
    without: /no proxy|proxy: (?:none|no|null)|not using|EntityFramework|nginx|reverse/i,
    stages: ["network", "token", "refresh", ...mail],
    example: way("Blocked: the proxy"),
  },
  {
    cause: "dns",
    confidence: 0.6,
    stages: ["network", ...mail],
    words: eitherOrder(
      "\\b(?:name resolution|host ?name|server(?: ?name)?|host|domain(?: name)?|DNS|name resolution|resolver)\\b",
      "(?:not|n't|cannot) be (?:looked up|resolved|found)|(?:fail\\w{0,3}|cannot|can't|could not|couldn't|unable|error|problem) .{0,20}(?:resolv|look-?up)|(?:resolv\\w{1,4}|resolution|look-?up)\\b.{0,30}(?:fail|error|problem)|\\bno such|(?:cannot|can't|could not|couldn't) (?:find|look up)|non-?existent|does(?: not|n't) exist|no address|\\bno (?:DNS )?(?:entry|record)",
      {
        gap: 30,
        or: "(?:cannot|can't|could not|couldn't|unable to|failed to) (?:resolve|look up)\\b|\\bDNS (?:has )?(?:failed|failure|error|problem)|\\bDNS (?:query|look-?up|request)\\b.{0,80}\\b(?:fail|error)|\\bno (?:IP |DNS )?(?:address|entry|record)\\b|name resolution|\\b(?:host|host ?name|server name|domain(?: name)?)\\b(?: \\S{1,60})? (?:is |was )?(?:unknown|not (?:known|found|registered|recogni))|unknown (?:host|server) ?name",
      },
    ),
    without: /file|user|mailbox|folder|recipient|certificate/i,
    example: way("There was no address for that host"),
  },
  {
    cause: "refused",
    confidence: 0.6,
    alternatives: ["host_unreachable", "timeout"],
    stages: connecting,
    words:
      /(?:nothing|no (?:service|server|program|one|process)|nobody|not|n't) (?:is |was |seems to be )?(?:listen|running on|answers? on|there)\w{0,4}\b|(?:turned|knocked|sent) (?:\w{1,12} ){0,3}(?:down|away|back)|(?:connect\w{0,4}|machine|host|port)\b.{0,30}(?:refus|reject|turned down)|port (?:\d{1,5} )?(?:is )?(?:not open|closed)/i,
    without: /certificate|auth|log-?in|passw/i,
    example: way("The port is not open: nobody there"),
  },
  {
    cause: "timeout",
    confidence: 0.6,
    alternatives: ["mail_server_unavailable", "connection_reset"],
    words: new RegExp(`${late}|\\btime-?out\\b`, "i"),
    without:
      /time-?out["']?(?: is|:|=| set to| of) ?\d|passw|\bcode\b|(?:token|session) (?:has |is |was )?timed|token too long|line too long|with a \+OK/i,
    example: way("Stopped waiting for it"),
  },
  {
    cause: "host_unreachable",
    confidence: 0.6,
    alternatives: ["timeout", "refused"],
    stages: connecting,
    words:
      /\bno (?:path|way|route)\b|\bnetwork (?:is )?(?:down|gone|unavailable)|(?:cannot|can't|could not|couldn't|not) (?:be )?(?:reach|contact)|un-?reachable|\boffline\b/i,
    without: /backend|mechanism|temporar/i,
    example: way("There's no way to that machine"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.55,
    alternatives: ["connection_reset", "throttled"],
    stages: mail,
    // That mail is "down" or has "problems" is what people say of anything.
    words:
      /(?:server|service|backend|system|host|store|storage)\b.{0,30}(?:maintenance|out of order|\bdown\b|overload|\bbusy\b|problems?|trouble|outage|not reach|unreach|unavailable|crash|restart)|\bmail\b.{0,30}(?:maintenance|overload|outage|unreach|unavailable)|(?:internal|unexpected) (?:server )?(?:error|problem|failure|fault)|(?:problem|trouble|outage|maintenance|overload)\w{0,2}\b.{0,30}\b(?:server|service|backend|system)|(?:come|try|call) (?:\w{1,6} )?(?:back|again) (?:later|soon)|(?:unable|cannot|can't|not able) (?:to )?(?:process|handle|serve|complete|fulfil) (?:your |the |this )?(?:request|operation)\b/i,
    without: /recipient|certificate|unavailable in this|shut down the|connecting to/i,
    example: { stage: "smtp", provider: "other", raw: "An outage of our system" },
  },
  {
    cause: "connection_reset",
    confidence: 0.6,
    alternatives: ["timeout", "mail_server_unavailable"],
    stages: connecting,
    words: eitherOrder(
      "\\b(?:server|peer|connection|link|stream|socket|session|remote|line|other (?:end|side)|partner)\\b|\\bBYE\\b|\\bEOF\\b|end of (?:file|input|stream|data)|\\bread 0\\b",
      `${lost}|unexpected(?:ly)? (?:end|clos|disconn|bye|IMAP BYE)|received|too many|early|premature`,
      {
        or: "unexpected(?:ly)? (?:\\w{1,8} )?(?:BYE|EOF|end)\\b|^(?:\\w{1,20}: )?(?:unexpectedly )?disconnected\\b|\\bconnection is (?:down|gone|dead)\\b|\\bsent (?:a )?BYE\\b|\\bnot connected\\b(?! to the)|^(?:\\w{1,20}: )?BYE$",
      },
    ),
    without:
      /certificate|account|subscription|\bLOGOUT\b|logging out|gracefully|normally|database|user ?name|passw|response code|successfully|commands?\b|buffer|not understood|mailbox(?:es)? /i,
    example: way("The partner went away"),
  },
  {
    cause: "protocol_mismatch",
    confidence: 0.5,
    alternatives: ["mail_server_unavailable", "connection_reset"],
    stages: mail,
    words: eitherOrder("\\b(?:greeting|banner|welcome)\\b", `unexpected|strange|odd\\b|garbled|${invalid}`),
    example: { stage: "smtp", provider: "other", raw: "A garbled banner" },
  },
];
