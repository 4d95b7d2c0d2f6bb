import type { AppRegistration, PracticeDirectory, PracticeUser, SharedMailbox } from "./entra-types";

/** The Directory (tenant) ID of Contoso, where everybody at acme.test is. */
export const contosoDirectoryId = "11111111-1111-4111-8111-111111111111";

/** The Directory (tenant) ID of Fabrikam, where everybody at globex.test is. */
export const fabrikamDirectoryId = "22222222-2222-4222-8222-222222222222";

/** The Application (client) ID that works; the other registrations each have one fault. */
export const helpdeskClientId = "33333333-3333-4333-8333-333333333333";

/** The Value of the working registration's client secret. */
export const helpdeskClientSecret = "practice~Value.Of.The.Client.Secret-1";

/** The Secret ID of the same secret: what people paste by mistake. */
export const helpdeskSecretId = "44444444-4444-4444-8444-444444444444";

/** The scopes that a helpdesk asks Microsoft for. */
export const mailScopes = {
  imap: "https://outlook.office.com/IMAP.AccessAsUser.All",
  pop3: "https://outlook.office.com/POP.AccessAsUser.All",
  smtp: "https://outlook.office.com/SMTP.Send",
} as const;

/** Every practice user has this password, so that nobody has to look it up twice. */
export const practicePassword = "practice";

/** The mailbox that a password opens, for tests of Basic (Legacy) authentication. */
export const basicMailbox = { address: "legacy@acme.test", password: "practice-basic" } as const;

/** The address of the shared mailbox, which has no sign-in of its own. */
export const sharedMailboxAddress = "help@acme.test";

/** Somebody who can sign in and whose mailbox the mail servers do not have. */
export const mailboxlessAddress = "nomailbox@acme.test";

/** A folder that every mailbox has and that nobody may put anything into. */
export const readOnlyFolder = "Records";

export const practiceDirectories: readonly PracticeDirectory[] = [
  { id: contosoDirectoryId, name: "Contoso", domains: ["acme.test", "contoso.test"] },
  { id: fabrikamDirectoryId, name: "Fabrikam", domains: ["globex.test", "fabrikam.test"] },
];

export const practiceUsers: readonly PracticeUser[] = [
  contosoUser("support@acme.test", "Acme Support"),
  contosoUser("billing@acme.test", "Acme Billing"),
  contosoUser("sales@acme.test", "Acme Sales"),
  { ...contosoUser("delegate@acme.test", "Dana Delegate"), mayOpen: [sharedMailboxAddress] },
  { ...contosoUser("restricted@acme.test", "Riley Restricted"), fault: "admin-approval-needed" },
  { ...contosoUser(mailboxlessAddress, "Nora Nomailbox"), hasMailbox: false },
  {
    address: "support@globex.test",
    password: practicePassword,
    name: "Globex Support",
    directoryId: fabrikamDirectoryId,
  },
];

export const practiceSharedMailboxes: readonly SharedMailbox[] = [
  { address: sharedMailboxAddress, name: "Acme Help (shared mailbox)", directoryId: contosoDirectoryId },
];

export const practiceRegistrations: readonly AppRegistration[] = [
  {
    clientId: helpdeskClientId,
    clientSecret: helpdeskClientSecret,
    secretId: helpdeskSecretId,
    name: "Helpdesk mail",
    redirectUris: [],
  },
  {
    clientId: "55555555-5555-4555-8555-000000000001",
    clientSecret: "practice~Expired.Secret-1",
    name: "Helpdesk mail, secret expired",
    redirectUris: [],
    fault: "secret-expired",
  },
  {
    clientId: "55555555-5555-4555-8555-000000000002",
    clientSecret: "practice~No.Refresh.Token-1",
    name: "Helpdesk mail, no refresh token",
    redirectUris: [],
    fault: "no-refresh-token",
  },
  {
    clientId: "55555555-5555-4555-8555-000000000003",
    clientSecret: "practice~Graph.Audience-1",
    name: "Helpdesk mail, Microsoft Graph tokens",
    redirectUris: [],
    fault: "graph-audience",
  },
  {
    clientId: "55555555-5555-4555-8555-000000000004",
    clientSecret: "practice~Scope.Dropped-1",
    name: "Helpdesk mail, POP not granted",
    redirectUris: [],
    fault: "scope-dropped",
  },
  {
    clientId: "55555555-5555-4555-8555-000000000005",
    clientSecret: "practice~Graph.On.Refresh-1",
    name: "Helpdesk mail, Microsoft Graph tokens after a refresh",
    redirectUris: [],
    fault: "graph-on-refresh",
  },
  {
    clientId: "55555555-5555-4555-8555-000000000006",
    clientSecret: "practice~Expired.Token-1",
    name: "Helpdesk mail, tokens that have ended",
    redirectUris: [],
    fault: "expired-token",
  },
];

function contosoUser(address: string, name: string): PracticeUser {
  return { address, password: practicePassword, name, directoryId: contosoDirectoryId };
}
