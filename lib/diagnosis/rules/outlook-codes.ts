import type { Rule } from "./rule";

const outlook = (stage: "imap" | "pop3" | "smtp" | "network", raw: string) =>
  ({ stage, provider: "other", raw }) as const;

/**
 * The numbers that Outlook, Windows Mail and WinINet put beside their sentences, which are the same in all languages. They
 * come after the servers' own words, which are quoted beside them and say more.
 */
export const outlookCodes: readonly Rule[] = [
  {
    cause: "dns",
    confidence: 0.85,
    words: /0x800CCC(?:0D|16)\b|0x80072EE7\b/i,
    example: outlook("smtp", "Aufgabe 'Senden' hat einen Fehler gemeldet (0x800CCC0D)"),
  },
  {
    cause: "timeout",
    confidence: 0.85,
    words: /0x800CCC19\b|0x8004210[AB]\b|0x80072EE2\b/i,
    example: outlook("pop3", "La tâche 'Réception' a signalé une erreur (0x8004210A)"),
  },
  {
    cause: "tls_expired",
    confidence: 0.8,
    words: /0x800CCC03\b|0x80072F05\b/i,
    example: outlook("network", "Fehler 0x80072F05"),
  },
  {
    cause: "tls_hostname_mismatch",
    confidence: 0.8,
    words: /0x800CCC02\b|0x80072F06\b/i,
    example: outlook("network", "Fehler 0x80072F06"),
  },
  {
    cause: "tls_untrusted_issuer",
    confidence: 0.8,
    alternatives: ["tls_self_signed"],
    words: /0x800CCC04\b|0x80072F0D\b/i,
    example: outlook("network", "Fehler 0x80072F0D"),
  },
  {
    cause: "tls_version",
    confidence: 0.6,
    alternatives: ["tls_plain_port", "starttls_missing"],
    words: /0x800CCC1A\b|0x80072F7D\b/i,
    example: outlook("smtp", "Código de error 0x800CCC1A"),
  },
  {
    cause: "starttls_missing",
    confidence: 0.7,
    alternatives: ["tls_plain_port"],
    words: /0x800CCC7D\b/i,
    example: outlook("smtp", "Fehlercode: 0x800CCC7D"),
  },
  {
    cause: "auth_mechanism_unsupported",
    confidence: 0.75,
    alternatives: ["plaintext_auth_refused"],
    words: /0x800CCC80\b/i,
    example: outlook("smtp", "Foutnummer: 0x800CCC80"),
  },
  {
    cause: "password_wrong",
    confidence: 0.65,
    alternatives: ["app_password_required", "basic_auth_disabled"],
    words: /0x800CCC(?:9[012]|18|D1)\b/i,
    example: outlook("pop3", "Numéro d'erreur : 0x800CCC92"),
  },
  {
    cause: "mail_server_unavailable",
    confidence: 0.6,
    alternatives: ["connection_reset"],
    words: /0x800CCC67\b/i,
    example: outlook("smtp", "エラー番号 : 0x800CCC67"),
  },
  {
    cause: "connection_reset",
    confidence: 0.7,
    alternatives: ["timeout", "mail_server_unavailable"],
    words: /0x800CCC0F\b|0x80072EFE\b/i,
    example: outlook("smtp", "タスクはエラー (0x800CCC0F) を報告しました"),
  },
  {
    cause: "smtp_not_authenticated",
    confidence: 0.55,
    alternatives: ["send_as_denied", "message_refused"],
    stages: ["smtp"],
    words: /0x800CCC7[89]\b/i,
    example: outlook("smtp", "Número de error: 0x800CCC79"),
  },
  {
    cause: "host_unreachable",
    confidence: 0.5,
    alternatives: ["refused", "timeout", "dns"],
    words: /0x800CCC(?:0E|13|15|17)\b|0x8004210[89]\b|0x80072EFD\b/i,
    example: outlook("smtp", "Numero errore: 0x800CCC0E"),
  },
];
