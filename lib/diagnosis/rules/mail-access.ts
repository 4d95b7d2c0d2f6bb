import type { Rule } from "./rule";

const imap = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "imap", provider, raw }) as const;
const pop3 = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "pop3", provider, raw }) as const;
const smtp = (provider: "microsoft" | "google" | "other", raw: string) => ({ stage: "smtp", provider, raw }) as const;
const mail = ["imap", "pop3", "smtp"] as const;

/** Switches, limits, rights and ways of signing in, in the words of any mail server. The protocols' own rules come after these. */
export const mailAccessRules: readonly Rule[] = [
  {
    cause: "imap_disabled",
    confidence: 0.95,
    words:
      /(?:not|isn't|is not) (?:yet )?enabled for IMAP|IMAP (?:access |service |protocol |support )?(?:(?:to|for|on) (?:this|your|the) \w{1,12} )?(?:is |has been |was )?(?:currently )?(?:disabled|not enabled|turned off|switched off|not activated|not switched on|not allowed|not permitted|deactivated|blocked)|yet to enable IMAP|ImapDisabled|does not have IMAP|IMAP use is disabled|IMAP.{0,20}ist deaktiviert|(?:enable|activate) (?:the )?IMAP(?:\/\w{3,5})? (?:access|service|protocol) (?:in|on|for) (?:your|the)|Access to IMAP (?:has been |is )?(?:disabled|blocked|denied)|IMAP ?服务.{0,10}(?:未|关闭)/i,
    without:
      /IMAP is disabled sc=|credentials or IMAP is disabled|service is not open|\bPHP\b|extension|compiled|php\.ini/i,
    example: imap(
      "google",
      "A1 NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)",
    ),
  },
  {
    cause: "pop_disabled",
    confidence: 0.95,
    words:
      /(?:not|isn't) (?:yet )?enabled for POP|POP3? (?:access |service |protocol |server |support )?(?:(?:to|for|on) (?:this|your|the) \w{1,12} )?(?:is |has been |was )?(?:currently )?(?:disabled|not enabled|turned off|switched off|not activated|not switched on|not allowed|not permitted|deactivated|blocked)|yet to enable POP|PopDisabled|does not have POP|Abruf.{0,30}nicht aktiviert|POP3?.{0,20}ist deaktiviert/i,
    example: pop3(
      "google",
      "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page",
    ),
  },
  {
    cause: "imap_disabled",
    confidence: 0.65,
    alternatives: ["password_wrong", "app_password_required"],
    words: /credentials or IMAP is disabled|IMAP is disabled sc=/i,
    example: imap("other", "1 NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=abc"),
  },
  {
    cause: "throttled",
    confidence: 0.95,
    words:
      /Request is throttled|Suggested Backoff Time|thread limit exceeded|\bServerBusy\b|4\.7\.500\b|exceeded command or bandwidth limits|bandwidth limit|\[THROTTLED\]|unusual rate of|rate[- ]?limited|(?:exceed\w{0,3}|reached|due to|over|by) (?:the |your |a |its )?(?:\w{1,12} )?rate[- ]?limit(?! hit)|rate[- ]?limit(?:ing)? .{0,30}(?:exceed|reach|error|in effect|applied)|\bratelimit "|ThrottlingException/i,
    without: /login rate|too many login|(?:daily|hourly) .{0,20}quota|relay (?:limit|quota)|per day/i,
    stages: mail,
    example: imap("microsoft", "A3 BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds"),
  },
  {
    cause: "throttled",
    confidence: 0.75,
    alternatives: ["mail_server_unavailable"],
    words:
      /throttl(?:ed|ing)|too many commands|command rate|sending too fast|too many messages|message rate|Too many requests/i,
    without: /login rate|too many login|(?:daily|hourly) .{0,20}quota|relay (?:limit|quota)|per day/i,
    stages: mail,
    example: imap("other", "A3 NO Too many requests"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.75,
    words:
      /zu viele (?:gleichzeitige )?(?:Verbindungen|Sitzungen)|trop de (?:connexions|sessions)|demasiadas (?:conexiones|sesiones)|troppe (?:connessioni|sessioni)|muitas conexões|te veel verbindingen|zbyt wiele połączeń|слишком много (?:соединений|подключений)|连接(?:数)?(?:过多|太多|超(?:过|限))|連線(?:數)?過多/i,
    stages: mail,
    example: imap("other", "* BYE Zu viele Verbindungen"),
  },
  {
    cause: "too_many_connections",
    confidence: 0.95,
    words:
      /Too many (?:simultaneous |concurrent |open |active |imap |pop3? |smtp |client ){0,3}(?:connections|sessions|clients)|Maximum number of (?:concurrent )?(?:connections|sessions)|(?:connection|session) limit (?:exceeded|reached)|(?:exceeded|maximum|max).{0,40}(?:concurrent|simultaneous|parallel) (?:connections|sessions)|mail_max_userip_connections|max_userip_connections|connection count|connections? (?:from|for) (?:your|this) (?:IP|host|user|account).{0,20}exceed|already .{0,20}maximum .{0,20}connections/i,
    stages: mail,
    example: imap("google", "* NO [ALERT] Too many simultaneous connections. (Failure)"),
  },
  {
    cause: "too_many_logins",
    confidence: 0.75,
    alternatives: ["account_locked", "password_wrong"],
    words:
      /Too many (?:bad |failed |invalid |unsuccessful |incorrect |wrong |false ){1,3}(?:auth|log-?[io]n|sign-?in|password|imap login|attempts)|(?:auth|log-?[io]n|sign-?in|denied|rejected|refused)\b.{0,30}too many (?:(?:failed|bad|recent|consecutive) )?(?:failures|tries|attempts|retries)/i,
    stages: mail,
    example: smtp("other", "535 5.7.0 (#AUTH005) Too many bad auth attempts."),
  },
  {
    cause: "too_many_logins",
    confidence: 0.75,
    alternatives: ["throttled"],
    // How often one may look for mail, as of POP3's LOGIN-DELAY (RFC 2449, section 6.7).
    words:
      /\blog-?(?:in|on)s?\b.{0,30}(?:too (?:soon|quick|fast|often|frequent)|interval)|nur alle \d{1,3} Minuten|\b(?:only|may|can) (?:only )?(?:check|log ?in|sign ?in|connect|poll|access|fetch|collect)\b.{0,24}\bevery \d|(?:check|access|poll|connect|logg)\w{0,4}\b.{0,30}(?:more (?:often|frequently|than once)|too (?:often|frequently|soon|many times))|(?:exceed\w{0,3}|over|reached|hit) (?:the |your )?log-?in limit|\blog-?in limit (?:of|for|per|reached|exceeded)|\bwait .{0,24}(?:between|before) (?:\w{1,12} )?(?:log-?ins|logging|checking|connecting)/i,
    stages: mail,
    example: { stage: "pop3", provider: "other", raw: "-ERR login too soon after last login, wait 10 minutes" },
  },
  {
    cause: "too_many_logins",
    confidence: 0.95,
    without: /Too many login failures(?!.{0,40}(?:later|blocked|temporar))/i,
    words:
      /Too many (?:unsuccessful ){0,1}(?:auth(?:entication)?s?|log-?ins?|sign-?ins?|imap login)(?: (?:attempts|failures|errors|requests|tries))?|login (?:rate|frequency) (?:limit|is limited)(?!.{0,40}system is busy)|(?:LOGIN|AUTH(?:ENTICATE)?|sign-?in) Rate limit hit|login attempts? (?:exceed|limit)|Logins? too frequent|login too frequently|exceeded the (?:number of )?(?:login|authentication) (?:attempts|rate)|\[LOGIN-DELAY\b|minimum (?:\w{1,8} )?(?:log-?in|check|poll\w{0,3}) interval|(?:log-?ins?|checks?|connections?|access) (?:is |are )?(?:only )?allowed (?:only )?(?:once )?every \d|minimum time between (?:mail )?(?:checks|log-?ins)|too many auth|log-?in temporarily (?:not permitted|blocked|disabled|refused)|tried (?:to log ?in )?too (?:often|many times)|(?:authenticat\w{0,5}|log(?:s|ged)?[- ]?(?:in|on)|sign(?:s|ed)? in) too (?:many times|often|frequently)/i,
    stages: mail,
    example: smtp("google", "454 4.7.0 Too many login attempts, please try again later. gsmtp"),
  },
  {
    cause: "throttled",
    confidence: 0.75,
    alternatives: ["too_many_logins", "too_many_connections"],
    words: /rate[- ]?limit hit/i,
    stages: mail,
    example: imap("other", "3 NO [LIMIT] CAPABILITY Rate limit hit."),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.85,
    words: /temporarily unable to (?:auth|log|sign|process|verify|check)/i,
    stages: mail,
    example: imap("other", "A1 NO LOGIN Failure: temporarily unable to authenticate"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.85,
    alternatives: ["mail_server_unavailable", "throttled"],
    words: /authenticated but not connected/i,
    example: imap("microsoft", "A2 BAD User is authenticated but not connected."),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.6,
    alternatives: ["mail_server_unavailable", "user_disabled"],
    isTransient: true,
    words: /mailbox logon failure|MapiExceptionLogonFailed/i,
    andWords: /\b4\d\d[ -]4\.|transient/i,
    example: smtp("microsoft", "430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception"),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.85,
    words:
      /MailboxNotFound|LogonDenied|MapiExceptionLogonFailed|(?:user|account) (?:does not|doesn't) have (?:a )?(?:mailbox|license)|not licensed|no mailbox (?:is )?(?:associated|configured|assigned)|no mailbox for (?:this|the|your) (?:user|account)|MailboxNotEnabledForRESTAPI|AUTHORIZATIONFAILED|not authorized to access (?:this|the) mailbox/i,
    without: /BasicAuthBlocked/i,
    stages: mail,
    example: imap("microsoft", 'A1 NO AUTHENTICATE failed. [Error="AuthFailed:LogonDenied-MailboxNotFound"]'),
  },
  {
    cause: "mailbox_access_denied",
    confidence: 0.85,
    // While sending it would be the recipient's.
    words:
      /mailbox (?:does not|doesn't) exist for|mailbox isn't (?:available|enabled)|mailbox is (?:inactive|not available)/i,
    stages: ["imap", "pop3"],
    example: imap("microsoft", "A1 NO The mailbox is inactive"),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.95,
    words:
      /PRIVACYREQUIRED|Plaintext authentication (?:is )?(?:disallowed|disabled|not allowed)|(?:cleartext|clear text|plaintext|plain text|unencrypted|insecure|non-?secure).{0,60}(?:auth|log-?in|connections?|password).{0,30}(?:disallowed|disabled|not (?:allowed|permitted|supported)|refused|denied)|LOGIN (?:command )?(?:is )?disabled|Encryption required for requested authentication|issue a STARTTLS (?:command )?first|STARTTLS (?:is )?required|must (?:use|issue) (?:a )?(?:STARTTLS|TLS|SSL)|TLS (?:is )?required|requires? (?:SSL|TLS|STARTTLS|a secure|an encrypted)|5\.7\.11\b|encrypted connection required|SSL (?:is )?required|secure connection required|Command not permitted when TLS active required/i,
    withoutNear: /client certificate|tlsv1 |TLS 1\.\d (?:is |and )|(?:was|is) not authenticated/i,
    stages: mail,
    example: imap(
      "other",
      "A1 NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
    ),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.85,
    // Servers list it among their capabilities until TLS is begun; what came after that says more.
    words: /LOGINDISABLED/,
    without: /Begin TLS|TLS negotiation|AUTHENTICATIONFAILED|logged in|AUTHENTICATE failed|LOGIN failed|\bNO \[/i,
    stages: mail,
    example: imap("other", "The server advertises LOGINDISABLED"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.9,
    words:
      /unsupported auth(?:entication)?\b(?: mechanism| method| type)?|Unrecogni[sz]ed auth(?:entication)? (?:type|mechanism|method)|(?:mechanism|auth(?:entication)? (?:type|method)|SASL method).{0,30}(?:not|isn't|un) ?(?:supported|available|recogni[sz]ed|known|offered|valid|allowed|permitted|enabled)|no mechanism available|(?:no|none of the) (?:\w{1,12} ){0,3}(?:auth\w{0,12} |SASL )(?:mechan\w{2,8}|methods?|types?)\b.{0,40}(?:found|support|available|match|offered|common|could)|no (?:form|kind|type)s? of auth\w{2,12} (?:is |are )?(?:supported|available)|no (?:matching|compatible|common|suitable) auth\w{2,12}|mechanism is too weak|stronger auth\w{2,12} (?:mechanism|method)|(?:Unsupported|Invalid) (?:SASL |auth(?:entication)? )?mechanism|(?:Unrecogni[sz]ed|Unknown|Unsupported|Unimplemented) (?:command|mechanism)?:? ?['"<(]?AUTH(?:ENTICATE)?\b|command not (?:implemented|recogni[sz]ed|supported): ?['"]?AUTH|Unknown mechanism|(?:has )?NO CAPABILITY for AUTHENTICATE|offers? no AUTH\b|No supported auth(?:entication)?|no suitable (?:auth|mechanism)|None of the (?:SASL|auth)|SMTP AUTH extension not supported|AUTH (?:extension )?not (?:supported|available|enabled|advertised)|no supported (?:\w{1,8} )?authenticators?\b|mechanisms? (?:do(?:es)? )?(?:not|n't) (?:fulfil|meet|satisfy)|does(?:n't| not) support (?:any )?(?:SMTP )?(?:auth|the (?:requested|required|supplied|selected|chosen|specified|configured) auth|XOAUTH2|OAUTHBEARER|login|AUTHENTICATE)|does not (?:support|offer|advertise) (?:the )?(?:auth|XOAUTH)|No Authentication Type(?! succeeded)|can(?:'t|not) find.{0,30}mechanism|unknown (?:SASL|auth(?:entication)?) (?:mechanism|method|type)|Unknown AUTH\b|no auth mechanism|\b50[0234]\b.{0,20}AUTH.{0,60}not (?:implemented|recogni|available|supported)|XOAUTH2 (?:authentication |mechanism )?(?:is )?not (?:supported|available|enabled)|No worthy mechs|AUTH mechanism .{0,20} (?:disabled|not)|5\.7\.4\b|No login methods supported|No authenticators available|seem to support encrypted passwords|authentication not enabled|invalid sasl mechanism|no common (?:auth|mechanism)|Authentication mechanism .{0,20}(?:unavailable|disabled)|Don't know how to (?:auth|use)|503.{0,12}AUTH.{0,30}(?:not available|not advertised|only|command used when not)/i,
    stages: mail,
    // A client that tries one method after the other ends with the reply to the last.
    without: /\b4[235]\d[ -]4\.\d\.\d/,
    example: smtp("other", "504 5.7.4 Unrecognized authentication type"),
  },
  {
    cause: "password_expired",
    confidence: 0.9,
    words: /password (?:has |is )?expired|\[EXPIRED\]|expired password|must change (?:your |the )?password/i,
    stages: mail,
    example: imap("other", "A1 NO [EXPIRED] Password expired"),
  },
  {
    cause: "user_disabled",
    confidence: 0.9,
    words:
      /(?:account|user|mailbox) (?:is |has been |was )?(?:currently )?(?:disabled|suspended|deactivated|inactive|closed|blocked by admin)(?<!^ ?(?:\w{1,12}: )?Mailbox closed)|disabled (?:account|user|mailbox)|account is not active|(?:account|domain)\)? status is (?:closed|locked|suspended)|\[CONTACTADMIN\]/i,
    without:
      /for IMAP|for POP|SmtpClientAuth|basic auth|not available|Unsafe Login|Recipient address rejected|RCPT TO|5\.2\.1\b|invalid mailbox|(?:cannot|could not) be delivered|tried to reach/i,
    // Who sends is told by sending-classes.ts, where the account may be the recipient's.
    stages: ["imap", "pop3"],
    example: imap("other", "A1 NO [AUTHENTICATIONFAILED] Account is disabled."),
  },
];
