import { adminConsentStep } from "./admin-consent-step";
import type { Cause } from "./cause";
import { reconnect, submitAgain } from "./own-steps";

const app = "In the Microsoft Entra admin center open Entra ID, App registrations, the app";
const enterprise = "In the Microsoft Entra admin center open Entra ID, Enterprise apps, the app";
const googleAudience = "In the Google Cloud console open Google Auth Platform, Audience";

/** What can be wrong with a request for consent, with who was asked, or with the code that came back. */
export const consentCauses = {
  account_not_in_tenant: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "Who signed in does not belong to the directory of the endpoints. Often the browser chose another account by itself.",
    listSteps: ({ mailbox, isForeign }) => [
      isForeign
        ? `Connect it again in that program, in a private window, and sign in as ${mailbox}.`
        : `Press Submit again in a private window and sign in as ${mailbox}.`,
      "If that is the right account, the Directory (tenant) ID is another one's: correct it.",
    ],
  },
  user_not_assigned_to_app: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "The app demands that people are assigned to it, and this account is not.",
    listSteps: (known) => [
      known.provider === "microsoft"
        ? `${enterprise}, Users and groups, and add ${known.mailbox}; or set Properties, Assignment required?, to No.`
        : `Assign ${known.mailbox} to the app at the provider.`,
      submitAgain(known),
    ],
  },
  consent_missing: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "Nobody has consented to the app yet, or not to the permissions that are asked for now.",
    listSteps: (known) => [
      known.isForeign
        ? `${reconnect(known).replace(/\.$/, "")}, and accept the consent page.`
        : `Press Submit in IdP Config, sign in as ${known.mailbox} and accept the consent page.`,
      ...(known.provider === "microsoft"
        ? [
            "If the page says that an administrator has to approve, or the same comes back: an administrator opens Entra ID, App registrations, the app, API permissions, and chooses Grant admin consent.",
            ...adminConsentStep(known),
          ]
        : []),
    ],
  },
  admin_consent_required: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The organization does not let people grant these permissions themselves. Once an administrator has approved them for everybody, the mailbox can be authorized.",
    listSteps: (known) => [
      ...(known.provider === "google"
        ? [
            `In the Google Admin console open Security, Access and data control, API controls, and trust the Client ID${known.context.clientId === undefined ? "" : ` "${known.context.clientId}"`}.`,
          ]
        : [
            `${app}, API permissions, and choose Grant admin consent; requests that wait are under Enterprise apps, Admin consent requests.`,
            ...adminConsentStep(known),
          ]),
      known.isForeign
        ? "Then connect the mailbox again in that program, and sign in as the mailbox, not as the administrator."
        : "Then press Submit again and sign in as the mailbox, not as the administrator.",
    ],
  },
  consent_declined: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () => "Somebody pressed Cancel on the provider's page, so no permission was granted. Nothing was changed.",
    listSteps: ({ isForeign }) => [
      isForeign
        ? "Connect the mailbox again in that program and choose Accept on the provider's page."
        : "Press Submit again and choose Accept on the provider's page.",
    ],
  },
  scope_invalid: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "The provider does not know one of the scopes, the app may not ask for it, or none was sent. Scopes are compared letter by letter.",
    listSteps: (known) => [
      known.provider === "google"
        ? "Set Scopes to: openid email https://mail.google.com/"
        : known.provider === "microsoft"
          ? known.context.tokenClaims?.roles === undefined
            ? "Set Scopes to: offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All https://outlook.office.com/SMTP.Send (an app that signs in without a user asks for https://outlook.office365.com/.default alone)."
            : "Ask for https://outlook.office365.com/.default and no other scope: an app that signs in without a user has exactly one."
          : "Compare Scopes with what the provider documents for mail.",
      ...(known.provider === "microsoft"
        ? [`${app}, API permissions, and check that each of them is listed there.`]
        : []),
      submitAgain(known),
    ],
  },
  mixed_resources_scopes: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "Scopes of two services, such as Outlook and Microsoft Graph, are in one request. A token is for one service only.",
    listSteps: (known) => [
      "In Scopes keep openid, profile, email, offline_access and those that begin with https://outlook.office.com/, and remove User.Read and whatever else belongs to Microsoft Graph.",
      submitAgain(known),
    ],
  },
  malformed_token_request: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "The provider could not read the token request: an endpoint is another one's, or the code or the refresh token is damaged or was issued to another client.",
    listSteps: ({ isForeign }) => [
      "Compare Authorization Endpoint and Token Endpoint with the provider's; both have to be of the same directory or issuer.",
      `${isForeign ? "Connect the mailbox again in that program" : "Press Submit again"}, which fetches a new code and a new refresh token.`,
      "If it comes back with both right, it is a defect of the program that sent the request.",
    ],
  },
  auth_code_reused_or_expired: {
    owner: "mailbox_owner",
    isTransient: false,
    explain: () =>
      "A sign-in's code counts once and for a few minutes. The page was reloaded, the answer came twice, or it took too long.",
    listSteps: ({ isForeign }) => [
      `${isForeign ? "Connect the mailbox again in that program" : "Press Submit again"}, and do not reload the page that follows.`,
    ],
  },
  google_not_a_test_user: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "The Google app's publishing status is Testing, and this account is not on its list of test users.",
    listSteps: (known) => [
      `${googleAudience}, Test users, and add ${known.mailbox}.`,
      "Better: publish the app there, or, within a Google Workspace, set User type to Internal; in Testing every Grant ends after seven days.",
      submitAgain(known),
    ],
  },
  google_org_internal: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The app's audience is Internal, so only accounts of the Google Workspace that owns the project may sign in.",
    listSteps: () => [
      "Sign in with an account of that organization.",
      `Or ${googleAudience.slice(0, 1).toLowerCase()}${googleAudience.slice(1)}, change User type to External, and publish the app.`,
    ],
  },
  google_admin_policy: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "An administrator of the Google Workspace does not let this app, or any app, have the mail scopes.",
    listSteps: (known) => [
      `In the Google Admin console open Security, Access and data control, API controls, Manage app access (App access control), configure a new app by the Client ID${known.context.clientId === undefined ? "" : ` ${known.context.clientId}`}, and set it to Trusted.`,
      submitAgain(known),
    ],
  },
  google_app_blocked: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "Google itself blocks the app: it asks for sensitive scopes and has not been verified.",
    listSteps: () => [
      "Use a client of the organization's own project with User type Internal, which needs no verification.",
      "Or complete Google's verification for the restricted scope https://mail.google.com/ under Google Auth Platform, Verification center.",
    ],
  },
  google_disallowed_useragent: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "Google does not let people sign in in a browser that is built into another program.",
    listSteps: () => ["Open the link in an ordinary browser, such as Chrome, Edge, Firefox or Safari."],
  },
  google_delegation_missing: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "A service account may act for people of a Google Workspace only where an administrator has delegated this scope to it. For @gmail.com accounts that is not possible.",
    listSteps: ({ context }) => [
      `In the Google Admin console open Security, Access and data control, API controls, Manage domain-wide delegation, Add new: the service account's numeric client ID${context.clientId !== undefined && /^\d+$/.test(context.clientId) ? ` ${context.clientId}` : ""} and the scope https://mail.google.com/.`,
      "It may take up to a day to count.",
    ],
  },
} as const satisfies Record<string, Cause>;
