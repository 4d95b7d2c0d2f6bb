import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { migrate } from "@/lib/db/migrate";
import { useEmptyDatabase } from "./empty-database";

const firstRelease = mkdtempSync(path.join(os.tmpdir(), "mailgrant-migrations-"));
let stop: () => Promise<void>;
beforeAll(async () => {
  const name = "20261122000000_main_job";
  cpSync(path.join("prisma/migrations", name), path.join(firstRelease, name), { recursive: true });
  stop = await useEmptyDatabase(firstRelease);
});
afterAll(async () => {
  await stop();
  rmSync(firstRelease, { recursive: true, force: true });
});

test("mailboxes of the first release are due to be fetched after the upgrade, and their Grants to be refreshed within a day", async () => {
  const [tenantId, systemEmailId, idpConfigId] = [randomUUID(), randomUUID(), randomUUID()];
  await asSystem("create tenant", async (db) => {
    await db.$executeRaw`INSERT INTO tenants (id, slug, name, data_key_sealed) VALUES (${tenantId}::uuid, 'acme', 'Acme', '')`;
    await db.$executeRaw`INSERT INTO system_emails (id, tenant_id, address, name)
      VALUES (${systemEmailId}::uuid, ${tenantId}::uuid, 'support@acme.test', 'Support')`;
    await db.$executeRaw`INSERT INTO idp_configs
        (id, tenant_id, provider, name, client_id, authorization_endpoint, token_endpoint, scopes, email_attribute, config_signature)
      VALUES (${idpConfigId}::uuid, ${tenantId}::uuid, 'other', 'One', 'c', 'https://a', 'https://t', '{}', 'email', '')`;
    await db.$executeRaw`INSERT INTO grants
        (tenant_id, system_email_id, half, idp_config_id, refresh_token_sealed, access_token_sealed, access_token_expires_at,
         scopes, resource_owner, resource_owner_id, authorized_address, strict_matching, config_signature,
         authorized_by_email, authorized_at, issued_at, refresh_token_issued_at)
      VALUES (${tenantId}::uuid, ${systemEmailId}::uuid, 'remote_mailbox', ${idpConfigId}::uuid, '', '', now(), '{}', 'a',
        'a', 'a', true, '', 'a', now(), now(), now())`;
  });
  await migrate();
  const { states, grants } = await asSystem("create tenant", async (db) => ({
    states: await db.fetchState.findMany(),
    grants: await db.grant.findMany(),
  }));
  expect(states).toMatchObject([{ tenantId, systemEmailId, fence: 0n, leaseUntil: null }]);
  expect(states[0]?.nextFetchAt.getTime()).toBeLessThanOrEqual(Date.now());
  const dueInHours = ((grants[0]?.refreshDueAt?.getTime() ?? 0) - Date.now()) / 3_600_000;
  expect(dueInHours).toBeGreaterThan(-1);
  expect(dueInHours).toBeLessThan(24);
});
