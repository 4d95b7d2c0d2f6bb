import { adminConsentStep } from "./admin-consent-step";
import type { Cause, Known } from "./cause";
import { submitAgain, whereConfigured } from "./own-steps";
import { plainArgument } from "./quote";

const app = "In the Microsoft Entra admin center open Entra ID, App registrations, the app";
const enterprise = "In the Microsoft Entra admin center open Entra ID, Enterprise apps, the app";
const googleClient = "In the Google Cloud console open Google Auth Platform, Clients, the client";

/** What can be wrong with the app's registration, or with what was copied from it. */
export const registrationCauses = {
  client_secret_expired: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The provider knows the Client Secret, but its last day has passed. Every mailbox of this registration stops renewing until there is a new one.",
    listSteps: (known) => [
      known.provider === "microsoft"
        ? `${appOf(known)}, Certificates & secrets, Client secrets, New client secret, and copy its Value (not its Secret ID) and the day in the Expires column.`
        : "Create a new secret for the client at the provider.",
      `Replace the Client Secret ${whereConfigured(known)}${known.isForeign ? "" : " and enter its expiry"}. Mailboxes that are authorized already need not sign in again.`,
    ],
    // Add-MgApplicationPassword takes the object id; the alternate key spares looking it up (Microsoft Graph, "application: addPassword").
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `$app = Get-MgApplication -Filter "appId eq '${plainArgument(context.clientId, "client id").replaceAll('"', "")}'"; Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{ displayName = 'Mailgrant' } | Select-Object SecretText, EndDateTime`,
              changes: "Adds a second client secret to the app and shows its value once; the old one stays as it is.",
              shell: "powershell",
            },
          ]
        : [],
  },
  client_secret_wrong: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ provider }) =>
      provider === "microsoft"
        ? "Microsoft does not accept the Client Secret. Most often its Secret ID was copied in place of its Value, or the end of the Value was cut off."
        : "The provider does not accept the Client Secret. Often its end was cut off, or it belongs to another Client ID.",
    listSteps: (known) => [
      known.provider === "microsoft"
        ? `${appOf(known)}, Certificates & secrets, create a New client secret, and copy its Value; it is shown once.`
        : "Copy the secret again at the provider, or create a new one there.",
      `${pasteSecret(known, "it")} Mailboxes that are authorized already need not sign in again.`,
    ],
  },
  client_secret_missing: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: () => "The app expects a Client Secret and none that the provider could read was sent.",
    listSteps: (known) => [
      pasteSecret(known, "the secret's Value"),
      ...(known.provider === "microsoft"
        ? [
            `If the app is meant to have no secret: ${appOf(known)}, Authentication, Settings, and set Allow public client flows to Yes.`,
          ]
        : []),
    ],
  },
  public_client_secret: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ isForeign }) =>
      `A Client Secret was sent, but the ${isForeign ? "redirect URI" : "Callback Endpoint"} is registered under Mobile and desktop applications, which have no secret.`,
    listSteps: (known) => moveToWeb(known, "Mobile and desktop applications"),
  },
  spa_platform: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ isForeign }) =>
      `The ${isForeign ? "redirect URI" : "Callback Endpoint"} is registered under Single-page application. Such an app may exchange its code in a browser only, and its refresh tokens end after a day.`,
    listSteps: (known) => moveToWeb(known, "Single-page application"),
  },
  client_id_unknown: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ context }) =>
      `The provider knows no client ${context.clientId ?? "with the Client ID that was sent"}: it was copied wrongly, is not in the form that the provider uses, or the client was deleted.`,
    listSteps: ({ provider, isForeign }) => [
      provider === "microsoft"
        ? `${app}, Overview, and copy Application (client) ID, which is a GUID.`
        : provider === "google"
          ? "In the Google Cloud console open Google Auth Platform, Clients, and copy the Client ID, which ends in .apps.googleusercontent.com. A client that was deleted can be restored there for 30 days."
          : "Copy the Client ID again at the provider.",
      `${isForeign ? "Enter it in that program's settings and connect the mailbox again" : "Enter it in IdP Config and press Submit"}. A new client means that every mailbox has to be authorized again.`,
    ],
  },
  app_not_found_in_tenant: {
    owner: "helpdesk_admin",
    isTransient: false,
    explain: ({ context }) =>
      `The directory ${context.directoryId ?? "of the endpoints"} has no app with the Client ID ${context.clientId ?? "that was entered"}. One of the two was copied wrongly, or the app belongs to another directory and nobody of this one has consented to it yet.`,
    listSteps: (known) => [
      `${app}, Overview, and compare Application (client) ID and Directory (tenant) ID with those ${whereConfigured(known)}.`,
      ...adminConsentStep(known),
      submitAgain(known),
    ],
  },
  app_disabled: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: ({ provider }) =>
      provider === "google"
        ? "The OAuth client, or the project that it belongs to, is switched off."
        : "Signing in through this app was switched off, by the organization or by the provider.",
    listSteps: (known) =>
      known.provider === "google"
        ? [
            `${googleClient}, and enable it; look under IAM & Admin whether the project is suspended.`,
            submitAgain(known),
          ]
        : [
            known.provider === "microsoft"
              ? `${enterprise}, Properties, and set Enabled for users to sign-in? to Yes.`
              : "Enable the client at the provider.",
            "If the provider itself disabled it, only its support can help, or another registration.",
            submitAgain(known),
          ],
    listCommands: ({ provider, context }) =>
      provider === "microsoft"
        ? [
            {
              command: `az ad sp update --id ${plainArgument(context.clientId, "client id")} --set accountEnabled=true`,
              changes: "Lets people sign in through this app again.",
              shell: "azure-cli",
            },
          ]
        : [],
  },
  resource_principal_missing: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () => "The mail service that the scopes belong to does not exist, or is disabled, in this directory.",
    listSteps: (known) =>
      known.provider === "microsoft"
        ? [
            "Check in Scopes that the addresses begin with https://outlook.office.com/ or https://outlook.office365.com/.",
            "Check that the directory has a subscription with Exchange Online, and that under Enterprise apps the application 00000002-0000-0ff1-ce00-000000000000 (Office 365 Exchange Online) is enabled.",
            submitAgain(known),
          ]
        : ["Check in Scopes which service they name, and that it is enabled at the provider.", submitAgain(known)],
    listCommands: ({ provider }) =>
      provider === "microsoft"
        ? [
            {
              command: "az ad sp create --id 00000002-0000-0ff1-ce00-000000000000",
              changes: "Adds Office 365 Exchange Online to the directory's enterprise apps, where it is missing.",
              shell: "azure-cli",
            },
          ]
        : [],
  },
  redirect_uri_mismatch: {
    owner: "org_admin_of_idp",
    isTransient: false,
    explain: () =>
      "The provider sends people back only to addresses that it knows, and compares them character for character: https, host, port, path and a slash at the end all count.",
    listSteps: (known) => [registerExactly(known), ...httpStep(known), submitAgain(known)],
  },
} as const satisfies Record<string, Cause>;

/** Where the app's registration is, by its name's stand-in, the Client ID, where that is known. */
function appOf({ context: { clientId } }: Known): string {
  return clientId === undefined ? app : `${app} with the Application (client) ID ${clientId}`;
}

function pasteSecret({ isForeign }: Known, what: string): string {
  return isForeign ? `Enter ${what} in that program's settings.` : `Paste ${what} in Client Secret and press Submit.`;
}

function registerExactly(known: Known): string {
  const { provider, callbackEndpoint, context } = known;
  const client = context.clientId === undefined ? googleClient : `${googleClient} ${context.clientId}`;
  return {
    microsoft: `${appOf(known)}, Authentication, and add exactly ${callbackEndpoint} under the platform Web.`,
    google: `${client}, and add exactly ${callbackEndpoint} under Authorized redirect URIs. Its type has to be Web application.`,
    other: `At your provider add exactly ${callbackEndpoint} to the client's redirect URIs.`,
  }[provider];
}

/** Providers take http:// for the machine itself alone, so behind a proxy it is mostly the program that is wrong. */
function httpStep({ callbackEndpoint, isForeign }: Known): string[] {
  const isSecure = callbackEndpoint.startsWith("https://");
  if (isSecure || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(callbackEndpoint)) return [];
  if (!callbackEndpoint.startsWith("http://"))
    return [
      "If the address that was sent begins with http:// although people reach the program by https://, correct its public address instead.",
    ];
  const secure = callbackEndpoint.replace(/^http:/, "https:");
  return [
    `It begins with http://, and usually it should be https://: then correct the public address ${isForeign ? "in that program's settings" : "of this installation (PUBLIC_URL)"}, and add ${secure} in its place.`,
  ];
}

function moveToWeb(known: Known, platform: string): string[] {
  return [
    `${appOf(known)}, Authentication; remove ${known.callbackEndpoint} under ${platform} and add it under the platform Web.`,
    submitAgain(known),
  ];
}
