import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { createAuthorizationLink } from "@/lib/grant/create-authorization-link";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { acts, type Ids } from "./acts";
import { newAlertRows } from "./alert-rows";
import { callbackUrl, expectSuccess, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { newWebhookRows } from "./webhook-rows";

let provider: EntraProvider;
let acme: UserContext;
let own: Place;
let foreign: Ids;
let foreignPlace: Place;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  acme = await newTenantContext();
  own = await newAuthorizedPlace(acme, provider);
  const globex = await newTenantContext();
  foreignPlace = await newAuthorizedPlace(globex, provider);
  const key = await issueWorkerKey(globex, {
    name: "theirs",
    scopes: ["mailboxes:read"],
    expiresAt: null,
    systemEmailIds: "all",
  });
  const outcome = await inTenant(globex, (db) => db.authorizationOutcome.findFirstOrThrow());
  const request = { ...foreignPlace, half: "remote_mailbox", expiresInHours: 1 } as const;
  const link = await createAuthorizationLink(globex, request);
  foreign = {
    ...foreignPlace,
    linkId: expectSuccess(link).id,
    outcomeId: outcome.id,
    workerKeyId: expectSuccess(key).id,
    ...(await newWebhookRows(globex)),
    ...(await newAlertRows(globex, foreignPlace.systemEmailId)),
  };
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

/** All that the other tenant has, to see that nothing of it was touched. */
async function everythingOf({ context }: Place): Promise<unknown> {
  const orderBy = { id: "asc" } as const;
  return inTenant(context, async (db) => ({
    emails: await db.systemEmail.findMany({
      orderBy,
      include: { remoteMailbox: true, outgoingSmtp: true, grants: { orderBy } },
    }),
    configs: await db.idpConfig.findMany({ orderBy, include: { clientCredentials: { orderBy } } }),
    keys: await db.workerKey.findMany({ orderBy }),
    webhooks: await db.webhookEndpoint.findMany({ orderBy, include: { deliveries: { orderBy } } }),
    alerts: await db.alert.findMany({ orderBy, include: { subjects: true } }),
    links: await db.authorizationLink.findMany({ orderBy }),
    pending: await db.pendingAuthorization.findMany({ orderBy: { stateHash: "asc" } }),
    verifications: await db.verification.findMany({ orderBy }),
    events: await db.auditEvent.findMany({ orderBy }),
  }));
}

describe("another tenant's id is answered like an id that does not exist, and touches nothing", () => {
  test.each(Object.entries(acts))("%s", async (_name, act) => {
    const missing: Ids = {
      systemEmailId: randomUUID(),
      idpConfigId: randomUUID(),
      outcomeId: randomUUID(),
      workerKeyId: randomUUID(),
      webhookEndpointId: randomUUID(),
      webhookDeliveryId: randomUUID(),
      alertId: randomUUID(),
      linkId: randomUUID(),
    };
    const before = await everythingOf(foreignPlace);
    const [toForeign, toMissing] = [await act(acme, foreign, own, provider), await act(acme, missing, own, provider)];
    expect(toForeign).toEqual(toMissing);
    expect(await everythingOf(foreignPlace)).toEqual(before);
  });

  test("a tenant that the user is no member of cannot be had by its slug", async () => {
    const { findTenant } = await import("@/lib/tenancy/find-tenant");
    expect(await findTenant(acme.actor.id, foreignPlace.context.slug, "test")).toBeNull();
    expect(await findTenant(acme.actor.id, "no-such-tenant", "test")).toBeNull();
  });
});
