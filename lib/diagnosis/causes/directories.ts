import type { Cause } from "./cause";
import { submitAgain } from "./own-steps";

const app = "In the Microsoft Entra admin center open Entra ID, App registrations, the app";

/** What can be wrong with the directory that the endpoints name, or with whose accounts the app takes. */
export const directoryCauses = {
  single_tenant_app_on_common: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () =>
      "The endpoints say common, organizations or consumers, but the app was registered for accounts of its own directory only.",
    listSteps: (known) => [
      "Enter the Directory (tenant) ID, so that both endpoints name the directory.",
      `Or have an administrator change it: ${app}, Authentication, Supported account types.`,
      submitAgain(known),
    ],
  },
  personal_accounts_not_enabled: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "A personal Microsoft account (outlook.com, hotmail.com, live.com) signed in, but the app takes work and school accounts only.",
    listSteps: (known) => [
      `If ${known.mailbox} is a work account, sign in as it in a private window.`,
      `If it is a personal one: ${app}, Authentication, Supported account types, and choose the one that includes personal Microsoft accounts (signInAudience AzureADandPersonalMicrosoftAccount).`,
      submitAgain(known),
    ],
  },
  tenant_not_found: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ context, provider }) =>
      provider === "microsoft"
        ? `Microsoft knows no directory ${context.directoryId ?? "of the name in the endpoints"}, or it is in another cloud.`
        : "The provider knows no organization or realm of the name in the endpoints.",
    listSteps: (known) => [
      known.provider === "microsoft"
        ? "In the Microsoft Entra admin center open Entra ID, Overview, copy the Tenant ID, and enter it as Directory (tenant) ID; both endpoints have to read https://login.microsoftonline.com/<Tenant ID>/oauth2/v2.0/…"
        : "Compare both endpoints with the provider's discovery document.",
      submitAgain(known),
    ],
  },
} as const satisfies Record<string, Cause>;
