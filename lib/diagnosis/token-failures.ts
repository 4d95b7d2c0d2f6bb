import type { FailureCode } from "@/lib/errors";
import type { ExplainOwnFailure } from "./own-failure";

/** What can be wrong with what the provider gave although it let somebody sign in. */
export const tokenFailures = {
  resource_owner_unknown: ({ facts }) => ({
    title: "The provider did not say who signed in",
    explanation: `No address was found in the attribute "${facts.emailAttribute ?? ""}"${facts.attributes ? `; the provider sent: ${facts.attributes}` : ""}. Without it the wrong mailbox could be connected unnoticed.`,
    owner: "helpdesk_admin",
    steps: [
      "Add openid, profile and email to Scopes.",
      "Put the name of the attribute that holds the address in Email Address Attribute.",
      "For Other Providers enter the user-info endpoint as well, then press Submit again.",
    ],
  }),
  scopes_missing: ({ facts, provider }) => ({
    title: "Not all permissions were granted",
    explanation: `Not granted: ${facts.missing ?? "some of the scopes"}. The mailbox would fail at the protocol that needs them.`,
    owner: provider === "microsoft" ? "org_admin_of_idp" : "mailbox_owner",
    steps: [
      provider === "microsoft"
        ? "In the Microsoft Entra admin center open App registrations, the app, API permissions; add what is missing and choose Grant admin consent."
        : "Press Submit again and leave every box on the consent page ticked.",
      "If a permission is not wanted, remove it from Scopes, then press Submit again.",
    ],
  }),
  wrong_audience: ({ facts, provider }) => ({
    title: "The token is for another service",
    explanation: `The access token is for ${facts.actual ?? "another service"}; mail servers accept only tokens that are for them. The scopes decide which service a token is for.`,
    owner: "helpdesk_admin",
    steps: [
      provider === "microsoft"
        ? "In Scopes use the ones that begin with https://outlook.office.com/ and remove those of Microsoft Graph, such as User.Read."
        : "Compare Scopes with what the provider asks for mail.",
      "Press Submit again.",
    ],
  }),
  no_refresh_token: ({ provider }) => ({
    title: "No refresh token came back",
    explanation:
      "The provider gave an access token, which lives about an hour, but nothing to renew it with. It was not kept, because the mailbox would stop within the hour.",
    owner: provider === "google" ? "mailbox_owner" : "helpdesk_admin",
    steps: {
      microsoft: [
        "Add offline_access to Scopes.",
        "In the app's API permissions add offline_access and choose Grant admin consent.",
        "Press Submit again.",
      ],
      google: [
        "Open myaccount.google.com/connections as the mailbox and remove the app's access.",
        "Press Submit again; Google gives a refresh token when the consent page is shown.",
      ],
      other: [
        "Find out what makes the provider issue refresh tokens, often the scope offline_access or a setting of the client, then press Submit again.",
      ],
    }[provider],
  }),
  needs_authorization: ({ systemEmailAddress }) => ({
    title: "Nobody has authorized this mailbox yet",
    explanation: `Nobody has consented yet that Mailgrant may use ${systemEmailAddress ?? "the mailbox"}.`,
    owner: "helpdesk_admin",
    steps: ["Open the mailbox's OAuth2 dialog, choose IdP Config, press Submit, and sign in as the mailbox."],
  }),
  needs_reauthorization: () => ({
    title: "The mailbox has to be authorized again",
    explanation:
      "The provider no longer accepts the Grant. Usual reasons are a changed password, an access that was withdrawn, a new sign-in rule of the organization, or months without use.",
    owner: "mailbox_owner",
    steps: ["Press Submit in IdP Config and sign in as the mailbox once more."],
  }),
} as const satisfies Partial<Record<FailureCode, ExplainOwnFailure>>;
