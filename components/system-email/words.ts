import { type FormWords, switchWords } from "@/components/ui/form-words";

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

const halfWords = {
  status: { label: "Status", values: { enabled: "Enabled", disabled: "Disabled" } },
  host: { label: "Hostname" },
  port: { label: "Port Number" },
  security: { label: "Security", values: securityLabels },
  authentication: { label: "Authentication", values: authenticationLabels },
  basicUsername: { label: "Username" },
  basicPassword: { label: "Password", isSecret: true },
} as const satisfies FormWords;

/** The fields of the Account tab. */
export const accountWords: FormWords = {
  address: { label: "Email Address" },
  name: { label: "Email Name" },
  mailboxType: { label: "Mailbox Type", values: { user: "User mailbox", shared: "Shared mailbox" } },
  notes: { label: "Internal Notes" },
};

/** The fields of the Remote Mailbox tab. */
export const remoteMailboxWords: FormWords = {
  ...halfWords,
  protocol: { label: "Protocol", values: protocolNames },
  folder: { label: "Mail Folder" },
  fetchEveryMinutes: { label: "Fetch Frequency (minutes)" },
  maxPerFetch: { label: "Emails Per Fetch" },
  afterFetchAction: { label: "Fetched Emails", values: afterFetchLabels },
  archiveFolder: { label: "Archive Folder" },
};

/** The fields of the Outgoing (SMTP) tab. */
export const outgoingSmtpWords: FormWords = {
  ...halfWords,
  headerSpoofing: { label: "Header Spoofing", values: switchWords },
};
