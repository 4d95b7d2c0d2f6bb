import { describe, expect, test } from "vitest";
import { fillEndpoints, issuerOf, readDirectoryId, readEntraEndpoint } from "@/lib/providers/entra-endpoints";
import { entraPermissions, portalGuides } from "@/lib/providers/portal-steps";
import { presets } from "@/lib/providers/presets";

const directory = "11111111-1111-4111-8111-111111111111";

describe("a preset", () => {
  test.each(Object.entries(presets))("of %s says why it asks for each scope", (_provider, preset) => {
    for (const { scope, why } of preset.scopes)
      expect([scope, why]).toEqual([scope, expect.stringMatching(/^[A-Z].*\.$/)]);
  });

  test.each(["microsoft", "google"] as const)("of %s asks for every scope that a protocol needs", (provider) => {
    const { scopes, scopeOfProtocol, mailServers } = presets[provider];
    const asked = scopes.map(({ scope }) => scope);
    for (const scope of Object.values(scopeOfProtocol)) expect(asked).toContain(scope);
    for (const servers of Object.values(mailServers)) expect(servers.length).toBeGreaterThan(0);
  });

  test("never forces the consent page at Microsoft, and always asks Google for a refresh token", () => {
    expect(presets.microsoft.authorizationParameters).toEqual({ prompt: "select_account" });
    expect(presets.google.authorizationParameters).toEqual({ access_type: "offline", prompt: "consent" });
  });
});

describe("the endpoints of a directory", () => {
  test.each([
    [directory, undefined, `https://login.microsoftonline.com/${directory}`],
    [" contoso.example ", "", "https://login.microsoftonline.com/contoso.example"],
    ["common", undefined, "https://login.microsoftonline.com/common"],
    ["", undefined, "https://login.microsoftonline.com/{directory}"],
    [
      directory,
      "https://login.microsoftonline.us/common/oauth2/v2.0/authorize",
      `https://login.microsoftonline.us/${directory}`,
    ],
    [directory, "http://localhost:4400/{directory}/oauth2/v2.0/token", `http://localhost:4400/${directory}`],
    ["a/b", undefined, "https://login.microsoftonline.com/a%2Fb"],
    [directory, "not an address", `https://login.microsoftonline.com/${directory}`],
  ])("of %j beside %j begin with %s", (id, like, base) => {
    expect(fillEndpoints(id, like)).toEqual({
      authorizationEndpoint: `${base}/oauth2/v2.0/authorize`,
      tokenEndpoint: `${base}/oauth2/v2.0/token`,
    });
  });

  test("are what the preset stands for while the directory is not known", () => {
    const { authorizationEndpoint, tokenEndpoint } = presets.microsoft;
    expect(fillEndpoints("")).toEqual({ authorizationEndpoint, tokenEndpoint });
  });

  test.each([
    [`https://login.microsoftonline.com/${directory}/oauth2/v2.0/authorize`, directory],
    [`https://login.microsoftonline.com/${directory}/oauth2/token`, directory],
    ["http://localhost:4400/contoso.example/oauth2/v2.0/token/", "contoso.example"],
    ["https://login.microsoftonline.com/{directory}/oauth2/v2.0/token", null],
    ["https://accounts.google.com/o/oauth2/v2/auth", null],
    ["https://login.microsoftonline.com/%zz/oauth2/v2.0/token", null],
    ["", null],
  ])("name the directory: %s", (endpoint, expected) => {
    expect(readDirectoryId(endpoint)).toBe(expected);
  });

  test("tell version and kind", () => {
    expect(readEntraEndpoint("https://LOGIN.example/common/oauth2/authorize")).toEqual({
      authority: "https://login.example",
      directoryId: "common",
      version: 1,
      kind: "authorize",
    });
  });

  test.each([
    [directory, `https://login.example/${directory}/v2.0`],
    ["common", "https://login.example/{tenantid}/v2.0"],
    ["organizations", "https://login.example/{tenantid}/v2.0"],
    ["consumers", "https://login.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"],
    ["contoso.example", null],
  ])("lead to issuer and discovery document of %s", (id, issuer) => {
    expect(issuerOf(`https://login.example/${id}/oauth2/v2.0/authorize`)).toEqual({
      issuer,
      discoveryUrl: `https://login.example/${id}/v2.0/.well-known/openid-configuration`,
    });
  });

  test("lead nowhere in the v1 shape", () => {
    expect(issuerOf(`https://login.example/${directory}/oauth2/authorize`)).toBeNull();
  });
});

describe("the steps in the portal", () => {
  test("fill every field that an admin has to fill", () => {
    const filled = (provider: keyof typeof portalGuides) => portalGuides[provider].steps.flatMap(({ fills }) => fills);
    expect(filled("microsoft")).toEqual(
      expect.arrayContaining(["clientId", "clientSecret", "clientSecretExpiresOn", "directoryId"]),
    );
    expect(filled("google")).toEqual(expect.arrayContaining(["clientId", "clientSecret"]));
    expect(filled("other")).toEqual(
      expect.arrayContaining(["clientId", "clientSecret", "authorizationEndpoint", "tokenEndpoint", "scopes"]),
    );
  });

  test.each(Object.entries(portalGuides))("of %s give the Callback Endpoint to copy, once", (_provider, { steps }) => {
    expect(steps.filter(({ copies }) => copies.includes("callbackEndpoint"))).toHaveLength(1);
  });

  test("at Microsoft name the guide's permissions and leave the implicit grant out, with a reason", () => {
    expect(entraPermissions).toEqual([
      "User.Read",
      "offline_access",
      "IMAP.AccessAsUser.All",
      "POP.AccessAsUser.All",
      "SMTP.Send",
    ]);
    expect(portalGuides.microsoft.steps.some(({ body }) => /implicit/i.test(body))).toBe(false);
    expect(portalGuides.microsoft.leftOut).toMatch(/implicit/i);
  });
});
