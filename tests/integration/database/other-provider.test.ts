import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { type AnsweringServer, startAnsweringServer } from "@/tests/servers/answering-server";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { contosoDirectoryId } from "@/tests/servers/practice-data";
import { callbackUrl, comeBack, expectSuccess, goToProvider, type Place, practiceConfig } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

const half = "remote_mailbox";
let provider: EntraProvider;
/** A user-info endpoint of its own: the practice provider's, like Microsoft's, takes no token that is meant for mail. */
let userInfo: AnsweringServer;
beforeAll(async () => {
  userInfo = await startAnsweringServer();
  provider = await startEntraProvider({ redirectUris: [callbackUrl], accessTokenMode: "opaque" });
});
afterAll(async () => {
  await userInfo.stop();
  await provider.stop();
  await disconnect();
});

/** A System Email of an Other Provider with these settings beside the endpoints. */
async function newOtherPlace(settings: Record<string, string>): Promise<Place> {
  const context = await newTenantContext();
  const account = { address: "support@acme.test", name: "Support", mailboxType: "user", notes: "" } as const;
  const { id: systemEmailId } = expectSuccess(await createSystemEmail(context, account));
  await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { authentication: "oauth2_other" } }));
  const { config, credential } = practiceConfig(provider, { provider: "other", directoryId: "", ...settings });
  const { id: idpConfigId } = expectSuccess(
    await saveIdpConfig(context, null, config, credential, { isConfirmed: false }),
  );
  expectSuccess(await chooseIdpConfig(context, { systemEmailId, half, idpConfigId, strictMatching: true }));
  return { context, systemEmailId, idpConfigId, sessionId: "browser" };
}

describe("an Other Provider", () => {
  const issuer = () => `${provider.baseUrl}/${contosoDirectoryId}/v2.0`;

  test("with an issuer tells who signed in by its ID token", async () => {
    const place = await newOtherPlace({ issuer: issuer(), emailAttribute: "email" });
    await comeBack(place, await goToProvider(place));
    expect(await getGrant(place.context, { ...place, half })).toMatchObject({
      resourceOwner: "support@acme.test",
      audience: null,
    });
    expectSuccess(await getAccessToken(place.context, { ...place, half, minValidSeconds: 300 }));
  });

  test("without an issuer tells it by its user-info endpoint, and Strict Matching holds there too", async () => {
    const place = await newOtherPlace({ userInfoEndpoint: `${userInfo.baseUrl}/me`, emailAttribute: "mail.primary" });
    userInfo.answer("/me", { body: { id: 7, mail: { primary: "sales@acme.test" } } });
    const end = await comeBack(place, await goToProvider(place));
    if (end.kind !== "dialog") throw new Error(`It ended ${end.kind}`);
    const { outcomeId } = end.place;
    expect(await getAuthorizationOutcome(place.context, { ...place, outcomeId, half })).toMatchObject({
      failureCode: "wrong_account",
      facts: { actual: "sales@acme.test" },
    });
    userInfo.answer("/me", { body: { id: 8, mail: { primary: "Support@acme.test" } } });
    await comeBack(place, await goToProvider(place));
    expect((await getGrant(place.context, { ...place, half }))?.resourceOwner.toLowerCase()).toBe("support@acme.test");
    expect(userInfo.requests.at(-1)?.headers.authorization).toMatch(/^Bearer /);
  });

  test("that names nobody is refused, because nobody knows whose token it is", async () => {
    const place = await newOtherPlace({ emailAttribute: "email" });
    const end = await comeBack(place, await goToProvider(place));
    if (end.kind !== "dialog") throw new Error(`It ended ${end.kind}`);
    const { outcomeId } = end.place;
    expect(await getAuthorizationOutcome(place.context, { ...place, outcomeId, half })).toMatchObject({
      failureCode: "resource_owner_unknown",
    });
    expect(await getGrant(place.context, { ...place, half })).toBeNull();
  });
});
