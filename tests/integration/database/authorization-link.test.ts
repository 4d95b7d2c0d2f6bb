import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { claimAuthorizationLink } from "@/lib/grant/claim-authorization-link";
import { completeAuthorization } from "@/lib/grant/complete-authorization";
import { createAuthorizationLink } from "@/lib/grant/create-authorization-link";
import { findAuthorizationLink } from "@/lib/grant/find-authorization-link";
import { getGrant } from "@/lib/grant/get-grant";
import { listAuthorizationLinks } from "@/lib/grant/list-authorization-links";
import { openAuthorizationLink } from "@/lib/grant/open-authorization-link";
import { refreshNow } from "@/lib/grant/refresh-now";
import { revokeGrants } from "@/lib/grant/revoke-grants";
import { startAuthorizationByLink } from "@/lib/grant/start-authorization-by-link";
import { withdrawAuthorizationLink } from "@/lib/grant/withdraw-authorization-link";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { saveOAuth2Info } from "@/lib/idp-config/save-oauth2-info";
import { hashState } from "@/lib/oauth/build-authorization-url";
import { Secret } from "@/lib/secret";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { getSystemEmail } from "@/lib/system-email/get-system-email";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { practicePassword } from "@/tests/servers/practice-data";
import { type ScriptedPerson, signInByScript } from "@/tests/servers/scripted-sign-in";
import {
  callbackUrl,
  expectSuccess,
  newAuthorizedPlace,
  newPlace,
  type Place,
  practiceConfig,
} from "./authorized-email";
import { newTenantContext } from "./new-tenant";

const half = "remote_mailbox";
const unusable = { ok: false, failure: { code: "link_unusable" } };

let provider: EntraProvider;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

/** Makes a link, and gives the secret that stands in its address. */
async function makeLink(place: Place, idpConfigId?: string): Promise<Secret> {
  const { context, systemEmailId } = place;
  const request = { systemEmailId, half, idpConfigId, expiresInHours: 24 } as const;
  const { url } = expectSuccess(await createAuthorizationLink(context, request));
  return new Secret(url.reveal().slice("http://localhost:3000/authorize/".length));
}

const visit = () => ({ clientAddress: randomBytes(8).toString("hex"), requestId: "test" });
const open = (token: Secret, outcomeId: string | null = null) =>
  openAuthorizationLink(token, { ...visit(), outcomeId, isReplay: false });

/** Presses the button in a browser, and goes through the provider's pages; gives what comes to the Callback Endpoint. */
async function press(token: Secret, sessionId: string, person: Partial<ScriptedPerson> = {}) {
  const { linkId, departure } = expectSuccess(await startAuthorizationByLink(token, { ...visit(), sessionId }));
  if (departure.kind !== "provider") throw new Error("Nobody could be sent to the provider");
  const callback = await signInByScript(departure.providerUrl.href, callbackUrl, {
    address: "support@acme.test",
    password: practicePassword,
    ...person,
  });
  return { linkId, callback };
}

/** Comes back to the Callback Endpoint, in a browser that has this session of the link, or none. */
function comeBack({ linkId, callback }: { linkId: string; callback: URL }, sessionId: string | null) {
  const links = new Map(sessionId === null ? [] : [[linkId, sessionId]]);
  return completeAuthorization(callback.searchParams, null, "test", links);
}

async function outcomeIdOf(end: ReturnType<typeof comeBack>): Promise<string> {
  const ended = await end;
  if (ended.kind !== "link") throw new Error(`It ended ${JSON.stringify(ended)}`);
  return ended.outcomeId;
}

async function grantOf({ context, systemEmailId }: Place) {
  return inTenant(context, (db) => db.grant.findFirst({ where: { systemEmailId } }));
}

describe("an authorization link", () => {
  test("lets somebody without an account authorize the mailbox, once, and the audit says by whose link", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    expect(expectSuccess(await open(token))).toMatchObject({
      tenantName: place.context.name,
      address: "support@acme.test",
      provider: "microsoft",
      isOwnerNeeded: true,
      isUsable: true,
      ended: null,
    });
    const outcomeId = await outcomeIdOf(comeBack(await press(token, "browser"), "browser"));
    expect(await getGrant(place.context, { ...place, half })).toMatchObject({
      standing: null,
      resourceOwner: "support@acme.test",
      authorizedByEmail: `authorization link by ${place.context.actor.label}`,
    });
    expect(expectSuccess(await open(token, outcomeId))).toMatchObject({
      isUsable: false,
      ended: { isAuthorized: true },
    });
    expect(await open(token)).toMatchObject(unusable);
    expect(await startAuthorizationByLink(token, { ...visit(), sessionId: "browser" })).toMatchObject(unusable);
    const events = await inTenant(place.context, (db) =>
      db.auditEvent.findMany({ where: { actorType: "authorization_link" }, orderBy: { at: "asc" } }),
    );
    expect(events.map(({ action }) => action)).toEqual(["authorization.started", "authorization.succeeded"]);
  });

  test("keeps of its secret only a hash, and nothing of it in the audit", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    const rows = await inTenant(place.context, async (db) => [
      await db.authorizationLink.findMany(),
      await db.auditEvent.findMany(),
    ]);
    expect(rows.map(({ length }) => length > 0)).toEqual([true, true]);
    expect(JSON.stringify(rows)).not.toContain(token.reveal());
  });

  test("stays good after a failure, which is told in the words of the dialog, and leaves everything as it was", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    const declined = await press(token, "browser", { consent: "cancel", address: "billing@acme.test" });
    const outcomeId = await outcomeIdOf(comeBack(declined, "browser"));
    const told = expectSuccess(await open(token, outcomeId));
    expect(told).toMatchObject({ isUsable: true, ended: { failure: { title: expect.any(String) } } });
    expect(await grantOf(place)).toBeNull();
    await outcomeIdOf(comeBack(await press(token, "browser again"), "browser again"));
    expect(await grantOf(place)).not.toBeNull();
  });

  test("refuses another account, and takes a delegate where Strict Matching is off", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    const sales = { address: "sales@acme.test" };
    const refused = await outcomeIdOf(comeBack(await press(token, "browser", sales), "browser"));
    expect(expectSuccess(await open(token, refused)).ended?.failure?.title).toMatch(/another account/i);
    expect(await grantOf(place)).toBeNull();
    const info = { strictMatching: false, enabled: true, notes: "" };
    expectSuccess(await saveOAuth2Info(place.context, { ...place, half }, info, { isConfirmed: false }));
    expect(expectSuccess(await open(token))).toMatchObject({ isOwnerNeeded: false });
    await outcomeIdOf(comeBack(await press(token, "browser", sales), "browser"));
    expect(await grantOf(place)).toMatchObject({ resourceOwner: "sales@acme.test", authorizedByUserId: null });
  });

  test("moves a half to the IdP Config that it was made for, once that is authorized", async () => {
    const place = await newAuthorizedPlace(await newTenantContext(), provider);
    const { config, credential } = practiceConfig(provider);
    const other = expectSuccess(await saveIdpConfig(place.context, null, config, credential, { isConfirmed: false }));
    const token = await makeLink(place, other.id);
    await outcomeIdOf(comeBack(await press(token, "browser"), "browser"));
    const email = await getSystemEmail(place.context, place.systemEmailId);
    expect(email?.remoteMailbox.idpConfigId).toBe(other.id);
    expect(await grantOf(place)).toMatchObject({ idpConfigId: other.id });
  });
});

describe("what comes back by a link is believed once, and only in the browser that started it", () => {
  test.each([
    ["in a browser that never opened the link", null],
    ["in another session of the link", "somebody else's browser"],
  ])("%s it changes nothing, and the state is used up", async (_name, sessionId) => {
    const place = await newPlace(await newTenantContext(), provider);
    const pressed = await press(await makeLink(place), "browser");
    const end = await comeBack(pressed, sessionId);
    expect(end).toMatchObject(sessionId === null ? { kind: "nowhere", code: "session_other" } : { kind: "link" });
    expect(await grantOf(place)).toBeNull();
    expect(await comeBack(pressed, "browser")).toMatchObject({ kind: "link", isReplay: true });
    expect(await comeBack(pressed, null)).toEqual({ kind: "nowhere", code: "state_unknown" });
    expect(await grantOf(place)).toBeNull();
  });

  test("somebody who is signed in, and even made the link, does not end it for them", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const { callback } = await press(await makeLink(place), "browser");
    const session = { userId: place.context.actor.id, sessionId: "browser" };
    expect(await completeAuthorization(callback.searchParams, session, "test")).toMatchObject({ kind: "nowhere" });
    expect(await grantOf(place)).toBeNull();
  });

  test("of two who authorize by one link at once, one counts", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    const [one, other] = [await press(token, "one"), await press(token, "other")];
    const outcomeIds = await Promise.all([outcomeIdOf(comeBack(one, "one")), outcomeIdOf(comeBack(other, "other"))]);
    const outcomes = await inTenant(place.context, (db) =>
      db.authorizationOutcome.findMany({ where: { id: { in: outcomeIds } } }),
    );
    const codes = outcomes.map(({ failureCode }) => failureCode).sort();
    expect(codes).toEqual(["link_unusable", null]);
    expect(await grantOf(place)).toMatchObject({ version: 1 });
  });

  test("the outcome of another link, of a person or of another tenant is told to nobody by a link", async () => {
    const [place, foreign] = [
      await newPlace(await newTenantContext(), provider),
      await newAuthorizedPlace(await newTenantContext(), provider),
    ];
    const [token, sibling] = [await makeLink(place), await makeLink(place)];
    const others = await outcomeIdOf(comeBack(await press(sibling, "browser"), "browser"));
    const persons = await inTenant(foreign.context, (db) => db.authorizationOutcome.findFirstOrThrow());
    for (const outcomeId of [others, persons.id]) {
      expect(expectSuccess(await open(token, outcomeId))).toMatchObject({ ended: null });
    }
  });
});

describe("a link that is not good any more is answered like one that never was", () => {
  test("expired, used, of a deleted mailbox, of a deleted IdP Config, and invented", async () => {
    const context = await newTenantContext();
    const [expired, deleted, unconfigured] = await Promise.all(
      ["a@acme.test", "b@acme.test", "c@acme.test"].map((address) => newPlace(context, provider, { address })),
    );
    if (!expired || !deleted || !unconfigured) throw new Error("Three places were made");
    const tokens = [await makeLink(expired), await makeLink(deleted), await makeLink(unconfigured)];
    await inTenant(context, (db) =>
      db.authorizationLink.updateMany({
        where: { systemEmailId: expired.systemEmailId },
        data: { expiresAt: new Date(Date.now() - 1000) },
      }),
    );
    expectSuccess(await deleteSystemEmail(context, deleted.systemEmailId));
    await inTenant(context, (db) =>
      db.remoteMailbox.updateMany({
        where: { systemEmailId: unconfigured.systemEmailId },
        data: { idpConfigId: null },
      }),
    );
    expectSuccess(await deleteIdpConfig(context, unconfigured.idpConfigId));
    const invented = await open(new Secret(randomBytes(32).toString("base64url")));
    expect(invented).toMatchObject(unusable);
    for (const token of tokens) {
      expect(await open(token)).toEqual(invented);
      expect(await startAuthorizationByLink(token, { ...visit(), sessionId: "browser" })).toEqual(invented);
    }
  });

  test("a mailbox that is deleted while somebody is at the provider leaves a state that nobody knows", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const pressed = await press(await makeLink(place), "browser");
    expectSuccess(await deleteSystemEmail(place.context, place.systemEmailId));
    expect(await comeBack(pressed, "browser")).toEqual({ kind: "nowhere", code: "state_unknown" });
  });

  test("whoever tries often from one address has to wait", async () => {
    const from = visit();
    const tries = Array.from({ length: 61 }, () =>
      openAuthorizationLink(new Secret("invented"), { ...from, outcomeId: null, isReplay: false }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => !answer.ok && answer.failure.code === "rate_limited")).toHaveLength(1);
  });
});

/** The ids of the half's links that still work, the newest first. */
async function liveIds({ context, systemEmailId }: Place): Promise<string[]> {
  const links = await listAuthorizationLinks(context, { systemEmailId, half });
  return (links ?? []).map(({ id }) => id);
}

describe("a link is withdrawn", () => {
  test("is listed while it works, with whether it was opened; then its page says by whom it was withdrawn", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const { context, systemEmailId } = place;
    const [older, token] = [await makeLink(place), await makeLink(place)];
    expect(await listAuthorizationLinks(context, { systemEmailId, half: "outgoing_smtp" })).toEqual([]);
    expectSuccess(await open(older));
    const links = await listAuthorizationLinks(context, { systemEmailId });
    expect(links).toMatchObject([
      { half, createdByLabel: context.actor.label, idpConfig: { id: place.idpConfigId }, openedAt: null },
      { half, openedAt: expect.any(Date) },
    ]);
    const [linkId = ""] = await liveIds(place);
    expectSuccess(await withdrawAuthorizationLink(context, { systemEmailId, linkId }));
    expect(expectSuccess(await open(token))).toMatchObject({
      tenantName: context.name,
      isUsable: false,
      withdrawn: { byLabel: context.actor.label },
    });
    expect(await startAuthorizationByLink(token, { ...visit(), sessionId: "browser" })).toMatchObject(unusable);
    expect(await liveIds(place)).toHaveLength(1);
    expect(expectSuccess(await open(older))).toMatchObject({ isUsable: true, withdrawn: null });
    // Once more changes nothing and is told to nobody.
    expectSuccess(await withdrawAuthorizationLink(context, { systemEmailId, linkId }));
    const events = await inTenant(context, (db) =>
      db.auditEvent.findMany({ where: { action: "authorization_link.withdrawn" } }),
    );
    expect(events).toMatchObject([{ subjectId: systemEmailId, details: { half, linkBy: context.actor.label } }]);
  });

  test("while somebody is at the provider by it: they come back, and nothing is stored", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const token = await makeLink(place);
    const pressed = await press(token, "browser");
    const [linkId = ""] = await liveIds(place);
    expectSuccess(await withdrawAuthorizationLink(place.context, { ...place, linkId }));
    const outcomeId = await outcomeIdOf(comeBack(pressed, "browser"));
    expect(await grantOf(place)).toBeNull();
    expect(expectSuccess(await open(token, outcomeId))).toMatchObject({ isUsable: false, withdrawn: {} });
    const failed = await inTenant(place.context, (db) =>
      db.auditEvent.findFirst({ where: { action: "authorization.failed" } }),
    );
    expect(failed?.details).toMatchObject({ code: "link_unusable", reason: "The link was withdrawn." });
  });

  test("cannot be once it was used, and is not found under another System Email", async () => {
    const context = await newTenantContext();
    const place = await newPlace(context, provider);
    const other = await newPlace(context, provider, { address: "billing@acme.test" });
    const token = await makeLink(place);
    const [linkId = ""] = await liveIds(place);
    const elsewhere = { systemEmailId: other.systemEmailId, linkId };
    expect(await withdrawAuthorizationLink(context, elsewhere)).toMatchObject({ failure: { code: "not_found" } });
    await outcomeIdOf(comeBack(await press(token, "browser"), "browser"));
    expect(await withdrawAuthorizationLink(context, { ...place, linkId })).toMatchObject({
      failure: { code: "conflict" },
    });
    expect(await liveIds(place)).toEqual([]);
  });

  test("in the moment in which a sign-in by it ends: one of the two counts, and a withdrawn link stores no Grant", async () => {
    const ends = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const place = await newPlace(await newTenantContext(), provider);
        const pressed = await press(await makeLink(place), "browser");
        const [linkId = ""] = await liveIds(place);
        const [, withdrawn] = await Promise.all([
          comeBack(pressed, "browser"),
          withdrawWhenAsked(place, { linkId, callback: pressed.callback }),
        ]);
        const link = await inTenant(place.context, (db) =>
          db.authorizationLink.findUniqueOrThrow({ where: { id: linkId } }),
        );
        return { isWithdrawn: withdrawn.ok, hasGrant: (await grantOf(place)) !== null, link };
      }),
    );
    for (const { isWithdrawn, hasGrant, link } of ends) {
      expect(hasGrant).toBe(!isWithdrawn);
      expect(link.usedAt === null).toBe(isWithdrawn);
      expect(link.withdrawnAt === null).toBe(!isWithdrawn);
    }
  });

  test("by many at once with many that use it up: for each link the row lets one of them through", async () => {
    const place = await newPlace(await newTenantContext(), provider);
    const { context, systemEmailId } = place;
    for (let made = 0; made < 12; made += 1) await makeLink(place);
    const ids = await liveIds(place);
    const ends = await Promise.all(
      ids.map((linkId, index) => {
        const claim = () => inTenant(context, (db) => claimAuthorizationLink(db, linkId, new Date()));
        const withdraw = () => withdrawAuthorizationLink(context, { systemEmailId, linkId });
        if (index % 2 === 0) return Promise.all([claim(), withdraw()]);
        return Promise.all([withdraw(), claim()]).then(([withdrawn, claimed]) => [claimed, withdrawn] as const);
      }),
    );
    expect(ends).toHaveLength(12);
    for (const [isClaimed, withdrawn] of ends) expect(withdrawn.ok).toBe(!isClaimed);
  });
});

/** Withdraws a link as soon as the state of the sign-in has been consumed: what comes now runs beside the exchange. */
async function withdrawWhenAsked(
  { context, systemEmailId }: Place,
  { linkId, callback }: { linkId: string; callback: URL },
) {
  const stateHash = hashState(new Secret(callback.searchParams.get("state") ?? ""));
  await expect
    .poll(() => inTenant(context, (db) => db.pendingAuthorization.count({ where: { stateHash } })), { interval: 1 })
    .toBe(0);
  return withdrawAuthorizationLink(context, { systemEmailId, linkId });
}

describe("whoever has a link", () => {
  test("can do nothing in the tenant but authorize", async () => {
    const place = await newAuthorizedPlace(await newTenantContext(), provider);
    const link = await findAuthorizationLink({ token: await makeLink(place) }, "test");
    if (link === null) throw new Error("The link is not found");
    const { context } = link;
    await expect(getSystemEmail(context, place.systemEmailId)).rejects.toThrow(Forbidden);
    await expect(refreshNow(context, { ...place, half })).rejects.toThrow(Forbidden);
    await expect(revokeGrants(context, place)).rejects.toThrow(Forbidden);
    await expect(createAuthorizationLink(context, { ...place, half, expiresInHours: 1 })).rejects.toThrow(Forbidden);
    await expect(listAuthorizationLinks(context, place)).rejects.toThrow(Forbidden);
    const own = { ...place, linkId: link.id };
    await expect(withdrawAuthorizationLink(context, own)).rejects.toThrow(Forbidden);
  });
});

describe("a link is made", () => {
  test("with how many older ones of the half still work, and only while those are few enough to be read", async () => {
    const { context, systemEmailId } = await newPlace(await newTenantContext(), provider);
    const request = { systemEmailId, half, expiresInHours: 1 } as const;
    for (let made = 0; made < 20; made += 1) {
      expect(expectSuccess(await createAuthorizationLink(context, request)).olderLinks).toBe(made);
    }
    expect(await createAuthorizationLink(context, request)).toMatchObject({ failure: { code: "conflict" } });
    const [newest] = (await listAuthorizationLinks(context, { systemEmailId })) ?? [];
    expectSuccess(await withdrawAuthorizationLink(context, { systemEmailId, linkId: newest?.id ?? "" }));
    expectSuccess(await createAuthorizationLink(context, request));
  });

  test("only for a half with OAuth2 of its own and an IdP Config of its provider", async () => {
    const { context, systemEmailId } = await newPlace(await newTenantContext(), provider);
    const { config, credential } = practiceConfig(provider, { provider: "other", issuer: provider.baseUrl });
    const other = expectSuccess(await saveIdpConfig(context, null, config, credential, { isConfirmed: false }));
    const request = { systemEmailId, expiresInHours: 1 };
    const conflict = { ok: false, failure: { code: "conflict" } };
    expect(await createAuthorizationLink(context, { ...request, half: "outgoing_smtp" })).toMatchObject(conflict);
    expect(await createAuthorizationLink(context, { ...request, half, idpConfigId: other.id })).toMatchObject(conflict);
  });
});
