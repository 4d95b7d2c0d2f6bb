import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;

// Nothing that client and server have in common; many servers offer nothing at all until TLS is begun.
const noWayOffered =
  /AUTH extension not supported|no compatible authentication mechanisms?\b|AUTH command used when not advertised|\b503\b.{0,20}authentication not enabled|seem to support encrypted passwords/i;

/** STARTTLS that is not offered, in the words of clients and servers; a wrong port looks the same from the text alone. */
export const starttlsRules: readonly Rule[] = [
  {
    cause: "plaintext_auth_refused",
    confidence: 0.8,
    stages: ["smtp"],
    // Go's PLAIN refuses to send a password where there is no TLS.
    words: /\bunencrypted connection\b/i,
    example: { stage: "smtp", provider: "other", raw: "failed to send mail: unencrypted connection" },
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.75,
    alternatives: ["auth_mechanism_unsupported"],
    stages: ["smtp"],
    providers: ["microsoft", "google"],
    // Theirs offer ways to sign in as soon as there is TLS, and none before.
    words: noWayOffered,
    example: {
      stage: "smtp",
      provider: "google",
      raw: "SMTPNotSupportedError: SMTP AUTH extension not supported by server.",
    },
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.7,
    alternatives: ["plaintext_auth_refused"],
    stages: ["smtp"],
    words: noWayOffered,
    example: smtp("smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server."),
  },
  {
    cause: "starttls_missing",
    confidence: 0.75,
    alternatives: ["tls_plain_port", "plaintext_auth_refused"],
    stages: ["imap", "pop3", "smtp", "network"],
    without: /wrong.version|0A00010B|packet length|not in the cert|unexpected eof|reset by peer|SSL_ERROR_SYSCALL/i,
    words:
      /(?:START ?TLS|STLS|(?:TLS|SSL) support)(?: extension| command| capability)? (?:is |was )?(?:not|un) ?(?:supported|available|offered|advertised|enabled)|(?:TLS|SSL)\b.{0,30}(?:required|mandatory|requested)\b.{0,40}(?:server|host|peer)\b.{0,30}(?:\bnot|n't) (?:offer|support|advertise|announce)|Unable to negotiate TLS with this server|(?<!454 (?:\d\.\d\.\d )?)\bTLS (?:is )?not available(?! due to)|does(?:n't| not) (?:support|offer|advertise|announce) (?:the )?(?:START ?TLS|STLS|secure connections|TLS via)|(?:START ?TLS|STLS|TLS) (?:is |was )?required,? but (?:the |was |is |it is )?(?:host|server|not|it|peer)|START ?TLS (?:denied|refused|rejected)|(?:START ?TLS|STLS),? (?:since|because|as|but) (?:it|the server|the host) (?:doesn't|does not) (?:advertise|offer|support)|Requested SSL level failed|curl.{0,20}\(64\)|didn't find starttls|no STARTTLS|without STARTTLS support|(?:502|503|500|454)[ -](?:[45]\.\d\.\d )?.{0,20}STARTTLS .{0,20}not|upgrade to TLS (?:failed|not possible)|STARTTLS: ?50\d|454 (?:\d\.\d\.\d )?TLS not supported/i,
    example: smtp("smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server."),
  },
  {
    cause: "starttls_missing",
    confidence: 0.75,
    alternatives: ["tls_plain_port", "plaintext_auth_refused"],
    stages: ["imap", "pop3", "smtp", "network"],
    // The command is not known to the server. Of SMTP's replies only those to a connection and to STARTTLS are 220.
    words:
      /\b50[0-4][ -](?:\d\.\d\.\d )?.{0,40}(?:unrecogni[sz]ed|unknown|\bnot (?:recogni|implement|support|underst)\w{2,5}|unimplemented|unsupported|syntax error).{0,20}\bSTARTTLS\b|expected (?:response )?code "?220"? but got (?:code )?"?50[0-4]\b|\bSTARTTLS\b["'.:]{0,3} .{0,40}\b50[0-4][ -]|\bSTARTTLS\b["'.:]{0,3} .{0,20}\bBAD (?!certif)|\bSTLS\b["'.:]{0,3} .{0,20}-ERR/i,
    without: /wrong.version|0A00010B|TLS (?:is )?(?:already )?active|\b535\b/i,
    withoutNear: /\bAUTH\b|\b220[ -](?!but got)|OK Begin/,
    example: smtp('Expected response code 220 but got code "500", with message "500 #5.5.1 command not recognized"'),
  },
  {
    cause: "starttls_missing",
    confidence: 0.75,
    alternatives: ["tls_plain_port", "plaintext_auth_refused"],
    stages: ["imap", "pop3", "smtp", "network"],
    // In their users' languages, as of Thunderbird and of web mail programs.
    words:
      /START ?TLS\b.{0,100}(?:\bnicht\b|ne (?:prend|supporte|propose)|n'est pas|\bno (?:lo |la )?(?:es compatible|admite|soporta|anuncia|está)|não (?:o )?(?:suport|é suportad|anuncia|oferece)|non (?:è )?(?:support|pubblicizza|annuncia)|niet (?:wordt )?(?:ondersteun|aangekondigd|aanbied)|не поддерж|не объявляет|不支持|未(?:提供|声明)|サポート(?:して|されて)い?ま?(?:せん|ない)|通知して)/i,
    example: smtp("Der SMTP-Server unterstützt STARTTLS nicht."),
  },
  {
    cause: "starttls_missing",
    confidence: 0.5,
    alternatives: ["tls_plain_port", "protocol_mismatch"],
    stages: ["imap", "pop3", "smtp"],
    // STARTTLS where TLS is spoken already.
    words:
      /(?:not permitted|not allowed|already|while|when) (?:in |using |under )?TLS (?:is )?(?:already )?active|already (?:in|using|running) TLS/i,
    without: /TLS active required/i,
    example: smtp("454 Command not permitted when TLS active"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.5,
    alternatives: ["tls_hostname_mismatch", "tls_version", "tls_self_signed"],
    stages: ["smtp"],
    // STARTTLS was taken, the client left without a word more: as PHPMailer and others, of a certificate most often.
    words: /\bSTARTTLS\b.{0,40}\b220[ -].{0,60}(?:Could not connect|connect\(\) failed|\bQUIT\b)/,
    without: /certificate|handshake|SSL routines|\bEHLO\b.{0,400}\bEHLO\b/i,
    example: smtp("CLIENT: STARTTLS SERVER: 220 2.0.0 Ready to start TLS SMTP Error: Could not connect to SMTP host."),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.9,
    stages: ["imap", "pop3", "smtp"],
    words:
      /Session not encrypted|(?:command|log-?in|auth\w{0,12}) (?:is )?(?:not (?:allowed|permitted|valid|available|accepted)|invalid|disabled) (?:before|without|until|prior to) (?:START)?TLS|(?:AUTH(?:ENTICATE|entication)?|LOGIN|USER|PASS) (?:is )?not (?:allowed|permitted|available) (?:before|without|until|prior to) (?:START)?TLS|\b523\b.{0,12}encrypt|encryption (?:is )?(?:needed|required)|only (?:available|allowed|permitted) (?:under a layer|over|with|via|after|when using|if using|using) ?(?:TLS|SSL|STARTTLS|STLS|a secure|an encrypted)?|under a layer|(?:use|do|send|try) (?:STARTTLS|STLS) (?:first|before)|disabled plain ?text log/i,
    without: /535[ -]|not supported|SPF|DKIM/i,
    example: smtp("554 5.7.3 Session not encrypted. Use STARTTLS"),
  },
];
