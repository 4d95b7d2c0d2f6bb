import { describe, expect, test } from "vitest";
import { parseEgressPolicy, strictEgressPolicy } from "@/lib/egress/policy";
import { findIdpConfigMistakes } from "@/lib/oauth/check-idp-config";
import type { IdpConfigInput } from "@/lib/oauth/idp-config-mistake";
import { presets } from "@/lib/providers/presets";
import { Secret } from "@/lib/secret";

const directory = "11111111-1111-4111-8111-111111111111";
const otherDirectory = "22222222-2222-4222-8222-222222222222";
const endpoints = (id: string, version = "/v2.0") => ({
  authorizationEndpoint: `https://login.microsoftonline.com/${id}/oauth2${version}/authorize`,
  tokenEndpoint: `https://login.microsoftonline.com/${id}/oauth2${version}/token`,
});

const microsoft: IdpConfigInput = {
  provider: "microsoft",
  clientId: "33333333-3333-4333-8333-333333333333",
  clientSecret: new Secret("abc8Q~Value.Of.The.Secret"),
  directoryId: directory,
  ...endpoints(directory),
  scopes: presets.microsoft.scopes.map(({ scope }) => scope),
  emailAttribute: "preferred_username",
};

const google: IdpConfigInput = {
  provider: "google",
  clientId: "123-abc.apps.googleusercontent.com",
  clientSecret: new Secret("GOCSPX-value"),
  authorizationEndpoint: presets.google.authorizationEndpoint,
  tokenEndpoint: presets.google.tokenEndpoint,
  revocationEndpoint: presets.google.revocationEndpoint,
  scopes: presets.google.scopes.map(({ scope }) => scope),
  emailAttribute: "email",
};

const other: IdpConfigInput = {
  provider: "other",
  clientId: "mailgrant",
  clientSecret: new Secret(otherDirectory),
  authorizationEndpoint: "https://id.example/authorize",
  tokenEndpoint: "https://id.example/token",
  scopes: ["mail"],
  emailAttribute: "email",
};

function find(input: IdpConfigInput, policy = strictEgressPolicy): string[] {
  return findIdpConfigMistakes(input, { policy }).map(({ field, code, severity }) => `${severity} ${field} ${code}`);
}

describe("an IdP Config that is right", () => {
  test.each([
    ["Microsoft", microsoft],
    ["Microsoft without a new secret", { ...microsoft, clientSecret: null }],
    ["Microsoft for many directories", { ...microsoft, ...endpoints("common"), isSingleTenant: false }],
    ["Google", google],
    ["Other, whose secret may look like a GUID", other],
  ])("has no mistakes: %s", (_name, input) => {
    expect(find(input)).toEqual([]);
  });

  test("may be plain http where the operator allows it", () => {
    const input = { ...other, authorizationEndpoint: "http://127.0.0.1:8/a", tokenEndpoint: "http://127.0.0.1:8/t" };
    expect(find(input, parseEgressPolicy("127.0.0.0/8"))).toEqual([]);
  });
});

describe("a mistake in an IdP Config is found before the redirect", () => {
  const withScopes = (input: IdpConfigInput, change: (scopes: readonly string[]) => readonly string[]) => ({
    ...input,
    scopes: change(input.scopes),
  });
  const without = (part: string) => (scopes: readonly string[]) => scopes.filter((scope) => !scope.includes(part));
  test.each<[string, IdpConfigInput, string[]]>([
    [
      "the Secret ID in place of the Value",
      { ...microsoft, clientSecret: new Secret(otherDirectory) },
      ["error clientSecret secret_id_instead_of_value"],
    ],
    [
      "the Client ID in place of the secret",
      { ...google, clientSecret: new Secret(google.clientId) },
      ["error clientSecret client_id_instead_of_secret"],
    ],
    [
      "a secret with a line break",
      { ...other, clientSecret: new Secret("abc\n") },
      ["error clientSecret client_secret_with_space"],
    ],
    [
      "common with a single-tenant app",
      { ...microsoft, ...endpoints("common"), isSingleTenant: true },
      ["error directoryId single_tenant_on_common"],
    ],
    [
      "organizations with an app that nobody described",
      { ...microsoft, ...endpoints("organizations") },
      ["warning directoryId single_tenant_on_common"],
    ],
    [
      "a directory that is not filled in",
      { ...microsoft, ...endpoints("{directory}") },
      ["error directoryId directory_missing"],
    ],
    [
      "a directory that is a word of one's own",
      { ...microsoft, directoryId: "acme", ...endpoints("acme") },
      ["error directoryId directory_malformed"],
    ],
    [
      "scopes of Graph and Outlook",
      withScopes(microsoft, (scopes) => [...scopes, "https://graph.microsoft.com/User.Read"]),
      ["error scopes scopes_of_two_resources"],
    ],
    [
      "a scope without a resource, which is Graph's",
      withScopes(microsoft, (scopes) => [...scopes, "User.Read"]),
      ["error scopes scopes_of_two_resources"],
    ],
    [
      "scopes of Graph alone",
      { ...microsoft, scopes: ["openid", "offline_access", "https://graph.microsoft.com/IMAP.AccessAsUser.All"] },
      ["error scopes graph_scopes", "warning scopes smtp_scope_missing"],
    ],
    [
      "offline_access missing",
      withScopes(microsoft, without("offline_access")),
      ["error scopes offline_access_missing"],
    ],
    ["openid missing", withScopes(microsoft, without("openid")), ["error scopes openid_missing"]],
    ["the IMAP scope missing", withScopes(microsoft, without("IMAP")), ["warning scopes imap_scope_missing"]],
    ["every mail scope missing", withScopes(microsoft, without("outlook")), ["error scopes mail_scope_missing"]],
    ["no scopes", { ...microsoft, scopes: [] }, ["error scopes scopes_missing"]],
    ["scopes in quotation marks", { ...other, scopes: ['"mail"'] }, ["error scopes scope_malformed"]],
    [
      "an address of the inside",
      { ...other, tokenEndpoint: "https://169.254.169.254/token" },
      ["error tokenEndpoint egress_refused"],
    ],
    ["plain http", { ...other, userInfoEndpoint: "http://id.example/me" }, ["error userInfoEndpoint egress_refused"]],
    [
      "a revocation endpoint that would get the refresh token on another host",
      { ...other, revocationEndpoint: "https://elsewhere.example/revoke" },
      ["error revocationEndpoint revocation_elsewhere"],
    ],
    ["no address at all", { ...other, tokenEndpoint: "token" }, ["error tokenEndpoint invalid_request"]],
    ["no endpoint", { ...other, tokenEndpoint: "" }, ["error tokenEndpoint endpoint_missing"]],
    [
      "one endpoint twice",
      { ...other, tokenEndpoint: other.authorizationEndpoint },
      ["error tokenEndpoint endpoints_equal"],
    ],
    ["a Client ID that is no GUID", { ...microsoft, clientId: "my app" }, ["error clientId client_id_not_guid"]],
    [
      "the Directory ID as Client ID",
      { ...microsoft, clientId: directory },
      ["error clientId directory_id_instead_of_client_id"],
    ],
    ["no Client ID", { ...microsoft, clientId: " " }, ["error clientId client_id_missing"]],
    ["a Client ID of another make", { ...google, clientId: "mailgrant" }, ["error clientId client_id_not_google"]],
    [
      "endpoints of two directories",
      { ...microsoft, tokenEndpoint: endpoints(otherDirectory).tokenEndpoint },
      ["error tokenEndpoint directories_differ"],
    ],
    [
      "endpoints in each other's field",
      {
        ...microsoft,
        authorizationEndpoint: microsoft.tokenEndpoint,
        tokenEndpoint: microsoft.authorizationEndpoint,
      },
      ["error authorizationEndpoint endpoints_swapped", "error tokenEndpoint endpoints_swapped"],
    ],
    [
      "Google's endpoints in each other's field",
      { ...google, authorizationEndpoint: google.tokenEndpoint, tokenEndpoint: google.authorizationEndpoint },
      ["error authorizationEndpoint endpoints_swapped", "error tokenEndpoint endpoints_swapped"],
    ],
    [
      "v1 endpoints",
      { ...microsoft, ...endpoints(directory, "") },
      ["error authorizationEndpoint endpoint_v1", "error tokenEndpoint endpoint_v1"],
    ],
    [
      "an endpoint that is not Microsoft's",
      { ...microsoft, tokenEndpoint: "https://id.example/token" },
      ["error tokenEndpoint endpoint_shape"],
    ],
    [
      "a Gmail scope that opens no mailbox",
      { ...google, scopes: ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"] },
      ["error scopes mail_scope_missing"],
    ],
    [
      "nothing that says who signed in",
      { ...google, scopes: ["https://mail.google.com/"] },
      ["error scopes identity_scopes_missing"],
    ],
    ["no Email Address Attribute", { ...other, emailAttribute: "" }, ["error emailAttribute email_attribute_missing"]],
  ])("%s", (_name, input, expected) => {
    expect(find(input)).toEqual(expected);
  });

  test("with sentences that never repeat the secret", () => {
    const clientSecret = new Secret(otherDirectory);
    const messages = findIdpConfigMistakes({ ...microsoft, clientSecret }, { policy: strictEgressPolicy });
    expect(JSON.stringify(messages)).not.toContain(otherDirectory);
  });
});
