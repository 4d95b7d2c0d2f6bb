import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { explainAuthorization } from "@/lib/grant/explain-authorization";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getGrant } from "@/lib/grant/get-grant";
import { type SubmittedIdpConfig, submitIdpConfig } from "@/lib/grant/submit-idp-config";
import { saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { contosoDirectoryId, helpdeskSecretId, practicePassword } from "@/tests/servers/practice-data";
import { signInByScript } from "@/tests/servers/scripted-sign-in";
import {
  callbackUrl,
  comeBack,
  expectSuccess,
  newAuthorizedPlace,
  newPlace,
  type Place,
  practiceConfig,
} from "./authorized-email";
import { newTenantContext } from "./new-tenant";

const half = "remote_mailbox";
let provider: EntraProvider;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

/** Presses a button of the IdP Config tab with everything filled in, and these changes. */
function press(
  place: Place,
  { fields = {}, ...changes }: Partial<SubmittedIdpConfig> & { fields?: Record<string, string> } = {},
) {
  const { config, credential } = practiceConfig(provider, fields);
  const { systemEmailId, sessionId } = place;
  const submitted: SubmittedIdpConfig = {
    systemEmailId,
    half,
    sessionId,
    config,
    credential,
    idpConfigId: null,
    act: "submit",
    confirmed: [],
    ...changes,
  };
  return submitIdpConfig(place.context, submitted);
}

async function signInAs(place: Place, providerUrl: URL, address: string) {
  return comeBack(place, await signInByScript(providerUrl.href, callbackUrl, { address, password: practicePassword }));
}

async function linkedIdpConfig({ context, systemEmailId }: Place) {
  return (await getSystemEmail(context, systemEmailId))?.remoteMailbox.idpConfigId;
}

describe("another IdP Config for a mailbox that works", () => {
  test("takes over only when somebody has authorized with it", async () => {
    const place = await newAuthorizedPlace(await newTenantContext(), provider);
    const submitted = expectSuccess(await press(place));
    if (submitted.kind !== "provider") throw new Error(`It went nowhere: ${submitted.kind}`);
    expect(await linkedIdpConfig(place)).toBe(place.idpConfigId);

    const failed = await signInAs(place, submitted.providerUrl, "sales@acme.test");
    expect(failed).toMatchObject({ kind: "dialog", isAuthorized: false });
    expect(await linkedIdpConfig(place)).toBe(place.idpConfigId);
    expectSuccess(await getAccessToken(place.context, { ...place, half, minValidSeconds: 60 }));

    const again = expectSuccess(await press(place));
    if (again.kind !== "provider") throw new Error(`It went nowhere: ${again.kind}`);
    expect(await signInAs(place, again.providerUrl, "support@acme.test")).toMatchObject({ isAuthorized: true });
    const grant = await getGrant(place.context, { ...place, half });
    expect(grant).toMatchObject({ standing: null });
    expect(grant?.idpConfig.id).not.toBe(place.idpConfigId);
    expect(await linkedIdpConfig(place)).toBe(grant?.idpConfig.id);
  });

  test("is kept beside it when it is saved without authorizing", async () => {
    const place = await newAuthorizedPlace(await newTenantContext(), provider);
    expect(expectSuccess(await press(place, { act: "save" }))).toMatchObject({ kind: "saved", isLinked: false });
    expect(await linkedIdpConfig(place)).toBe(place.idpConfigId);
  });
});

describe("Submit", () => {
  test("tells a mistake beside its field and sends nobody away", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const refused = await press(place, { fields: { clientSecret: helpdeskSecretId, clientId: "helpdesk" } });
    expect(refused).toMatchObject({ ok: false, failure: { code: "invalid_request" } });
    const facts = refused.ok ? {} : refused.failure.facts;
    expect(Object.keys(facts ?? {})).toEqual(["fields.clientId", "fields.clientSecret"]);
  });

  test("needs a Client Secret, which a draft does not", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const fields = { clientSecret: "" };
    expect(await press(place, { fields })).toMatchObject({
      failure: { facts: { "fields.clientSecret": expect.stringContaining("Enter") } },
    });
    const draft = expectSuccess(await press(place, { fields, act: "save" }));
    expect(draft).toMatchObject({ kind: "saved", isLinked: true, warnings: ["Enter the Client Secret."] });
  });

  test("asks once about a doubt, then before it invalidates a Grant", async () => {
    const place = await newAuthorizedPlace(await newTenantContext(), provider);
    const scopes = "openid profile email offline_access https://outlook.office.com/IMAP.AccessAsUser.All";
    const submit = (confirmed: string[]) =>
      press(place, { fields: { scopes }, idpConfigId: place.idpConfigId, confirmed });
    expect(await submit([])).toMatchObject({ failure: { facts: { confirm: "warnings" } } });
    expect(await submit(["warnings"])).toMatchObject({
      failure: { facts: { confirm: "idpConfig" }, message: expect.stringContaining("support@acme.test") },
    });
    expect(expectSuccess(await submit(["warnings", "idpConfig"])).kind).toBe("provider");
  });

  test("tells in the dialog that the directory is unknown, before anybody leaves", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const unknown = contosoDirectoryId.replaceAll("1", "9");
    const fields = {
      directoryId: unknown,
      authorizationEndpoint: provider.authorizationEndpoint(unknown),
      tokenEndpoint: provider.tokenEndpoint(unknown),
    };
    const departure = expectSuccess(await press(place, { fields }));
    if (departure.kind !== "refused") throw new Error(`It went on: ${departure.kind}`);
    const question = {
      outcomeId: departure.outcomeId,
      systemEmailId: place.systemEmailId,
      half,
      isReplay: false,
    } as const;
    expect(await explainAuthorization(place.context, question)).toMatchObject({
      isAuthorized: false,
      failure: { title: "There is no such directory" },
    });
    expect(await explainAuthorization(await newTenantContext(), question)).toBeNull();
  });
});

test("the Info tab asks before Strict Matching or a disabled IdP Config stops a mailbox", async () => {
  const place = await newAuthorizedPlace(await newTenantContext(), provider);
  const info = { strictMatching: true, enabled: false, name: "Renamed", notes: "" };
  const refused = await saveOAuth2Info(place.context, { ...place, half }, info, { isConfirmed: false });
  expect(refused).toMatchObject({ failure: { facts: { confirm: "info" } } });
  expectSuccess(await getAccessToken(place.context, { ...place, half, minValidSeconds: 60 }));
  expectSuccess(await saveOAuth2Info(place.context, { ...place, half }, info, { isConfirmed: true }));
  expect(await getAccessToken(place.context, { ...place, half, minValidSeconds: 60 })).toMatchObject({
    failure: { code: "idp_config_disabled" },
  });
});
