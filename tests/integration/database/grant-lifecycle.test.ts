import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { getAccessToken } from "@/lib/grant/get-access-token";
import { getGrant } from "@/lib/grant/get-grant";
import { warnOfExpiringCredentials } from "@/lib/idp-config/warn-of-expiring-credentials";
import { createSystemEmail } from "@/lib/system-email/create-system-email";
import { deleteSystemEmail } from "@/lib/system-email/delete-system-email";
import { deleteTenant } from "@/lib/system-email/delete-tenant";
import { listSystemEmails } from "@/lib/system-email/list-system-emails";
import { saveAccount } from "@/lib/system-email/save-account";
import { saveOutgoingSmtp } from "@/lib/system-email/save-outgoing-smtp";
import { saveRemoteMailbox } from "@/lib/system-email/save-remote-mailbox";
import { outgoingSmtpSchema, remoteMailboxSchema } from "@/lib/system-email/schema";
import type { UserContext } from "@/lib/tenancy/context";
import { operateTenant } from "@/lib/tenancy/operate-tenant";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { startTokenServer, type TokenServer } from "@/tests/servers/token-server";
import { callbackUrl, comeBack, expectSuccess, goToProvider, newAuthorizedPlace } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { readStoredTokens, seedGrants } from "./seeded-grants";

const half = "remote_mailbox";
const msPerDay = 86_400_000;
let provider: EntraProvider;
let server: TokenServer;
let context: UserContext;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
  server = await startTokenServer();
});
beforeEach(async () => {
  server.reset();
  context = await newTenantContext();
});
afterAll(async () => {
  await provider.stop();
  await server.stop();
  await disconnect();
});

const read = (systemEmailId: string) => getAccessToken(context, { systemEmailId, half, minValidSeconds: 300 });
const events = () =>
  inTenant(context, async (db) => {
    const rows = await db.event.findMany({ orderBy: { position: "asc" } });
    return rows.map(({ type, data }) => ({ type, data }));
  });

async function seedOne(options: { provider?: "google" | "other" } = {}) {
  const { grants, idpConfigId } = await seedGrants(context, server, { count: 1, ...options });
  const [grant] = grants;
  if (grant === undefined) throw new Error("No Grant was seeded.");
  return { ...grant, idpConfigId };
}

describe("deleting a tenant", () => {
  test("revokes its Grants first, says which could not be, and leaves nothing of it, and all of its neighbours", async () => {
    await newAuthorizedPlace(context, provider);
    const unrevocable = await seedOne();
    const neighbour = await newTenantContext();
    await seedGrants(neighbour, server, { count: 1 });
    const operator = await operateTenant(context.slug, "test");
    if (operator === null) throw new Error("The tenant is not there.");
    const revokedBefore = provider.revokedCount;

    const { systemEmailCount, revoked } = await deleteTenant(operator);
    expect(systemEmailCount).toBe(2);
    expect(provider.revokedCount).toBe(revokedBefore + 1);
    const byAddress = new Map(revoked.map(({ address, atProvider }) => [address, atProvider]));
    expect(byAddress.get("support@acme.test")).toBe("revoked");
    expect(byAddress.get(unrevocable.address)).toBe("not_offered");

    const { tenantId } = context;
    const left = await asSystem("remove leftovers", async (db) => [
      await db.tenant.count({ where: { id: tenantId } }),
      await db.grant.count({ where: { tenantId } }),
      await db.clientCredential.count({ where: { tenantId } }),
      await db.auditEvent.count({ where: { tenantId } }),
      await db.event.count({ where: { tenantId } }),
    ]);
    expect(left).toEqual([0, 0, 0, 0, 0]);
    expect(await inTenant(neighbour, (db) => db.grant.count())).toBe(1);
    expect(await operateTenant(context.slug, "test")).toBeNull();
  });

  test("is nobody's but the operator's", async () => {
    await expect(deleteTenant(context)).rejects.toThrow("tenant:delete");
    expect(await operateTenant(context.slug, "test")).not.toBeNull();
  });
});

describe("a Client Credential that ends", () => {
  test("is warned of once at each step, by however many that look, and no more after it was replaced", async () => {
    const { idpConfigId } = await seedOne();
    const today = new Date("2026-11-22T00:00:00Z");
    const expiresOn = new Date(today.getTime() + 29 * msPerDay);
    await inTenant(context, (db) => db.clientCredential.updateMany({ data: { expiresOn } }));
    const warnings = async () =>
      (await events()).flatMap(({ type, data }) => (type === "idp_config.credential_expiring" ? [data] : []));
    const look = (days: number) => warnOfExpiringCredentials(new Date(today.getTime() + days * msPerDay));

    await Promise.all([look(0), look(0), look(0)]);
    await look(1);
    expect(await warnings()).toMatchObject([{ daysLeft: 29, expiresOn: "2026-12-21" }]);
    await look(15);
    await look(15);
    await look(28);
    expect((await warnings()).map((data) => data)).toMatchObject([{ daysLeft: 29 }, { daysLeft: 14 }, { daysLeft: 1 }]);

    await inTenant(context, async (db) => {
      const { id: _id, ...old } = await db.clientCredential.findFirstOrThrow();
      const newer = { ...old, createdAt: new Date(), warnedDays: null, expiresOn: new Date("2028-01-01T00:00:00Z") };
      await db.clientCredential.create({ data: { ...newer, idpConfigId } });
      await db.clientCredential.updateMany({ where: { expiresOn }, data: { warnedDays: null } });
    });
    await look(28);
    expect(await warnings()).toHaveLength(3);
  });
});

describe("what is forecast of a Grant", () => {
  test("follows from what the provider says of the refresh token, which is used at half of that", async () => {
    server.refreshTokenExpiresInSeconds = 86_400;
    const { id, systemEmailId } = await seedOne();
    expectSuccess(await read(systemEmailId));
    const { grant } = await readStoredTokens(context, id);
    const end = grant.refreshTokenExpiresAt;
    expect(end?.getTime()).toBeGreaterThan(Date.now() + 86_300_000);
    expect(grant.refreshDueAt?.getTime()).toBeLessThanOrEqual(Date.now() + 43_200_000);
    const willDieOn = { reason: "refresh_token_expires", at: end };
    expect(await getGrant(context, { systemEmailId, half })).toMatchObject({ willDieOn });
    const { rows } = await listSystemEmails(context, { search: "", page: 1 });
    expect(rows[0]?.incoming.grant).toMatchObject({ willDieOn });

    server.refreshTokenExpiresInSeconds = null;
    server.rotation = "keep";
    await inTenant(context, (db) => db.grant.update({ where: { id }, data: { accessTokenExpiresAt: new Date(0) } }));
    expectSuccess(await read(systemEmailId));
    expect((await readStoredTokens(context, id)).grant.refreshTokenExpiresAt).toEqual(end);
  });

  test("learns Google's seven days from a Grant that ended after them", async () => {
    const { id, systemEmailId, idpConfigId } = await seedOne({ provider: "google" });
    await inTenant(context, (db) =>
      db.grant.update({ where: { id }, data: { authorizedAt: new Date(Date.now() - 7 * msPerDay) } }),
    );
    server.refuseWith = { status: 400, body: { error: "invalid_grant" } };
    expect(await read(systemEmailId)).toMatchObject({ failure: { code: "needs_reauthorization" } });
    const config = await inTenant(context, (db) => db.idpConfig.findUniqueOrThrow({ where: { id: idpConfigId } }));
    expect(config.shortLivedSince).toBeInstanceOf(Date);
    expect(await getGrant(context, { systemEmailId, half })).toMatchObject({ willDieOn: null });
    await inTenant(context, (db) =>
      db.grant.update({ where: { id }, data: { status: "active", authorizedAt: new Date() } }),
    );
    expect(await getGrant(context, { systemEmailId, half })).toMatchObject({ willDieOn: { reason: "short_lived" } });
  });

  test("at Microsoft is its idle limit", async () => {
    const { systemEmailId } = await newAuthorizedPlace(context, provider);
    const grant = await getGrant(context, { systemEmailId, half });
    const at = new Date((grant?.refreshTokenIssuedAt.getTime() ?? 0) + 90 * msPerDay);
    expect(grant?.willDieOn).toEqual({ reason: "idle", at });
  });
});

describe("the feed", () => {
  test("tells of an authorization, and of a recovery where the mailbox had lost the one before", async () => {
    const place = await newAuthorizedPlace(context, provider);
    expect((await events()).map(({ type }) => type)).toEqual(["mailbox.created", "mailbox.authorized"]);
    await inTenant(context, (db) => db.grant.updateMany({ data: { accessTokenExpiresAt: new Date(0) } }));
    provider.revokeGrantsOf("support@acme.test");
    expect(await read(place.systemEmailId)).toMatchObject({ failure: { code: "needs_reauthorization" } });
    await comeBack(place, await goToProvider(place));
    expect((await events()).slice(2).map(({ type }) => type)).toEqual([
      "mailbox.needs_reauthorization",
      "mailbox.authorized",
      "mailbox.recovered",
    ]);
    expectSuccess(await read(place.systemEmailId));
  });

  test("tells of each change of a mailbox with the parts that were saved", async () => {
    const account = { address: "help@acme.test", name: "Help", mailboxType: "user", notes: "" } as const;
    const { id } = expectSuccess(await createSystemEmail(context, account));
    const server = { host: "mail.test", security: "tls", authentication: "basic" };
    const incoming = remoteMailboxSchema.parse({
      ...server,
      status: "disabled",
      protocol: "imap",
      port: "993",
      fetchEveryMinutes: "5",
      maxPerFetch: "30",
      afterFetchAction: "nothing",
    });
    const outgoing = outgoingSmtpSchema.parse({ ...server, status: "disabled", port: "465" });
    expectSuccess(await saveAccount(context, id, { ...account, name: "Helpdesk" }, { isConfirmed: false }));
    expectSuccess(await saveRemoteMailbox(context, id, incoming, { isConfirmed: false }));
    expectSuccess(await saveOutgoingSmtp(context, id, outgoing, { isConfirmed: false }));
    expectSuccess(await deleteSystemEmail(context, id));
    expect(await events()).toMatchObject([
      { type: "mailbox.created", data: { address: "help@acme.test" } },
      { type: "mailbox.settings_changed", data: { parts: ["account"], configVersion: 2 } },
      { type: "mailbox.settings_changed", data: { parts: ["remote_mailbox"], configVersion: 3 } },
      { type: "mailbox.settings_changed", data: { parts: ["outgoing_smtp"], configVersion: 4 } },
      { type: "mailbox.deleted", data: { address: "help@acme.test" } },
    ]);
  });
});
