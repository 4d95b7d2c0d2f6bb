import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluateAlerts } from "@/lib/alerts/evaluate-alerts";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { completeAuthorization } from "@/lib/grant/complete-authorization";
import { consumePendingAuthorization } from "@/lib/grant/consume-pending-authorization";
import { recordOutcome } from "@/lib/grant/record-outcome";
import { refreshNow } from "@/lib/grant/refresh-now";
import { readCauses } from "@/lib/health/read-causes";
import { chooseIdpConfig } from "@/lib/idp-config/choose-idp-config";
import { listRefusals } from "@/lib/idp-config/list-refusals";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { describeProblem } from "@/lib/mail-worker/describe-problem";
import { readCredentials } from "@/lib/mail-worker/read-credentials";
import { hashState } from "@/lib/oauth/build-authorization-url";
import { Secret } from "@/lib/secret";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { halfKey, readHalfStates } from "@/lib/system-email/read-half-states";
import type { UserContext } from "@/lib/tenancy/context";
import { reviewGrant } from "@/lib/verification/review-grant";
import { verifyHalf } from "@/lib/verification/verify-half";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { helpdeskClientSecret, practiceRegistrations } from "@/tests/servers/practice-data";
import { asWorker } from "./as-worker";
import {
  callbackUrl,
  comeBack,
  expectSuccess,
  goToProvider,
  newAuthorizedPlace,
  newPlace,
  type Place,
} from "./authorized-email";
import { newTenantContext } from "./new-tenant";

const half = "remote_mailbox";
let provider: EntraProvider;
let context: UserContext;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
beforeEach(async () => {
  context = await newTenantContext();
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const clientOf = (fault: string) => {
  const registration = practiceRegistrations.find((candidate) => candidate.fault === fault);
  return { clientId: registration?.clientId ?? "", clientSecret: registration?.clientSecret ?? "" };
};

/** A mailbox that is switched on and waits for nothing but its authorization. */
async function place(changes: Parameters<typeof newPlace>[2] = {}): Promise<Place> {
  const made = await newPlace(context, provider, changes);
  await switchOn(made);
  return made;
}

const switchOn = ({ systemEmailId }: Place) =>
  inTenant(context, (db) =>
    db.remoteMailbox.updateMany({ where: { systemEmailId }, data: { status: "enabled", host: "127.0.0.1", port: 9 } }),
  );

const authorize = async (at: Place, person?: Parameters<typeof goToProvider>[1]) =>
  comeBack(at, await goToProvider(at, person));

async function stateOf({ systemEmailId }: Place) {
  return (await inTenant(context, (db) => readHalfStates(db, [systemEmailId]))).get(halfKey(systemEmailId, half));
}

/** What a Mail Worker is told that asks for its credentials. */
async function refuseWorker({ systemEmailId }: Place) {
  const handed = await readCredentials(await asWorker(context), systemEmailId, { minValidSeconds: 0 });
  return describeProblem(handed.ok ? expect.fail("There are credentials") : handed.failure, "request");
}

const causes = async () => (await inTenant(context, (db) => readCauses(db))).rows;

describe("a half that nobody has authorized says why the last attempt failed", () => {
  const ways = [
    { cause: "wrong_account", next: "authorize", owner: "mailbox_owner", person: { address: "sales@acme.test" } },
    {
      cause: "consent_declined",
      next: "authorize",
      owner: "mailbox_owner",
      email: "billing@acme.test",
      person: { address: "billing@acme.test", consent: "cancel" as const },
    },
    {
      cause: "admin_consent_required",
      next: "ask_administrator",
      owner: "org_admin_of_idp",
      email: "restricted@acme.test",
      person: { address: "restricted@acme.test" },
    },
    { cause: "wrong_audience", next: "open_idp_config", owner: "helpdesk_admin", fault: "graph-audience" },
    { cause: "scopes_missing", next: "open_idp_config", owner: "org_admin_of_idp", fault: "scope-dropped" },
    { cause: "no_refresh_token", next: "open_idp_config", owner: "helpdesk_admin", fault: "no-refresh-token" },
  ];
  test.each(ways)("$cause: $owner, $next", async ({ cause, next, owner, fault, email, person }) => {
    const at = await place({ ...(email ? { address: email } : {}), ...(fault ? clientOf(fault) : {}) });
    expect(await stateOf(at)).toMatchObject({ reason: "never_authorized", failedAuthorizationId: null });
    await authorize(at, person);
    expect(await stateOf(at)).toMatchObject({ health: "not_verified", reason: "authorization_failed", cause });
    const [row, ...others] = await causes();
    expect(row).toMatchObject({ reason: "authorization_failed", cause, owner, next, idpConfigId: at.idpConfigId });
    expect(row?.diagnosis?.steps.length).toBeGreaterThan(0);
    expect(others).toEqual([]);
    const verified = await verifyHalf(context, { ...at, half }, () => undefined);
    expect(verified).toMatchObject({
      failure: {
        code: "needs_authorization",
        message: expect.stringContaining(`The last authorization failed: ${row?.title}`),
        facts: { authorizationFailure: cause },
      },
    });
    const problem = await refuseWorker(at);
    expect(problem).toMatchObject({
      code: "needs_authorization",
      title: "The mailbox is not authorized",
      detail: `The last authorization of ${email ?? "support@acme.test"} failed: ${row?.title}.`,
      diagnosis: { cause, owner, title: row?.title, steps: row?.diagnosis?.steps },
    });
    expect(JSON.stringify(problem)).not.toContain(helpdeskClientSecret);
    expect(await listRefusals(context)).toEqual([]);
    await evaluateAlerts(context, new Date());
    expect((await listAlerts(context, { filter: "open", page: 1 })).alerts).toEqual([]);
  });

  test("until one succeeds", async () => {
    const at = await place();
    await authorize(at, { address: "sales@acme.test" });
    await authorize(at);
    expect(await stateOf(at)).toMatchObject({ reason: "never_checked", failedAuthorizationId: null });
    // Nor is it told again once that Grant is gone.
    await inTenant(context, (db) => db.grant.deleteMany());
    expect(await stateOf(at)).toMatchObject({ reason: "never_authorized", failedAuthorizationId: null });
  });

  test("until what failed is changed: the IdP Config, the address, or that the mailbox itself has to sign in", async () => {
    const at = await place();
    await authorize(at, { address: "sales@acme.test" });
    const isTold = async () => (await stateOf(at))?.reason === "authorization_failed";
    expect(await isTold()).toBe(true);
    await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { strictMatching: false } }));
    expect(await isTold()).toBe(false);
    await inTenant(context, (db) => db.remoteMailbox.updateMany({ data: { strictMatching: true } }));
    expect(await isTold()).toBe(true);
    await inTenant(context, (db) => db.systemEmail.updateMany({ data: { address: "help@acme.test" } }));
    expect(await isTold()).toBe(false);
    await inTenant(context, (db) => db.systemEmail.updateMany({ data: { address: "support@acme.test" } }));
    await inTenant(context, (db) => db.idpConfig.updateMany({ data: { configSignature: "another" } }));
    expect(await isTold()).toBe(false);
  });

  test("and what ended one attempt alone takes the place of no cause", async () => {
    const at = await place();
    await authorize(at, { address: "sales@acme.test" });
    const callback = await goToProvider(at);
    await completeAuthorization(callback.searchParams, { userId: context.actor.id, sessionId: "another" }, "test");
    expect(await stateOf(at)).toMatchObject({ reason: "authorization_failed", cause: "wrong_account" });
  });

  test("and a failure that was under way before a success began hides it neither then nor later", async () => {
    const at = await place();
    const slow = await goToProvider(at, { address: "sales@acme.test" });
    const cameBackAt = new Date();
    const found = await consumePendingAuthorization(hashState(new Secret(slow.searchParams.get("state") ?? "")));
    if (found.kind !== "pending") throw new Error(`It is ${found.kind}`);
    await authorize(at);
    const failure = { code: "wrong_account", message: "Somebody else signed in." } as const;
    await recordOutcome(found.pending, failure, { cameBackAt, requestId: "test" });
    expect(await stateOf(at)).toMatchObject({ reason: "never_checked", failedAuthorizationId: null });
    await inTenant(context, (db) => db.grant.updateMany({ data: { status: "needs_reauthorization" } }));
    expect(await stateOf(at)).toMatchObject({ reason: "grant_ended", failedAuthorizationId: null });
    await inTenant(context, (db) => db.grant.deleteMany());
    expect(await stateOf(at)).toMatchObject({ reason: "never_authorized", failedAuthorizationId: null });
  });

  test("and of two failures the one that came back later is told, whichever was written last", async () => {
    const at = await place();
    const [first, second] = [await goToProvider(at), await goToProvider(at)];
    const take = async (url: URL) => {
      const found = await consumePendingAuthorization(hashState(new Secret(url.searchParams.get("state") ?? "")));
      if (found.kind !== "pending") throw new Error(`It is ${found.kind}`);
      return found.pending;
    };
    const [older, newer] = [await take(first), await take(second)];
    const at1 = new Date(Date.now() - 2000);
    const at2 = new Date(Date.now() - 1000);
    await recordOutcome(newer, { code: "scopes_missing", message: "Newer." }, { cameBackAt: at2, requestId: "test" });
    await recordOutcome(older, { code: "wrong_audience", message: "Older." }, { cameBackAt: at1, requestId: "test" });
    expect(await stateOf(at)).toMatchObject({ cause: "scopes_missing", since: at2 });
  });
});

describe("a client secret that the token endpoint refuses at an authorization", () => {
  const ways = [
    // Only who has a part in the directory can make a new one there.
    { cause: "client_secret_expired", owner: "org_admin_of_idp", change: () => clientOf("secret-expired") },
    { cause: "client_secret_wrong", owner: "helpdesk_admin", change: () => ({ clientSecret: "not~the-secret" }) },
  ];
  test.each(ways)(
    "marks the IdP Config as refused, as one at a refresh does ($cause)",
    async ({ cause, owner, change }) => {
      const at = await place(change());
      await authorize(at);
      expect(await listRefusals(context)).toMatchObject([{ id: at.idpConfigId, code: cause }]);
      expect(await stateOf(at)).toMatchObject({ health: "broken", reason: "idp_config_refused", cause });
      expect(await causes()).toMatchObject([
        {
          reason: "idp_config_refused",
          cause,
          next: "replace_secret",
          owner,
          idpConfigId: at.idpConfigId,
        },
      ]);
      await evaluateAlerts(context, new Date());
      const open = async () => (await listAlerts(context, { filter: "open", page: 1 })).alerts;
      expect(await open()).toMatchObject([{ kind: "idp_config_refused", mailboxCount: 1 }]);

      const replacement = { clientSecret: helpdeskClientSecret, secretExpiresOn: null };
      expectSuccess(await saveClientCredential(context, at.idpConfigId, replacement));
      expect(await listRefusals(context)).toEqual([]);
      expect(await stateOf(at)).toMatchObject({ health: "not_verified", reason: "never_authorized" });
      await evaluateAlerts(context, new Date());
      expect(await open()).toEqual([]);
    },
  );

  test("is one cause with the mailboxes that the IdP Config served until then", async () => {
    const served = await newAuthorizedPlace(context, provider);
    const { id: systemEmailId } = expectSuccess(
      await createSystemEmail(context, { address: "sales@acme.test", name: "Sales", mailboxType: "user", notes: "" }),
    );
    const { idpConfigId } = served;
    const other = { ...served, systemEmailId };
    expectSuccess(await chooseIdpConfig(context, { systemEmailId, half, idpConfigId, strictMatching: true }));
    await switchOn(served);
    await switchOn(other);
    await inTenant(context, (db) => db.clientCredential.deleteMany());
    expectSuccess(
      await saveClientCredential(context, idpConfigId, { clientSecret: "not~the-secret", secretExpiresOn: null }),
    );
    await authorize(other, { address: "sales@acme.test" });
    expect(await causes()).toMatchObject([{ reason: "idp_config_refused", next: "replace_secret", emailCount: 2 }]);
  });

  test("and what a browser brings back refuses nothing, whatever it says", async () => {
    const at = await place();
    const callback = await goToProvider(at);
    callback.searchParams.delete("code");
    callback.searchParams.set("error", "invalid_client");
    callback.searchParams.set("error_description", "AADSTS7000222: The provided client secret keys are expired.");
    await comeBack(at, callback);
    expect(await listRefusals(context)).toEqual([]);
    expect(await stateOf(at)).toMatchObject({ reason: "never_authorized" });
  });
});

describe("a half whose Grant does not count any more", () => {
  test("says why the last attempt to authorize it again failed, in the alert that it has", async () => {
    const at = await newAuthorizedPlace(context, provider);
    await switchOn(at);
    await inTenant(context, (db) =>
      db.grant.updateMany({
        data: { status: "needs_reauthorization", failureCode: "needs_reauthorization", failedAt: new Date() },
      }),
    );
    await evaluateAlerts(context, new Date());
    const [before] = (await listAlerts(context, { filter: "open", page: 1 })).alerts;
    expect(before).toMatchObject({ kind: "mailbox_broken" });

    await authorize(at, { address: "sales@acme.test" });
    expect(await stateOf(at)).toMatchObject({
      health: "needs_reauthorization",
      reason: "reauthorization_failed",
      cause: "wrong_account",
    });
    const [told] = await causes();
    expect(told).toMatchObject({ next: "reauthorize", owner: "mailbox_owner", cause: "wrong_account" });
    expect(await refuseWorker(at)).toMatchObject({
      code: "needs_reauthorization",
      detail: `The last authorization of support@acme.test failed: ${told?.title}.`,
      diagnosis: { cause: "wrong_account", owner: "mailbox_owner" },
    });
    await evaluateAlerts(context, new Date());
    const { alerts } = await listAlerts(context, { filter: "open", page: 1 });
    expect(alerts).toMatchObject([{ id: before?.id, nextStep: { label: "Re-authorize" } }]);

    await authorize(at);
    expect(await stateOf(at)).toMatchObject({ reason: "never_checked", failedAuthorizationId: null });
  });
});

describe("a token that no mail server takes", () => {
  test("is seen as such as soon as a refresh has brought it, and checked at once", async () => {
    const at = await newAuthorizedPlace(context, provider, clientOf("graph-on-refresh"));
    await switchOn(at);
    expect(await reviewGrant(context, { ...at, half })).toEqual([]);
    const aged = { issuedAt: new Date(Date.now() - 60_000) };
    const notSoon = new Date(Date.now() + 3_600_000);
    await inTenant(context, async (db) => {
      await db.grant.updateMany({ data: aged });
      await db.halfCheck.updateMany({ data: { dueAt: notSoon } });
    });
    expectSuccess(await refreshNow(context, { ...at, half }));
    expect(await reviewGrant(context, { ...at, half })).toEqual([
      "The token is for Microsoft Graph; IMAP needs https://outlook.office.com.",
      expect.stringContaining("IMAP.AccessAsUser.All"),
    ]);
    const check = await inTenant(context, (db) => db.halfCheck.findFirstOrThrow({ where: { half } }));
    expect(check.dueAt?.getTime()).toBeLessThan(Date.now() + 60_000);
  });

  test("is one of another directory as well", async () => {
    const at = await newAuthorizedPlace(context, provider);
    await inTenant(context, (db) =>
      db.idpConfig.updateMany({ data: { directoryId: "99999999-9999-4999-8999-999999999999" } }),
    );
    expect(await reviewGrant(context, { ...at, half })).toEqual([expect.stringContaining("of the directory")]);
  });
});
