import { type EntraEndpoint, isGuid, isMultiTenantDirectory, readEntraEndpoint } from "@/lib/providers/entra-endpoints";
import { presets } from "@/lib/providers/presets";
import type { IdpConfigField, IdpConfigInput, IdpConfigMistake } from "./idp-config-mistake";

/** What only Microsoft refuses; each sentence says what to copy instead. */
export function findMicrosoftMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  return [
    ...findClientMistakes(input),
    ...findDirectoryMistakes(input),
    ...findEndpointMistakes(input),
    ...findResourceMistakes(input),
    ...findAbsentScopes(input),
  ];
}

function findClientMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const mistakes: IdpConfigMistake[] = [];
  const clientId = input.clientId.trim();
  if (clientId !== "" && !isGuid(clientId)) {
    const message = "A Microsoft Client ID is a GUID: copy the Application (client) ID from the app's Overview.";
    mistakes.push(error("clientId", "client_id_not_guid", message));
  }
  if (clientId !== "" && clientId.toLowerCase() === input.directoryId?.trim().toLowerCase()) {
    const message = "This is the Directory (tenant) ID; the Application (client) ID stands above it on Overview.";
    mistakes.push(error("clientId", "directory_id_instead_of_client_id", message));
  }
  const secret = input.clientSecret?.reveal().trim();
  if (secret !== undefined && isGuid(secret)) {
    const message =
      "This looks like the Secret ID. Copy the Value instead; when the portal no longer shows it, create a new client secret.";
    mistakes.push(error("clientSecret", "secret_id_instead_of_value", message));
  }
  return mistakes;
}

function findDirectoryMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const hasSlot = [input.authorizationEndpoint, input.tokenEndpoint].some((one) => one.includes("{directory}"));
  if (hasSlot) {
    const message = "Enter the Directory (tenant) ID, which the app's Overview shows; both endpoints follow from it.";
    return [error("directoryId", "directory_missing", message)];
  }
  const directory = input.directoryId?.trim() ?? "";
  if (directory !== "" && !isDirectoryName(directory)) {
    const message = "This is neither a Directory (tenant) ID nor a domain of one; copy it from the app's Overview.";
    return [error("directoryId", "directory_malformed", message)];
  }
  const endpoints = [readEntraEndpoint(input.authorizationEndpoint), readEntraEndpoint(input.tokenEndpoint)];
  const shared = endpoints.find((one) => one !== null && isMultiTenantDirectory(one.directoryId));
  if (shared === undefined || shared === null || input.isSingleTenant === false) return [];
  const message = `The endpoints name "${shared.directoryId}", which an app for one directory (single tenant) cannot use; enter the Directory (tenant) ID.`;
  const found = error("directoryId", "single_tenant_on_common", message);
  return [input.isSingleTenant === true ? found : { ...found, severity: "warning" }];
}

/** A GUID, a domain such as contoso.com, or a word of Entra's for any directory. */
function isDirectoryName(text: string): boolean {
  return isGuid(text) || /^([a-z0-9-]+(\.[a-z0-9-]+)+|common|organizations|consumers)$/i.test(text);
}

function findEndpointMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const fields = [
    {
      field: "authorizationEndpoint",
      label: "authorization endpoint",
      kind: "authorize",
      value: input.authorizationEndpoint,
    },
    { field: "tokenEndpoint", label: "token endpoint", kind: "token", value: input.tokenEndpoint },
  ] as const;
  const mistakes: IdpConfigMistake[] = [];
  const read: EntraEndpoint[] = [];
  for (const { field, label, kind, value } of fields) {
    if (value.trim() === "" || value.includes("{directory}")) continue;
    const endpoint = readEntraEndpoint(value);
    const wanted = `Copy the OAuth 2.0 ${label} (v2) from the app's Overview, Endpoints.`;
    if (endpoint === null) {
      mistakes.push(error(field, "endpoint_shape", `This is not an endpoint of a Microsoft directory. ${wanted}`));
      continue;
    }
    read.push(endpoint);
    if (endpoint.kind !== kind) {
      const other = kind === "token" ? "authorization" : "token";
      mistakes.push(error(field, "endpoints_swapped", `This is the ${other} endpoint. ${wanted}`));
    } else if (endpoint.version === 1) {
      mistakes.push(error(field, "endpoint_v1", `This is a v1 endpoint, which does not take these scopes. ${wanted}`));
    }
  }
  const [first, second] = read;
  if (first !== undefined && second !== undefined && !isSameDirectory(first, second)) {
    const message = `The Authorization Endpoint is of ${nameOf(first)}, the Token Endpoint of ${nameOf(second)}; both have to be of one directory.`;
    mistakes.push(error("tokenEndpoint", "directories_differ", message));
  }
  return mistakes;
}

function isSameDirectory(first: EntraEndpoint, second: EntraEndpoint): boolean {
  const isSameName = first.directoryId.toLowerCase() === second.directoryId.toLowerCase();
  return isSameName && first.authority === second.authority;
}

function nameOf(endpoint: EntraEndpoint): string {
  return `${endpoint.directoryId} at ${new URL(endpoint.authority).host}`;
}

/** Entra issues a token for one resource: AADSTS28000 for two in one request, and a useless token for Graph's. */
function findResourceMistakes(input: IdpConfigInput): IdpConfigMistake[] {
  const mail = input.scopes.filter((scope) => /^https:\/\/outlook\.office(365)?\.(com|us)\//i.test(scope));
  const graph = input.scopes.filter(
    (scope) => /^https:\/\/(graph|dod-graph)\.microsoft\./i.test(scope) || isBareGraphScope(scope),
  );
  const [first] = graph;
  if (first === undefined) return [];
  if (mail.length > 0) {
    const message = `"${first}" belongs to Microsoft Graph, the mail scopes to Outlook; Microsoft refuses scopes of two resources in one request. Remove it.`;
    return [error("scopes", "scopes_of_two_resources", message)];
  }
  const message = `"${first}" belongs to Microsoft Graph, and mail servers refuse its tokens. Use the scopes that begin with https://outlook.office.com/.`;
  return [error("scopes", "graph_scopes", message)];
}

/** A scope without a resource is Graph's, the four of OpenID Connect aside. */
function isBareGraphScope(scope: string): boolean {
  if (["openid", "profile", "email", "offline_access"].includes(scope.toLowerCase())) return false;
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(scope) && !isGuid(scope.split("/")[0] ?? "");
}

function findAbsentScopes(input: IdpConfigInput): IdpConfigMistake[] {
  if (input.scopes.length === 0) return [];
  const has = (scope: string) => input.scopes.some((one) => one.toLowerCase() === scope.toLowerCase());
  const hasMail = (name: string) => input.scopes.some((one) => one.toLowerCase().endsWith(`/${name.toLowerCase()}`));
  const mistakes: IdpConfigMistake[] = [];
  if (!has("offline_access")) {
    const message = "Without offline_access Microsoft sends no refresh token, and the mailbox stops after an hour.";
    mistakes.push(error("scopes", "offline_access_missing", message));
  }
  if (!has("openid")) {
    const message = "Without openid Microsoft does not say which account signed in.";
    mistakes.push(error("scopes", "openid_missing", message));
  }
  const [reads, sends] = [hasMail("IMAP.AccessAsUser.All"), hasMail("SMTP.Send")];
  const { imap, smtp } = presets.microsoft.scopeOfProtocol;
  if (!reads && !hasMail("POP.AccessAsUser.All") && !sends) {
    const message = `No scope opens a mailbox: add ${imap} and ${smtp}.`;
    mistakes.push(error("scopes", "mail_scope_missing", message));
  } else if (!reads) {
    const message = `Without ${imap} no mailbox can be read by IMAP.`;
    mistakes.push({ ...error("scopes", "imap_scope_missing", message), severity: "warning" });
  } else if (!sends) {
    const message = `Without ${smtp} no mailbox can send.`;
    mistakes.push({ ...error("scopes", "smtp_scope_missing", message), severity: "warning" });
  }
  return mistakes;
}

function error(field: IdpConfigField, code: string, message: string): IdpConfigMistake {
  return { field, code, severity: "error", message };
}
