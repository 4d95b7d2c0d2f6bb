import type { FailureCode } from "@/lib/errors";
import type { AuthorizationKnowledge, Cause } from "./authorization-knowledge";

/** What can be wrong with the registration at the provider or with what was copied from it. */
export const registrationCauses = {
  admin_approval_needed: (known) => ({
    title: "An administrator has to approve",
    explanation:
      "The organization does not let people grant these permissions themselves. Once an administrator has approved them for everybody, the mailbox can be authorized.",
    whoCanMend: "idp_admin",
    nextSteps: [
      ...(known.provider === "google"
        ? [
            `In the Google Admin console open Security, Access and data control, API controls, and trust the Client ID${inQuotes(known.clientId)}.`,
          ]
        : [
            "In the Microsoft Entra admin center open App registrations, the app, API permissions, and choose Grant admin consent.",
            ...adminConsentStep(known),
          ]),
      "Then press Submit again and sign in as the mailbox, not as the administrator.",
    ],
  }),
  redirect_uri_mismatch: ({ provider, callbackEndpoint }) => {
    const endpoint = callbackEndpoint ?? "the Callback Endpoint";
    const place = {
      microsoft: `In the Microsoft Entra admin center open App registrations, the app, Authentication, and add ${endpoint} under the platform Web.`,
      google: `In the Google Cloud console open Google Auth Platform, Clients, the client, and add ${endpoint} under Authorized redirect URIs.`,
      other: `At your provider add ${endpoint} to the client's redirect URIs.`,
    };
    return {
      title: "The Callback Endpoint is not registered",
      explanation:
        "The provider sends people back only to addresses that it knows, and compares them character for character: https, host, port, path and a slash at the end all count.",
      whoCanMend: "idp_admin",
      nextSteps: [place[provider], "Press Submit again."],
    };
  },
  client_secret_wrong: ({ provider }) => ({
    title: "The Client Secret is wrong",
    explanation:
      provider === "microsoft"
        ? "Microsoft does not accept the Client Secret. Most often its Secret ID was copied in place of its Value, or the end of the Value was cut off."
        : "The provider does not accept the Client Secret. Often its end was cut off, or it belongs to another Client ID.",
    whoCanMend: "helpdesk_admin",
    nextSteps: [
      provider === "microsoft"
        ? "In the Microsoft Entra admin center open App registrations, the app, Certificates & secrets, create a New client secret, and copy its Value."
        : "Copy the secret again at the provider, or create a new one there.",
      "Paste it in Client Secret and press Submit. Mailboxes that are authorized already need not sign in again.",
    ],
  }),
  client_secret_expired: ({ provider }) => ({
    title: "The Client Secret has expired",
    explanation:
      "The provider knows the Client Secret, but its last day has passed. Every mailbox of this IdP Config stops renewing until there is a new one.",
    whoCanMend: "idp_admin",
    nextSteps: [
      provider === "microsoft"
        ? "In the Microsoft Entra admin center open App registrations, the app, Certificates & secrets, create a New client secret, and copy its Value and the day in the Expires column."
        : "Create a new secret for the client at the provider.",
      "Replace the Client Secret in IdP Config and enter its expiry. Mailboxes that are authorized already need not sign in again.",
    ],
  }),
  idp_configuration: ({ facts }) => ({
    title: "The provider refuses the IdP Config",
    explanation:
      facts.description ?? "Something in the IdP Config does not agree with the registration at the provider.",
    whoCanMend: "helpdesk_admin",
    nextSteps: [
      "Compare Client ID, both endpoints and Scopes with the registration in the provider's portal.",
      "Press Submit again.",
    ],
  }),
  idp_config_disabled: () => ({
    title: "The IdP Config is disabled",
    explanation: "A disabled IdP Config neither authorizes mailboxes nor renews their tokens.",
    whoCanMend: "helpdesk_admin",
    nextSteps: ["Enable it on the Info tab and press Submit again."],
  }),
  egress_refused: ({ facts }) => ({
    title: "The provider's address is not allowed",
    explanation: `${facts.description ?? "The address leads to a network that this installation does not let its users reach."}`,
    whoCanMend: "network",
    nextSteps: [
      "Check the endpoints for a typing error.",
      "If the provider is inside your network, the operator can allow it by MAILGRANT_EGRESS_ALLOW.",
    ],
  }),
  provider_unavailable: ({ facts }) => ({
    title: "The provider cannot be reached",
    explanation: `${facts.description ?? "The provider did not answer."} Nothing was changed.`,
    whoCanMend: facts.error === "network_error" || facts.error === "unreadable_answer" ? "network" : "wait",
    nextSteps: [
      facts.retryAfterSeconds === undefined
        ? "Wait a minute and press Submit again."
        : `Wait ${facts.retryAfterSeconds} seconds, as the provider asks, and press Submit again.`,
      "If it stays so, check that this installation may reach the Token Endpoint, and look at the provider's status page.",
    ],
  }),
  provider_refused: ({ facts }) => ({
    title: "The provider refused",
    explanation: facts.description
      ? `The provider said: ${facts.description}`
      : "The provider refused and did not say why in a way that is known here.",
    whoCanMend: "idp_admin",
    nextSteps: [
      "Press Submit again; some refusals pass.",
      "If it stays so, give the provider's code, the correlation id and the time below to an administrator of the identity provider; they lead to the entry in its sign-in log.",
    ],
  }),
} as const satisfies Partial<Record<FailureCode, Cause>>;

function inQuotes(value: string | undefined): string {
  return value === undefined ? "" : ` "${value}"`;
}

function adminConsentStep({ clientId, directoryId }: AuthorizationKnowledge): string[] {
  if (clientId === undefined || directoryId === undefined) return [];
  const address = new URL(`https://login.microsoftonline.com/${encodeURIComponent(directoryId)}/adminconsent`);
  address.searchParams.set("client_id", clientId);
  return [`Or send this link to an administrator: ${address.href}`];
}
