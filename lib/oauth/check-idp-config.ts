import { checkEndpoint } from "@/lib/egress/check-endpoint";
import type { EgressPolicy } from "@/lib/egress/policy";
import { isSameOrigin } from "@/lib/egress/same-origin";
import { presets } from "@/lib/providers/presets";
import { findGoogleMistakes } from "./check-google-config";
import { findMicrosoftMistakes } from "./check-microsoft-config";
import type { IdpConfigField, IdpConfigInput, IdpConfigMistake } from "./idp-config-mistake";

/**
 * Finds what would make an authorization fail, before anybody is sent to the provider: one sentence a mistake,
 * beside its field. An empty list means that nothing is known to be wrong. Neither asks the network nor looks up
 * a name; no message holds the secret.
 */
export function findIdpConfigMistakes(input: IdpConfigInput, options: { policy: EgressPolicy }): IdpConfigMistake[] {
  return [
    ...findClientMistakes(input),
    ...findEndpointMistakes(input, options.policy),
    ...findScopeMistakes(input),
    ...(input.provider === "microsoft" ? findMicrosoftMistakes(input) : []),
    ...(input.provider === "google" ? findGoogleMistakes(input) : []),
  ];
}

function findClientMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const mistakes: IdpConfigMistake[] = [];
  const clientId = input.clientId.trim();
  if (clientId === "") {
    mistakes.push(mistake("clientId", "client_id_missing", "Enter the Client ID."));
  }
  const secret = input.clientSecret?.reveal();
  if (secret !== undefined && secret !== "") {
    if (secret.trim() === clientId) {
      const message = "This is the Client ID. The Client Secret is another value.";
      mistakes.push(mistake("clientSecret", "client_id_instead_of_secret", message));
    } else if (/\s/.test(secret)) {
      const message = "The Client Secret has a space or a line break in it; copy it again.";
      mistakes.push(mistake("clientSecret", "client_secret_with_space", message));
    }
  }
  if (input.emailAttribute.trim() === "") {
    const message = "Enter the name of the attribute that holds the address of who signed in.";
    mistakes.push(mistake("emailAttribute", "email_attribute_missing", message));
  }
  return mistakes;
}

function findEndpointMistakes(input: IdpConfigInput, policy: EgressPolicy): IdpConfigMistake[] {
  const endpoints = [
    {
      field: "authorizationEndpoint",
      label: "Authorization Endpoint",
      value: input.authorizationEndpoint,
      isNeeded: true,
    },
    { field: "tokenEndpoint", label: "Token Endpoint", value: input.tokenEndpoint, isNeeded: true },
    { field: "issuer", label: "issuer", value: input.issuer, isNeeded: false },
    { field: "userInfoEndpoint", label: "user-info endpoint", value: input.userInfoEndpoint, isNeeded: false },
    { field: "revocationEndpoint", label: "revocation endpoint", value: input.revocationEndpoint, isNeeded: false },
  ] as const;
  const mistakes: IdpConfigMistake[] = [];
  for (const { field, label, value, isNeeded } of endpoints) {
    const address = value?.trim() ?? "";
    if (address === "") {
      if (isNeeded) mistakes.push(mistake(field, "endpoint_missing", `Enter the ${label}.`));
      continue;
    }
    // A slot that is still empty is the Directory ID's mistake, which is told beside that field.
    if (address.includes("{directory}")) continue;
    const checked = checkEndpoint(policy, address);
    if (!checked.ok) mistakes.push(mistake(field, checked.failure.code, checked.failure.message));
  }
  const revocationEndpoint = input.revocationEndpoint?.trim() ?? "";
  const isKnown = revocationEndpoint === "" || revocationEndpoint === presets[input.provider].revocationEndpoint;
  if (!isKnown && !isSameOrigin(revocationEndpoint, input.tokenEndpoint)) {
    const message =
      "The revocation endpoint has to be on the host of the Token Endpoint, since it is sent the refresh token and the Client Secret.";
    mistakes.push(mistake("revocationEndpoint", "revocation_elsewhere", message));
  }
  const isSame = input.authorizationEndpoint.trim() === input.tokenEndpoint.trim();
  if (isSame && input.tokenEndpoint.trim() !== "") {
    const message = "The Token Endpoint is the same as the Authorization Endpoint; they are two addresses.";
    mistakes.push(mistake("tokenEndpoint", "endpoints_equal", message));
  }
  return mistakes;
}

/** RFC 6749 §3.3: a scope is printable ASCII without spaces, quotes and backslashes. */
function findScopeMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const broken = input.scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  if (broken !== undefined) {
    const message = `"${broken}" cannot be a scope: separate scopes by spaces, and leave quotation marks out.`;
    return [mistake("scopes", "scope_malformed", message)];
  }
  if (input.scopes.length > 0) return [];
  if (input.provider === "other") {
    const message = "Without scopes most providers grant nothing that a mail server accepts.";
    return [{ ...mistake("scopes", "scopes_missing", message), severity: "warning" }];
  }
  return [mistake("scopes", "scopes_missing", "Enter the scopes to ask for.")];
}

function mistake(field: IdpConfigField, code: string, message: string): IdpConfigMistake {
  return { field, code, severity: "error", message };
}
