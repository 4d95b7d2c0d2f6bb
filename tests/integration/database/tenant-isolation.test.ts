import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { connections, type Database, disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { recordEvent } from "@/lib/event/record-event";
import { countRefresh } from "@/lib/grant/count-refresh";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import type { UserContext } from "@/lib/tenancy/context";
import { countCheck } from "@/lib/verification/count-check";
import { type EntraProvider, startEntraProvider } from "@/tests/servers/entra-provider";
import { newAlertRows } from "./alert-rows";
import { callbackUrl, expectSuccess, goToProvider, newAuthorizedPlace } from "./authorized-email";
import { newTenantContext } from "./new-tenant";
import { newWebhookRows } from "./webhook-rows";

let provider: EntraProvider;
beforeAll(async () => {
  provider = await startEntraProvider({ redirectUris: [callbackUrl] });
});
afterAll(async () => {
  await provider.stop();
  await disconnect();
});

describe("row-level security", () => {
  test("a query without a where returns only its own tenant's rows, for every tenant table", async () => {
    const [acme, globex] = [await newTenantContext(), await newTenantContext()];
    for (const context of [acme, globex]) await fillEveryTable(context);
    const everything = (db: Database): Record<string, Promise<{ tenantId: string }[]>> => ({
      memberships: db.membership.findMany(),
      systemEmails: db.systemEmail.findMany(),
      remoteMailboxes: db.remoteMailbox.findMany(),
      outgoingSmtps: db.outgoingSmtp.findMany(),
      idpConfigs: db.idpConfig.findMany(),
      clientCredentials: db.clientCredential.findMany(),
      grants: db.grant.findMany(),
      pendingAuthorizations: db.pendingAuthorization.findMany(),
      authorizationOutcomes: db.authorizationOutcome.findMany(),
      verifications: db.verification.findMany(),
      halfChecks: db.halfCheck.findMany(),
      verificationDays: db.verificationDay.findMany(),
      idpConfigChecks: db.idpConfigCheck.findMany(),
      workerKeys: db.workerKey.findMany(),
      workerKeyMailboxes: db.workerKeyMailbox.findMany(),
      auditEvents: db.auditEvent.findMany(),
      authorizationLinks: db.authorizationLink.findMany(),
      credentialReads: db.credentialRead.findMany(),
      idempotencyKeys: db.idempotencyKey.findMany(),
      fetchStates: db.fetchState.findMany(),
      eventCounters: db.eventCounter.findMany(),
      events: db.event.findMany(),
      webhookEndpoints: db.webhookEndpoint.findMany(),
      webhookDeliveries: db.webhookDelivery.findMany(),
      refreshHours: db.refreshHour.findMany(),
      checkHours: db.checkHour.findMany(),
      alerts: db.alert.findMany(),
      alertSubjects: db.alertSubject.findMany(),
      alertNotices: db.alertNotice.findMany(),
      alertSettings: db.alertSettings.findMany(),
      alertEvaluations: db.alertEvaluation.findMany(),
    });
    const tables = await inTenant(acme, async (db) => {
      const queries = everything(db);
      for (const [table, rows] of Object.entries(queries)) {
        expect(new Set((await rows).map(({ tenantId }) => tenantId)), table).toEqual(new Set([acme.tenantId]));
      }
      expect(await db.tenant.findMany({ select: { id: true } })).toEqual([{ id: acme.tenantId }]);
      expect(await db.user.findMany({ select: { id: true } })).toEqual([{ id: acme.actor.id }]);
      return Object.keys(queries);
    });
    const { rows } = await connections().pool.query(tablesOfTenants);
    expect(tables.length, "no tenant table is forgotten here").toBe(rows.length);
  });

  test("a row cannot be written for another tenant, nor linked across tenants", async () => {
    const acme = await newTenantContext();
    const globex = await newTenantContext();
    const foreign = { tenantId: globex.tenantId, address: "planted@example.test", name: "Planted" };
    await expect(inTenant(acme, (db) => db.systemEmail.create({ data: foreign }))).rejects.toThrow(
      /row-level security/,
    );
    const email = await inTenant(globex, (db) => db.systemEmail.create({ data: foreign }));
    const crossLink = { tenantId: acme.tenantId, systemEmailId: email.id };
    await expect(inTenant(acme, (db) => db.remoteMailbox.create({ data: crossLink }))).rejects.toThrow(/foreign key/i);
    const changed = await inTenant(acme, (db) => db.systemEmail.updateMany({ data: { name: "Taken over" } }));
    expect(changed.count).toBe(0);
  });

  test("the role of requests can neither bypass it, nor read a password hash, nor change what was audited", async () => {
    const acme = await newTenantContext();
    const role = await asSystem(
      "first run",
      (db) => db.$queryRaw`SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'mailgrant%'`,
    );
    expect(role).toEqual([
      { rolsuper: false, rolbypassrls: false },
      { rolsuper: false, rolbypassrls: false },
    ]);
    await expect(inTenant(acme, (db) => db.userPassword.findMany())).rejects.toThrow(/permission denied/);
    await expect(inTenant(acme, (db) => db.userSession.findMany())).rejects.toThrow(/permission denied/);
    await expect(
      inTenant(acme, (db) => db.auditEvent.updateMany({ data: { actorLabel: "somebody else" } })),
    ).rejects.toThrow(/permission denied/);
    await expect(inTenant(acme, (db) => db.auditEvent.deleteMany())).rejects.toThrow(/permission denied/);
  });

  test("every table with a tenant_id has row-level security forced, and no setting outlives its transaction", async () => {
    const { rows } = await connections().pool.query(`
      SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
      WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`);
    expect(rows).toEqual([]);
    const contexts = await Promise.all(Array.from({ length: 6 }, () => newTenantContext()));
    const seen = await Promise.all(
      contexts.map((context) => inTenant(context, (db) => db.tenant.findMany({ select: { id: true } }))),
    );
    expect(seen).toEqual(contexts.map(({ tenantId }) => [{ id: tenantId }]));
    const after = await connections().pool.query(
      "SELECT current_setting('mailgrant.tenant_id', true) AS tenant, current_user AS role",
    );
    expect(after.rows[0].tenant || null).toBeNull();
    expect(after.rows[0].role).not.toMatch(/^mailgrant_/);
  });
});

const tablesOfTenants = `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relkind = 'r' AND NOT a.attisdropped`;

/** At least one row in every table that has a tenant. */
async function fillEveryTable(context: UserContext): Promise<void> {
  const place = await newAuthorizedPlace(context, provider);
  await goToProvider(place);
  const { systemEmailId, idpConfigId } = place;
  const key = await issueWorkerKey(context, {
    name: "one",
    scopes: ["mailboxes:read"],
    expiresAt: null,
    systemEmailIds: [systemEmailId],
  });
  const { id: workerKeyId } = expectSuccess(key);
  await newWebhookRows(context);
  await newAlertRows(context, systemEmailId);
  const { tenantId } = context;
  const at = new Date();
  const checked = { half: "remote_mailbox", protocol: "imap", isHealthy: true, stages: [], configVersion: 1 } as const;
  await inTenant(context, async (db) => {
    await db.verification.create({ data: { tenantId, systemEmailId, ...checked, startedAt: at, finishedAt: at } });
    const { half, protocol } = checked;
    await db.verificationDay.create({ data: { tenantId, systemEmailId, half, protocol, day: at } });
    const looked = { idpConfigId, configSignature: "test", items: [], askedBy: "test", startedAt: at, finishedAt: at };
    await db.idpConfigCheck.create({ data: { tenantId, systemEmailId, half, ...looked } });
    await db.authorizationLink.create({
      data: {
        tenantId,
        systemEmailId,
        idpConfigId,
        half: "remote_mailbox",
        tokenHash: randomUUID(),
        createdByLabel: "test",
        expiresAt: at,
      },
    });
    await db.credentialRead.create({
      data: { tenantId, workerKeyId, address: "192.0.2.7", systemEmailIds: [systemEmailId], requestId: "test" },
    });
    await db.idempotencyKey.create({ data: { tenantId, workerKeyId, key: "once", requestHash: "test" } });
    await recordEvent(db, context, { type: "mailbox.created", systemEmailId });
    await countRefresh(db, context, "refreshed");
    await countCheck(db, context, "healthy");
  });
}
