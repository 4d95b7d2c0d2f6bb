import type { FailureCode } from "@/lib/errors";
import type { ExplainOwnFailure } from "./own-failure";

/** What a provider refused in words that settle no cause, and what keeps it from being asked at all. */
export const providerFailures = {
  idp_configuration: ({ facts }) => ({
    title: "The provider refuses the IdP Config",
    explanation:
      facts.description ?? "Something in the IdP Config does not agree with the registration at the provider.",
    owner: "helpdesk_admin",
    steps: [
      "Compare Client ID, both endpoints and Scopes with the registration in the provider's portal.",
      "Press Submit again.",
    ],
  }),
  idp_config_disabled: () => ({
    title: "The IdP Config is disabled",
    explanation: "A disabled IdP Config neither authorizes mailboxes nor renews their tokens.",
    owner: "helpdesk_admin",
    steps: ["Enable it on the Info tab and press Submit again."],
  }),
  egress_refused: ({ facts }) => ({
    title: "The provider's address is not allowed",
    explanation: `${facts.description ?? "The address leads to a network that this installation does not let its users reach."}`,
    owner: "network",
    steps: [
      "Check the endpoints for a typing error.",
      "If the provider is inside your network, the operator can allow it by MAILGRANT_EGRESS_ALLOW.",
    ],
  }),
  provider_unavailable: ({ facts }) => ({
    transient: true,
    title: "The provider cannot be reached",
    explanation: `${facts.description ?? "The provider did not answer."} Nothing was changed.`,
    owner: facts.error === "network_error" || facts.error === "unreadable_answer" ? "network" : "wait",
    steps: [
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
    owner: "org_admin_of_idp",
    steps: [
      "Press Submit again; some refusals pass.",
      "If it stays so, give the provider's code, the correlation id and the time below to an administrator of the identity provider; they lead to the entry in its sign-in log.",
    ],
  }),
} as const satisfies Partial<Record<FailureCode, ExplainOwnFailure>>;
