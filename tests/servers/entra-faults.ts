/** A fault that can be practised: what is wrong, and what the person who meets it sees. */
interface Fault {
  readonly title: string;
  readonly whatHappens: string;
}

/**
 * What can be wrong with an app registration. A registration names one of these in `fault`; everything else about
 * it works.
 */
export const clientFaults = {
  /** The token endpoint answers 401 `invalid_client` with AADSTS7000222, after a sign-in that looked fine. */
  "secret-expired": {
    title: "Expired client secret",
    whatHappens: "Sign-in works, then the token endpoint refuses the client secret with AADSTS7000222.",
  },
  /** Consent is given and an access token comes, but never a refresh token, whatever scopes were asked for. */
  "no-refresh-token": {
    title: "No refresh token",
    whatHappens: "Sign-in works and an access token comes, but no refresh token with it.",
  },
  /** The access token's `aud` is Microsoft Graph, so that every mail server refuses it. */
  "graph-audience": {
    title: "Access token for the wrong resource",
    whatHappens: "The access token is meant for https://graph.microsoft.com, so that no mail server takes it.",
  },
  /** The first access token is right; those that a refresh brings are for Microsoft Graph. */
  "graph-on-refresh": {
    title: "Refreshed tokens for the wrong resource",
    whatHappens:
      "Authorization works; after the first refresh the access token is meant for https://graph.microsoft.com.",
  },
  /** Access tokens have ended when they come, although the token response promises an hour. */
  "expired-token": {
    title: "Access tokens that have ended",
    whatHappens: "Authorization works, and every mail server refuses the access token, because its exp has passed.",
  },
  /** IMAP and SMTP are granted, POP is not: the token response's `scope` says so, and POP3 alone refuses the token. */
  "scope-dropped": {
    title: "A scope is missing",
    whatHappens: "IMAP.AccessAsUser.All and SMTP.Send are granted, POP.AccessAsUser.All is not.",
  },
} as const satisfies Record<string, Fault>;

export type ClientFault = keyof typeof clientFaults;

/** What can be wrong with a person. A user names one of these in `fault`. */
export const userFaults = {
  /** The consent page is replaced by "Need admin approval"; going back returns `access_denied` with AADSTS90094. */
  "admin-approval-needed": {
    title: "May not consent",
    whatHappens:
      "An administrator has to approve the application first (AADSTS90094). Consent on behalf of the organization, given by anybody else, counts as that approval.",
  },
} as const satisfies Record<string, Fault>;

export type UserFault = keyof typeof userFaults;
