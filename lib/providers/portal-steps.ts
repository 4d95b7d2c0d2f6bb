import type { ProviderName } from "./presets";

/** What a step puts on the clipboard of the admin, to be pasted in the provider's portal. */
export type PortalCopy = "callbackEndpoint" | "permissions" | "appName" | "scopes";

/** The field of IdP Config that a step's find goes into. */
export type PortalField =
  | "clientId"
  | "clientSecret"
  | "clientSecretExpiresOn"
  | "directoryId"
  | "authorizationEndpoint"
  | "tokenEndpoint"
  | "scopes";

export type PortalStep = {
  title: string;
  body: string;
  copies: readonly PortalCopy[];
  fills: readonly PortalField[];
};

export type PortalGuide = {
  /** The name of the portal and where it is; null where only the admin knows. */
  portal: { name: string; address: string } | null;
  steps: readonly PortalStep[];
  /** What older instructions ask for and this one leaves out, and why. */
  leftOut: string | null;
};

/** The permissions of the guide, as they are searched for in the portal's list. */
export const entraPermissions: readonly string[] = [
  "User.Read",
  "offline_access",
  "IMAP.AccessAsUser.All",
  "POP.AccessAsUser.All",
  "SMTP.Send",
];

/** The suggestion for the application's name, which people see on the consent page. */
export const suggestedAppName = "Mailgrant";

/** What to do in each provider's portal, in order, in the names that the portal uses today. */
export const portalGuides: Readonly<Record<ProviderName, PortalGuide>> = {
  microsoft: {
    portal: { name: "Microsoft Entra admin center", address: "https://entra.microsoft.com" },
    steps: [
      {
        title: "Start a new registration",
        body: "In the Microsoft Entra admin center open App registrations and choose New registration.",
        copies: [],
        fills: [],
      },
      {
        title: "Name it and choose who may use it",
        body: "Give it a name that people will recognize on the consent page. Under Supported account types keep the first choice, the accounts of your own directory only (single tenant), unless mailboxes of other directories are to be connected too.",
        copies: ["appName"],
        fills: [],
      },
      {
        title: "Give it the Callback Endpoint",
        body: "Under Redirect URI choose the platform Web and paste the Callback Endpoint, then choose Register. The platform has to be Web: a redirect URI under Single-page application or Mobile and desktop applications is refused later.",
        copies: ["callbackEndpoint"],
        fills: [],
      },
      {
        title: "Add the permissions",
        body: "Open API permissions, choose Add a permission, Microsoft Graph, Delegated permissions. Search for each of the five permissions, tick it, and choose Add permissions.",
        copies: ["permissions"],
        fills: [],
      },
      {
        title: "Grant admin consent",
        body: "Still under API permissions choose Grant admin consent for your organization, then Yes. Every row should now show a green mark in the Status column.",
        copies: [],
        fills: [],
      },
      {
        title: "Create the client secret",
        body: "Open Certificates & secrets and choose New client secret. Copy the Value, not the Secret ID: the portal shows the Value only this once. Note the day in the Expires column, so that you are warned in time.",
        copies: [],
        fills: ["clientSecret", "clientSecretExpiresOn"],
      },
      {
        title: "Copy the two IDs",
        body: "Open Overview. Copy the Application (client) ID into Client ID and the Directory (tenant) ID into its field; both endpoints follow from it.",
        copies: [],
        fills: ["clientId", "directoryId"],
      },
      {
        title: "Compare the endpoints",
        body: "On Overview choose Endpoints. The OAuth 2.0 authorization endpoint (v2) and the OAuth 2.0 token endpoint (v2) should be the addresses that stand in Authorization Endpoint and Token Endpoint; paste them where they differ.",
        copies: [],
        fills: ["authorizationEndpoint", "tokenEndpoint"],
      },
    ],
    leftOut:
      "Older instructions also tick Access tokens and ID tokens under Implicit grant and hybrid flows. Leave them off: Mailgrant fetches its tokens from the token endpoint and never through the browser, so those boxes would only open a way that nobody needs.",
  },
  google: {
    portal: { name: "Google Cloud console", address: "https://console.cloud.google.com" },
    steps: [
      {
        title: "Choose a project and enable the Gmail API",
        body: "In the Google Cloud console choose or create a project. Open APIs & Services, Library, search for Gmail API and choose Enable.",
        copies: [],
        fills: [],
      },
      {
        title: "Describe the app",
        body: "Open Google Auth Platform, Branding, and fill in the app's name and the two contact addresses.",
        copies: ["appName"],
        fills: [],
      },
      {
        title: "Choose the audience",
        body: "Under Audience choose Internal when all mailboxes belong to your own Google Workspace. Otherwise choose External and then Publish app: while the app is in Testing, Google ends every authorization after seven days.",
        copies: [],
        fills: [],
      },
      {
        title: "Allow the scope",
        body: "Under Data Access choose Add or remove scopes and add https://mail.google.com/, which is the one scope that opens IMAP, POP3 and SMTP.",
        copies: ["scopes"],
        fills: [],
      },
      {
        title: "Create the client",
        body: "Under Clients choose Create client and the type Web application. Add the Callback Endpoint under Authorized redirect URIs, then choose Create.",
        copies: ["callbackEndpoint"],
        fills: [],
      },
      {
        title: "Copy the client",
        body: "Copy the Client ID, which ends in .apps.googleusercontent.com, and the Client secret. The secret is shown in full only now.",
        copies: [],
        fills: ["clientId", "clientSecret"],
      },
    ],
    leftOut: null,
  },
  other: {
    portal: null,
    steps: [
      {
        title: "Register a client",
        body: "At your provider register a confidential client for the authorization code flow, often called a web application.",
        copies: ["appName"],
        fills: [],
      },
      {
        title: "Give it the Callback Endpoint",
        body: "Add the Callback Endpoint to the client's redirect URIs, character for character.",
        copies: ["callbackEndpoint"],
        fills: [],
      },
      {
        title: "Copy the client",
        body: "Copy its client ID and its secret.",
        copies: [],
        fills: ["clientId", "clientSecret"],
      },
      {
        title: "Copy the endpoints and the scopes",
        body: "Copy the authorization endpoint and the token endpoint. In Scopes put what the provider asks for IMAP, POP3 or SMTP, and what makes it issue a refresh token, which is often offline_access.",
        copies: [],
        fills: ["authorizationEndpoint", "tokenEndpoint", "scopes"],
      },
    ],
    leftOut: null,
  },
};
