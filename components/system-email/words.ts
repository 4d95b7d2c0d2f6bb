/** The protocols as people write them. */
export const protocolNames = { imap: "IMAP", pop3: "POP3", smtp: "SMTP" } as const;

/** The choices of Authentication, in the words that the guides use. */
export const authenticationLabels = {
  same_as_remote_mailbox: "Same as Remote Mailbox",
  oauth2_microsoft: "OAuth2 - Microsoft",
  oauth2_google: "OAuth2 - Google",
  oauth2_other: "OAuth2 - Other Provider",
  basic: "Basic Authentication (Legacy)",
  none: "None - no authentication required",
} as const;

/** The choices of Security. */
export const securityLabels = { tls: "TLS", starttls: "STARTTLS", none: "None" } as const;

/** The choices of Fetched Emails. */
export const afterFetchLabels = {
  archive: "Archive - move to folder",
  delete: "Delete emails",
  nothing: "Do nothing (not recommended)",
} as const;

/** Authentications of the Remote Mailbox in the order of the form. */
export const incomingChoices = ["oauth2_microsoft", "oauth2_google", "oauth2_other", "basic"] as const;

/** Authentications of Outgoing (SMTP) in the order of the form. */
export const outgoingChoices = ["same_as_remote_mailbox", "none", ...incomingChoices] as const;
