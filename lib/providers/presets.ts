export type ProviderName = "microsoft" | "google" | "other";

/** The protocols that a mailbox is reached by: the two incoming ones and the outgoing one. */
export type MailProtocol = "imap" | "pop3" | "smtp";

export type MailServerPreset = { host: string; port: number; security: "tls" | "starttls" };

/** A scope and, in one sentence for the person who is asked to grant it, why it is asked for. */
export type ScopeReason = { scope: string; why: string };

/** All that is known of a provider before an admin has typed anything. */
export type ProviderPreset = {
  label: string;
  /** Stands in the fields before anything is typed; `{directory}` is the place of the Directory (tenant) ID. */
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Null where the provider has none, or where only the admin can know it. */
  revocationEndpoint: string | null;
  scopes: readonly ScopeReason[];
  /** The scope without which a protocol refuses the token; null where that is not known. */
  scopeOfProtocol: Readonly<Record<MailProtocol, string | null>>;
  /** The claim, or the dotted path in the user-info answer, that names the address of who signed in. */
  emailAttribute: string;
  mailServers: Readonly<Record<MailProtocol, readonly MailServerPreset[]>>;
  /** Sent with every authorization request, beside the parameters of the standard. */
  authorizationParameters: Readonly<Record<string, string>>;
  /** What the `aud` claim of a readable access token may say; empty where tokens are opaque or anything goes. */
  acceptedAudiences: readonly string[];
  /** Entra issues a token for one resource at a time, so a refresh has to name it again; others take "as before". */
  namesScopesOnRefresh: boolean;
};

const outlookScopes = {
  imap: "https://outlook.office.com/IMAP.AccessAsUser.All",
  pop3: "https://outlook.office.com/POP.AccessAsUser.All",
  smtp: "https://outlook.office.com/SMTP.Send",
} as const;

const gmailScope = "https://mail.google.com/";

/** What each provider is like. The first mail server of a protocol is the one that fields are prefilled with. */
export const presets: Readonly<Record<ProviderName, ProviderPreset>> = {
  microsoft: {
    label: "OAuth2 - Microsoft",
    authorizationEndpoint: "https://login.microsoftonline.com/{directory}/oauth2/v2.0/authorize",
    tokenEndpoint: "https://login.microsoftonline.com/{directory}/oauth2/v2.0/token",
    revocationEndpoint: null,
    scopes: [
      { scope: "openid", why: "Tells who signed in, so that the wrong account is noticed." },
      { scope: "profile", why: "Gives the sign-in name of who signed in." },
      { scope: "email", why: "Gives the address of who signed in." },
      { scope: "offline_access", why: "Keeps the mailbox connected without somebody signing in every hour." },
      { scope: outlookScopes.imap, why: "Lets mail workers read the mailbox by IMAP." },
      { scope: outlookScopes.pop3, why: "Lets mail workers read the mailbox by POP3." },
      { scope: outlookScopes.smtp, why: "Lets mail workers send as the mailbox." },
    ],
    scopeOfProtocol: outlookScopes,
    emailAttribute: "preferred_username",
    mailServers: {
      imap: [{ host: "outlook.office365.com", port: 993, security: "tls" }],
      pop3: [{ host: "outlook.office365.com", port: 995, security: "tls" }],
      smtp: [{ host: "smtp.office365.com", port: 587, security: "starttls" }],
    },
    // A forced prompt=consent sends people who may not consent for themselves into a loop of approval requests.
    authorizationParameters: { prompt: "select_account" },
    acceptedAudiences: [
      "https://outlook.office.com",
      "https://outlook.office365.com",
      // Exchange Online's application id, which stands in place of its address in some tokens.
      "00000002-0000-0ff1-ce00-000000000000",
    ],
    namesScopesOnRefresh: true,
  },
  google: {
    label: "OAuth2 - Google",
    authorizationEndpoint: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenEndpoint: "https://oauth2.googleapis.com/token",
    revocationEndpoint: "https://oauth2.googleapis.com/revoke",
    scopes: [
      { scope: "openid", why: "Tells who signed in, so that the wrong account is noticed." },
      { scope: "email", why: "Gives the address of who signed in." },
      { scope: gmailScope, why: "Gmail has one scope for IMAP, POP3 and SMTP together, and it is this one." },
    ],
    scopeOfProtocol: { imap: gmailScope, pop3: gmailScope, smtp: gmailScope },
    emailAttribute: "email",
    mailServers: {
      imap: [{ host: "imap.gmail.com", port: 993, security: "tls" }],
      pop3: [{ host: "pop.gmail.com", port: 995, security: "tls" }],
      smtp: [
        { host: "smtp.gmail.com", port: 465, security: "tls" },
        { host: "smtp.gmail.com", port: 587, security: "starttls" },
      ],
    },
    // Google gives a refresh token only for offline access, and again only when the consent page was shown.
    authorizationParameters: { access_type: "offline", prompt: "consent" },
    acceptedAudiences: [],
    namesScopesOnRefresh: false,
  },
  other: {
    label: "OAuth2 - Other Provider",
    authorizationEndpoint: "",
    tokenEndpoint: "",
    revocationEndpoint: null,
    scopes: [],
    scopeOfProtocol: { imap: null, pop3: null, smtp: null },
    emailAttribute: "email",
    mailServers: { imap: [], pop3: [], smtp: [] },
    authorizationParameters: {},
    acceptedAudiences: [],
    namesScopesOnRefresh: false,
  },
};
