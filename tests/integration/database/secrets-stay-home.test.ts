import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { beginAuthorization } from "@/lib/grant/begin-authorization";
import { refreshGrant } from "@/lib/grant/refresh-grant";
import { refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { saveCheckedIdpConfig } from "@/lib/idp-config/save-checked-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import type { UserContext } from "@/lib/tenancy/context";
import { type AnsweringServer, startAnsweringServer } from "@/tests/servers/answering-server";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { contosoDirectoryId, helpdeskClientSecret } from "@/tests/servers/practice-data";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place, practiceConfig } from "./authorized-email";
import { newTenantContext } from "./new-tenant";

const half = "remote_mailbox";
let provider: EntraProvider;
let elsewhere: AnsweringServer;
let context: UserContext;
let place: Place;
beforeAll(async () => {
  [provider, elsewhere] = await Promise.all([
    startEntraProvider({ redirectUris: [callbackUrl] }),
    startAnsweringServer(),
  ]);
});
beforeEach(async () => {
  context = await newTenantContext();
  place = await newAuthorizedPlace(context, provider);
  elsewhere.reset();
});
afterAll(async () => {
  await Promise.all([provider.stop(), elsewhere.stop()]);
  await disconnect();
});

/** Changes the IdP Config as somebody may who can edit it and read none of its secrets. */
async function change(changes: Record<string, string>, { clientSecret = "" } = {}) {
  const { name } = await inTenant(context, (db) => db.idpConfig.findFirstOrThrow());
  const { config, credential } = practiceConfig(provider, { ...changes, clientSecret });
  return expectSuccess(
    await saveIdpConfig(context, place.idpConfigId, { ...config, name }, credential, { isConfirmed: true }),
  );
}

const endpoints = () => ({
  authorizationEndpoint: `${elsewhere.baseUrl}/${contosoDirectoryId}/oauth2/v2.0/authorize`,
  tokenEndpoint: `${elsewhere.baseUrl}/${contosoDirectoryId}/oauth2/v2.0/token`,
});
const secrets = () => inTenant(context, (db) => db.clientCredential.count());

describe("no secret goes to a host that somebody typed in later", () => {
  test("not the refresh token, by Refresh now", async () => {
    await change(endpoints(), { clientSecret: "another~secret" });
    expect(await refreshNow(context, { ...place, half })).toMatchObject({
      ok: false,
      failure: { code: "needs_reauthorization" },
    });
    expect(elsewhere.requests).toEqual([]);
    const grant = await inTenant(context, (db) => db.grant.findFirstOrThrow());
    expect(grant).toMatchObject({ status: "active", leaseOwner: null, leaseUntil: null, failureCode: null });
  });

  test("not the refresh token, when the change comes between the look at the Grant and the refresh", async () => {
    const { id, version } = await inTenant(context, (db) => db.grant.findFirstOrThrow());
    await change(endpoints(), { clientSecret: "another~secret" });
    expect(await refreshGrant(context, id, { seenVersion: version })).toMatchObject({ ok: false });
    expect(elsewhere.requests).toEqual([]);
  });

  test("not the refresh token, by Revoke with a revocation endpoint of that host", async () => {
    const revocationEndpoint = `${elsewhere.baseUrl}/revoke`;
    await change({ revocationEndpoint });
    expect(await revokeGrants(context, place)).toMatchObject([{ atProvider: "failed" }]);
    expect(elsewhere.requests).toEqual([]);
  });

  test("not the refresh token, by Revoke with all endpoints of that host", async () => {
    await change({ ...endpoints(), revocationEndpoint: `${elsewhere.baseUrl}/revoke` }, { clientSecret: "another" });
    expect(await revokeGrants(context, place)).toMatchObject([{ atProvider: "failed" }]);
    expect(elsewhere.requests).toEqual([]);
  });

  test("not the client secrets, which are forgotten with the host that they were entered for", async () => {
    await change(endpoints());
    expect(await secrets()).toBe(0);
  });

  test("not the client secrets, by Submit, which asks for a new one", async () => {
    const { name } = await inTenant(context, (db) => db.idpConfig.findFirstOrThrow());
    const { config, credential } = practiceConfig(provider, { ...endpoints(), clientSecret: "" });
    const saving = { isDraft: false, confirmed: ["warnings", "idpConfig"] };
    const saved = await saveCheckedIdpConfig(context, place.idpConfigId, { ...config, name }, credential, saving);
    expect(saved).toMatchObject({
      ok: false,
      failure: { facts: { "fields.clientSecret": expect.stringContaining("Client Secret") } },
    });
    expect(await secrets()).toBe(1);
  });

  test("and a change on the same host keeps the client secrets", async () => {
    await change({ tokenEndpoint: provider.tokenEndpoint("common") });
    expect(await secrets()).toBe(1);
    await change({ tokenEndpoint: "a draft" }, { clientSecret: helpdeskClientSecret });
    await change({ tokenEndpoint: "a draft" });
    expect(await secrets()).toBe(1);
  });
});

test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://10.0.0.1/x", "no address"])(
  "nobody is sent to %s, which only a draft may hold",
  async (authorizationEndpoint) => {
    const { id: idpConfigId } = expectSuccess(
      await saveIdpConfig(
        context,
        null,
        practiceConfig(provider, { provider: "other", authorizationEndpoint }).config,
        practiceConfig(provider).credential,
        { isConfirmed: false },
      ),
    );
    const begun = await beginAuthorization(context, { ...place, idpConfigId, half });
    expect(begun).toMatchObject({ ok: false, failure: { code: "idp_configuration" } });
  },
);
