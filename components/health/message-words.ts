import type { DiagnosisProvider, DiagnosisStage } from "@/lib/diagnosis/schema";

/** Where it happened, in the order in which a mailbox is connected. */
export const stageLabels: Readonly<Record<DiagnosisStage, string>> = {
  authorize: "Asking for consent",
  token: "The first token, after the consent",
  refresh: "Renewing the token",
  imap: "IMAP",
  pop3: "POP3",
  smtp: "SMTP",
  network: "Reaching the server (network, TLS)",
};

export const providerLabels: Readonly<Record<DiagnosisProvider, string>> = {
  microsoft: "Microsoft",
  google: "Google",
  other: "Other",
};

/** Where the line is that settles a cause, for whoever has only a description. */
export const findLogSteps = [
  "In a helpdesk or CRM: the mailbox's own page or its fetch log, often under Channels, Email or System log; copy the whole error, not only its headline.",
  "In a script or a mail program: its log or the window that it was started from, from the line with the server's name on.",
  "Look for a line with a code: 535 or 550 for sending, NO, BAD or -ERR for reading, AADSTS with digits or invalid_grant for signing in, ETIMEDOUT or certificate for the way there. Paste it with the few lines around it.",
] as const;

/** Real messages to begin with, each with what it is a case of. */
export const exampleMessages = [
  {
    name: "An expired Client Secret",
    raw: '{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app \'11111111-2222-4333-8444-555555555555\' are expired. Visit the Azure portal to create new keys for your app."}',
  },
  {
    name: "SMTP switched off for the mailbox",
    raw: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. [AM0PR10CA0081.EURPRD10.PROD.OUTLOOK.COM]",
  },
  {
    name: "A certificate that does not fit",
    raw: "Error: Hostname/IP does not match certificate's altnames: Host: mail.example.com. is not in the cert's altnames: DNS:*.hosting.example\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34) {\n  code: 'ERR_TLS_CERT_ALTNAME_INVALID'\n}",
  },
] as const;
