import type { Cause } from "./cause";
import { reconnect, submitAgain } from "./own-steps";
import { argument } from "./quote";

/** What ends a Grant, or keeps a provider from renewing it. */
export const grantCauses = {
  refresh_token_inactive: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: ({ provider }) =>
      provider === "microsoft"
        ? "The refresh token was not used for 90 days, after which Microsoft drops it. Whatever should have renewed it stood still, or an older refresh token was kept in place of the newest."
        : "The refresh token was not used before its session ended.",
    listSteps: (known) => [
      reconnect(known),
      ...(known.provider === "other"
        ? [
            "Ask for the scope offline_access, or have the provider's session lifetime raised (Keycloak: Realm settings, Sessions).",
          ]
        : []),
    ],
  },
  grant_revoked_password_changed: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () =>
      "The mailbox's password was changed, or its sessions were ended by its owner or an administrator, which ends every Grant before it.",
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Connect the mailbox again in that program, with the new password."
        : "Press Submit in IdP Config and sign in as the mailbox with the new password.",
    ],
  },
  grant_expired_or_revoked: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: ({ provider }) =>
      provider === "google"
        ? "Google no longer accepts the Grant and does not say why. Usual reasons: the access was withdrawn, the password changed, half a year without use, more than 100 Grants of one account to one client, or an app in Testing, whose Grants end after seven days."
        : "The provider no longer accepts the Grant and does not say why. Usual reasons are a withdrawn access, a changed password, or a new sign-in rule of the organization.",
    listSteps: (known) => [
      reconnect(known),
      ...(known.provider === "google"
        ? [
            "If it ended about seven days after it was authorized, open Google Auth Platform, Audience, and publish the app or make it Internal.",
          ]
        : []),
    ],
  },
  google_testing_7_days: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The Google app is External and its publishing status is Testing: its refresh tokens end seven days after the consent, however often they are used.",
    listSteps: (known) => [
      "In the Google Cloud console open Google Auth Platform, Audience, and choose Publish app; within a Google Workspace set User type to Internal.",
      reconnect(known),
    ],
  },
  mfa_required: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "The organization demands a second factor that the Grant does not carry, or one that is newer.",
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Connect the mailbox again in that program, sign in as it and give the second factor."
        : "Press Submit in IdP Config, sign in as the mailbox and give the second factor.",
      "For a mailbox that nobody signs in to, an administrator can exclude its account from the policy, or give the app an application permission (IMAP.AccessAsApp) in place of a user's.",
    ],
  },
  conditional_access_blocked: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "A policy of the organization does not allow this sign-in, for its place, its device or its kind.",
    listSteps: ({ provider, mailbox }) => [
      provider === "microsoft"
        ? "In the Microsoft Entra admin center open Entra ID, Monitoring & health, Sign-in logs, find the entry by its time or correlation id, and look at its Conditional Access tab: it names the policy."
        : "Look in the provider's sign-in log for the policy that refused.",
      `Exclude ${mailbox} or the app from that policy, or name the address that it came from as a trusted location; then authorize again.`,
    ],
  },
  sign_in_frequency: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "A policy of the organization ends every session after a while, and with it the Grant.",
    listSteps: (known) => [
      reconnect(known),
      known.provider === "google"
        ? "So that it does not come back, an administrator opens the Google Admin console, Security, Access and data control, Google Cloud session control, and exempts trusted apps."
        : "So that it does not come back, an administrator excludes the mailbox or the app from the policy's Session, Sign-in frequency.",
    ],
  },
  user_disabled: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ mailbox }) => `Signing in is blocked for ${mailbox}.`,
    listSteps: ({ provider, mailbox, isForeign }) => [
      provider === "microsoft"
        ? `In the Microsoft 365 admin center open Users, Active users, ${mailbox}, and choose Unblock sign-in.`
        : provider === "google"
          ? `In the Google Admin console open Directory, Users, ${mailbox}, and reactivate it.`
          : `Enable ${mailbox} at the provider.`,
      `Then ${isForeign ? "connect it again in that program" : "press Submit in IdP Config"}. A shared mailbox's own account is meant to be blocked: authorize it as a delegate.`,
    ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `Update-MgUser -UserId ${argument(context.mailbox, "address of the account")} -AccountEnabled:$true`,
              changes: "Lets the account sign in again.",
              shell: "powershell",
            },
          ]
        : [],
  },
  account_locked: {
    owner: "mailbox_owner",
    isTransient: true,
    explain: () =>
      "The account is locked for a while after too many wrong passwords, or because of a suspicious address.",
    listSteps: () => [
      "Wait until the lock ends; usually within the hour.",
      "Find and stop whatever still uses an old password, then sign in again.",
    ],
  },
  password_expired: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "The password has to be changed before anybody can sign in with it.",
    listSteps: (known) => ["Sign in as the mailbox in a browser and change the password.", submitAgain(known)],
  },
  idp_unavailable: {
    owner: "wait",
    isTransient: true,
    explain: () => "The identity provider has trouble of its own right now. Nothing is wrong with the Grant.",
    listSteps: () => [
      "Wait; it is tried again by itself. Nobody has to sign in.",
      "If it lasts, look at the provider's status page.",
    ],
  },
  idp_throttled: {
    owner: "wait",
    isTransient: true,
    explain: () => "Too many token requests were sent in a short time.",
    listSteps: () => [
      "Wait as long as the provider asks (Retry-After).",
      "If it comes back, something asks for a new token each time instead of keeping the one it has.",
    ],
  },
} as const satisfies Record<string, Cause>;
