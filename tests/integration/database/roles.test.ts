import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import type { UserContext } from "@/lib/tenancy/context";
import { Forbidden } from "@/lib/tenancy/require-permission";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { acts } from "./acts";
import { newAlertRows } from "./alert-rows";
import { callbackUrl, newAuthorizedPlace, type Place } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { newWebhookRows } from "./webhook-rows";

let provider: EntraProvider;
let place: Place;
let viewer: UserContext;
let webhook: Awaited<ReturnType<typeof newWebhookRows>>;
let alert: Awaited<ReturnType<typeof newAlertRows>>;

beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  const owner = await newTenantContext();
  place = await newAuthorizedPlace(owner, provider);
  webhook = await newWebhookRows(owner);
  alert = await newAlertRows(owner, place.systemEmailId);
  viewer = { ...owner, actor: { ...owner.actor, role: "viewer" } };
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

const looks = /^(get|list|read|diagnose|explain|review)/;
const changes = Object.entries(acts).filter(([name]) => !looks.test(name));
const views = Object.entries(acts).filter(([name]) => looks.test(name));

/** All that a viewer could have changed. */
async function everything(): Promise<unknown> {
  return inTenant(viewer, async (db) => ({
    emails: await db.systemEmail.findMany({ include: { remoteMailbox: true, outgoingSmtp: true, grants: true } }),
    configs: await db.idpConfig.findMany({ include: { clientCredentials: true } }),
    keys: await db.workerKey.findMany(),
    webhooks: await db.webhookEndpoint.findMany({ include: { deliveries: true } }),
    alerts: await db.alert.findMany(),
    pending: await db.pendingAuthorization.findMany(),
    events: await db.auditEvent.findMany(),
  }));
}

describe("a viewer", () => {
  const ids = () => ({
    ...place,
    ...webhook,
    ...alert,
    outcomeId: randomUUID(),
    workerKeyId: randomUUID(),
    linkId: randomUUID(),
  });

  test.each(changes)("is refused before anything happens: %s", async (_name, act) => {
    const before = await everything();
    await expect(act(viewer, ids(), place, provider)).rejects.toThrow(Forbidden);
    expect(await everything()).toEqual(before);
  });

  test("is refused to add a System Email", async () => {
    const account = { address: "new@acme.test", name: "New", mailboxType: "user", notes: "" } as const;
    await expect(createSystemEmail(viewer, account)).rejects.toThrow(Forbidden);
  });

  test.each(views)("may look: %s", async (_name, act) => {
    await expect(act(viewer, ids(), place, provider)).resolves.toBeDefined();
  });
});
