import type { Rule } from "./rule";

const smtp = (raw: string) => ({ stage: "smtp", provider: "other", raw }) as const;

/** STARTTLS that is not offered, in the words of clients and servers; a wrong port looks the same from the text alone. */
export const starttlsRules: readonly Rule[] = [
  {
    cause: "starttls_missing",
    confidence: 0.75,
    alternatives: ["tls_plain_port", "plaintext_auth_refused"],
    stages: ["imap", "pop3", "smtp", "network"],
    without: /wrong.version|0A00010B|packet length|not in the cert/i,
    words:
      /(?:START ?TLS|STLS)(?: extension| command| capability)? (?:is |was )?(?:not|un) ?(?:supported|available|offered|advertised|enabled)|does(?:n't| not) (?:support|offer|advertise|announce) (?:the )?(?:START ?TLS|STLS|secure connections|TLS via)|(?:START ?TLS|STLS|TLS) (?:is |was )?required,? but (?:the |was |is |it is )?(?:host|server|not|it|peer)|START ?TLS (?:denied|refused|rejected)|Requested SSL level failed|curl.{0,20}\(64\)|didn't find starttls|no STARTTLS|without STARTTLS support|(?:502|503|500|454)[ -](?:[45]\.\d\.\d )?.{0,20}STARTTLS .{0,20}not|upgrade to TLS (?:failed|not possible)|STARTTLS: ?50\d/i,
    example: smtp("smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server."),
  },
  {
    cause: "plaintext_auth_refused",
    confidence: 0.9,
    stages: ["imap", "pop3", "smtp"],
    words:
      /Session not encrypted|(?:AUTH(?:ENTICATE|entication)?|LOGIN|USER|PASS) (?:is )?not (?:allowed|permitted|available) (?:before|without|until|prior to) (?:START)?TLS|\b523\b.{0,12}encrypt|encryption (?:is )?(?:needed|required)|only (?:available|allowed|permitted) (?:under a layer|over|with|via|after) ?(?:TLS|SSL|STARTTLS|STLS|a secure|an encrypted)?|under a layer|(?:use|do|send|try) (?:STARTTLS|STLS) (?:first|before)|disabled plain ?text log/i,
    without: /535[ -]|not supported|SPF|DKIM/i,
    example: smtp("554 5.7.3 Session not encrypted. Use STARTTLS"),
  },
];
