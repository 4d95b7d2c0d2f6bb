import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { recordAudit } from "@/lib/audit/record-audit";
import { asSystem } from "@/lib/db/as-system";
import { connections, disconnect } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { newTenantContext } from "./new-tenant";

afterAll(disconnect);

describe("row-level security", () => {
  test("a query without a where returns only its own tenant's rows, for every tenant table", async () => {
    const acme = await newTenantContext();
    const globex = await newTenantContext();
    for (const context of [acme, globex]) {
      await inTenant(context, async (db) => {
        await db.systemEmail.create({
          data: { tenantId: context.tenantId, address: "support@example.test", name: "Support" },
        });
        await recordAudit(db, context, {
          action: "system_email.created",
          subject: { type: "system_email", id: randomUUID(), label: "support@example.test" },
        });
      });
    }
    const seen = await inTenant(acme, async (db) => ({
      emails: await db.systemEmail.findMany(),
      events: await db.auditEvent.findMany(),
      tenants: await db.tenant.findMany(),
      memberships: await db.membership.findMany(),
      users: await db.user.findMany(),
    }));
    expect(seen.emails.map(({ tenantId }) => tenantId)).toEqual([acme.tenantId]);
    expect(new Set(seen.events.map(({ tenantId }) => tenantId))).toEqual(new Set([acme.tenantId]));
    expect(seen.tenants.map(({ id }) => id)).toEqual([acme.tenantId]);
    expect(seen.memberships.map(({ tenantId }) => tenantId)).toEqual([acme.tenantId]);
    expect(seen.users.map(({ id }) => id)).toEqual([acme.actor.id]);
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
