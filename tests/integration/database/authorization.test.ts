import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { completeAuthorization } from "@/lib/grant/complete-authorization";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getAuthorizationOutcome } from "@/lib/grant/get-authorization-outcome";
import { getGrant } from "@/lib/grant/get-grant";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { saveAccount } from "@/lib/system-email/save-account";
import type { EntraProvider } from "@/tests/servers/entra-provider";
import { startEntraProvider } from "@/tests/servers/entra-provider";
import { practiceRegistrations } from "@/tests/servers/practice-data";
import {
  callbackUrl,
  comeBack,
  expectSuccess,
  goToProvider,
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

/** How the last authorization ended, as the dialog tells it. */
async function outcomeOf(place: Place, end: Awaited<ReturnType<typeof comeBack>>) {
  if (end.kind === "nowhere" || end.kind === "link") throw new Error(`It ended ${JSON.stringify(end)}`);
  const { context, systemEmailId } = place;
  return getAuthorizationOutcome(context, { outcomeId: end.place.outcomeId, systemEmailId, half });
}

async function storedGrant({ context, systemEmailId }: Place) {
  return inTenant(context, (db) => db.grant.findFirst({ where: { systemEmailId } }));
}

describe("an authorization that goes well", () => {
  test("stores a Grant whose token the mailbox's owner consented to, and nothing of it in the clear", async () => {
    const context = await newTenantContext();
    const place = await newAuthorizedPlace(context, provider);
    const grant = await getGrant(context, { ...place, half });
    expect(grant).toMatchObject({
      standing: null,
      resourceOwner: "support@acme.test",
      authorizedByEmail: context.actor.label,
      isConfigSignatureCurrent: true,
      audience: "https://outlook.office.com",
    });
    const { accessToken } = expectSuccess(await getAccessToken(context, { ...place, half, minValidSeconds: 300 }));
    const rows = JSON.stringify(await storedGrant(place));
    expect(rows).not.toContain(accessToken.reveal());
    expect(rows).toContain("v1.data.");
  });
});

describe("an authorization that fails leaves the old Grant as it was", () => {
  const clientOf = (fault: string) => {
    const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
    return { clientId: registration?.clientId ?? "", clientSecret: registration?.clientSecret ?? "" };
  };
  const ways: {
    name: string;
    code: string;
    change?: Record<string, string>;
    person?: Parameters<typeof goToProvider>[1];
  }[] = [
    { name: "another account signs in", code: "wrong_account", person: { address: "sales@acme.test" } },
    {
      name: "consent is declined",
      code: "consent_declined",
      person: { address: "billing@acme.test", consent: "cancel" },
    },
    { name: "the client secret is wrong", code: "client_secret_wrong", change: { clientSecret: "not~the-secret" } },
    { name: "the client secret has expired", code: "client_secret_expired", change: clientOf("secret-expired") },
    { name: "no refresh token comes back", code: "no_refresh_token", change: clientOf("no-refresh-token") },
    { name: "the token is for Microsoft Graph", code: "wrong_audience", change: clientOf("graph-audience") },
    { name: "a scope is not granted", code: "scopes_missing", change: clientOf("scope-dropped") },
  ];
  test.each(ways)("when $name ($code)", async ({ code, change, person }) => {
    const context = await newTenantContext();
    const place = await newAuthorizedPlace(context, provider);
    const before = await storedGrant(place);
    let tried = place;
    if (change !== undefined) {
      const { config, credential } = practiceConfig(provider, change);
      const saved = expectSuccess(await saveIdpConfig(context, null, config, credential, { isConfirmed: false }));
      tried = { ...place, idpConfigId: saved.id };
    }
    const outcome = await outcomeOf(tried, await comeBack(tried, await goToProvider(tried, person)));
    expect(outcome).toMatchObject({ isAuthorized: false, failureCode: code });
    expect(await storedGrant(place)).toEqual(before);
    expectSuccess(await getAccessToken(context, { ...place, half, minValidSeconds: 300 }));
  });

  test("and both addresses are told when the wrong account signed in", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const outcome = await outcomeOf(
      place,
      await comeBack(place, await goToProvider(place, { address: "sales@acme.test" })),
    );
    expect(outcome?.facts).toMatchObject({ expected: "support@acme.test", actual: "sales@acme.test" });
    expect(await storedGrant(place)).toBeNull();
  });
});

describe("a callback is believed once, and only where it belongs", () => {
  test("of two callbacks with one state, at once, exactly one is exchanged, and the other is told as a replay", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const callback = await goToProvider(place);
    const ends = await Promise.all([comeBack(place, callback), comeBack(place, callback)]);
    const authorized = await Promise.all(
      ends.filter((end) => end.kind === "dialog" && !end.isReplay).map((end) => outcomeOf(place, end)),
    );
    expect(authorized).toMatchObject([{ isAuthorized: true }]);
    expect(await comeBack(place, callback)).toMatchObject({ kind: "dialog", isReplay: true });
    expect((await storedGrant(place))?.version).toBe(1);
  });

  test("another browser session, another user and nobody at all are refused, and the state is gone", async () => {
    const context = await newTenantContext();
    const stranger = await newTenantContext();
    const sessions = [
      { session: { userId: context.actor.id, sessionId: "another browser" }, kind: "dialog", code: "session_other" },
      { session: { userId: stranger.actor.id, sessionId: "browser" }, kind: "nowhere", code: "session_other" },
      { session: null, kind: "sign_in", code: "session_gone" },
    ];
    const place = await newPlace(context, provider);
    for (const { session, kind, code } of sessions) {
      const callback = await goToProvider(place);
      const end = await completeAuthorization(callback.searchParams, session, "test");
      expect(end.kind).toBe(kind);
      if (end.kind === "nowhere") expect(end.code).toBe(code);
      else expect(await outcomeOf(place, end)).toMatchObject({ isAuthorized: false, failureCode: code });
      expect(await comeBack(place, callback)).toMatchObject({ kind: "dialog", isReplay: true });
      expect(
        await completeAuthorization(callback.searchParams, { userId: stranger.actor.id, sessionId: "x" }, "test"),
      ).toEqual({
        kind: "nowhere",
        code: "state_unknown",
      });
    }
    expect(await storedGrant(place)).toBeNull();
  });

  test("an invented state and a missing one end nowhere", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    for (const query of ["", "?state=", "?state=invented&code=x", "?code=x"]) {
      expect(await comeBack(place, new URL(callbackUrl + query))).toEqual({ kind: "nowhere", code: "state_unknown" });
    }
  });

  test("after ten minutes, after a change of the IdP Config and after a change of the address it counts no more", async () => {
    const context = await newTenantContext();
    const late = await newPlace(context, provider, { address: "late@acme.test" });
    const lateCallback = await goToProvider(late);
    await inTenant(context, (db) =>
      db.pendingAuthorization.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } }),
    );
    expect(await outcomeOf(late, await comeBack(late, lateCallback))).toMatchObject({ failureCode: "state_expired" });

    const place = await newPlace(context, provider);
    const { config, credential } = practiceConfig(provider, { emailAttribute: "email" });
    const callback = await goToProvider(place);
    expectSuccess(await saveIdpConfig(context, place.idpConfigId, config, credential, { isConfirmed: false }));
    expect(await outcomeOf(place, await comeBack(place, callback))).toMatchObject({ failureCode: "config_changed" });

    const renamed = await goToProvider(place);
    const account = { address: "billing@acme.test", name: "Billing", mailboxType: "user" as const, notes: "" };
    expectSuccess(await saveAccount(context, place.systemEmailId, account, { isConfirmed: false }));
    expect(await outcomeOf(place, await comeBack(place, renamed))).toMatchObject({ failureCode: "address_changed" });
  });
});

describe("a Grant counts only for what it was given for", () => {
  test("a new address and a changed IdP Config are asked about first, then stop it, and undoing them makes it count again", async () => {
    const context = await newTenantContext();
    const place = await newAuthorizedPlace(context, provider);
    const account = { address: "billing@acme.test", name: "Billing", mailboxType: "user" as const, notes: "" };
    const asked = await saveAccount(context, place.systemEmailId, account, { isConfirmed: false });
    expect(asked).toMatchObject({ ok: false, failure: { code: "conflict", facts: { confirm: "address" } } });
    expectSuccess(await saveAccount(context, place.systemEmailId, account, { isConfirmed: true }));
    const read = () => getAccessToken(context, { ...place, half, minValidSeconds: 0 });
    expect(await read()).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
    expectSuccess(
      await saveAccount(
        context,
        place.systemEmailId,
        { ...account, address: "support@acme.test" },
        { isConfirmed: true },
      ),
    );
    expectSuccess(await read());

    const { config, credential } = practiceConfig(provider, { emailAttribute: "email", clientSecret: "" });
    const change = (isConfirmed: boolean) =>
      saveIdpConfig(context, place.idpConfigId, config, credential, { isConfirmed });
    expect(await change(false)).toMatchObject({ ok: false, failure: { facts: { confirm: "idpConfig" } } });
    expect(expectSuccess(await change(true)).invalidatedGrants).toBe(1);
    expect(await read()).toMatchObject({ ok: false, failure: { code: "needs_reauthorization" } });
  });
});
