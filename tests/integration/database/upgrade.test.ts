import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem } from "@/lib/db/as-system";
import { connections } from "@/lib/db/client";
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
  await asSystem("create tenant", async (db) => {
    await db.$executeRaw`INSERT INTO remote_mailboxes (tenant_id, system_email_id, status, host, authentication, basic_password_sealed)
      VALUES (${tenantId}::uuid, ${systemEmailId}::uuid, 'enabled', 'Mail.acme.test', 'basic', 'sealed')`;
    await db.$executeRaw`INSERT INTO outgoing_smtps (tenant_id, system_email_id) VALUES (${tenantId}::uuid, ${systemEmailId}::uuid)`;
    await db.$executeRaw`INSERT INTO verifications (tenant_id, system_email_id, half, protocol, is_healthy, stages, failure_code,
        config_version, started_at, finished_at)
      SELECT ${tenantId}::uuid, ${systemEmailId}::uuid, 'remote_mailbox', 'imap', code IS NULL, '[]', code, 1,
        now() - make_interval(hours => hours), now() - make_interval(hours => hours)
      FROM (VALUES (3, NULL), (2, 'server_unavailable'), (1, 'server_unavailable')) AS v(hours, code)`;
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

test("halves of the first release have the row of their checks after the upgrade, by what their newest check found", async () => {
  const halves = await asSystem("create tenant", (db) => db.halfCheck.findMany({ orderBy: { half: "asc" } }));
  const [incoming, outgoing] = halves;
  expect(halves).toHaveLength(2);
  expect(incoming).toMatchObject({
    ...{ half: "remote_mailbox", server: "mail.acme.test:993", isHealthy: false, isTransient: true },
    ...{ failureCode: "server_unavailable", failedInRow: 2, folders: [] },
  });
  expect(incoming?.lastHealthyAt?.getTime()).toBeLessThan(incoming?.since?.getTime() ?? 0);
  // It can be checked, so it is due within the hour; the other one has no server.
  const dueInMinutes = ((incoming?.dueAt?.getTime() ?? 0) - Date.now()) / 60_000;
  expect(dueInMinutes).toBeGreaterThan(-10);
  expect(dueInMinutes).toBeLessThan(60);
  expect(outgoing).toMatchObject({ half: "outgoing_smtp", isHealthy: null, dueAt: null, since: null });
  const days = await asSystem("create tenant", (db) => db.verificationDay.findMany());
  const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((total, day) => total + pick(day), 0);
  expect([sum((day) => day.passedCount), sum((day) => day.transientCount), sum((day) => day.failedCount)]).toEqual([
    1, 2, 0,
  ]);
});

test("a process of an earlier release that has not been replaced yet still reads credentials", async () => {
  const emails = await asSystem("create tenant", async (db) => {
    await db.$executeRaw`INSERT INTO worker_keys (tenant_id, name, prefix, key_hash, scopes, created_by_email)
      SELECT id, 'fetcher', 'mgw_1', 'hash', '{credentials:read}', 'a@acme.test' FROM tenants`;
    return db.systemEmail.findMany({ select: { id: true } });
  });
  const id = emails[0]?.id ?? "";
  // As the release before asks: with one request's id, and without the number of requests.
  const { rows } = await connections().pool.query(
    `SELECT * FROM read_mailboxes_by_key('hash', '192.0.2.7', 1, 100, 100, '{"${id}"}', 'request', 300, 60, NULL)`,
  );
  expect(rows).toMatchObject([
    { id, obstacle: null, incomingHost: "Mail.acme.test", key: { name: "fetcher", usedOfKey: 1 } },
  ]);
});
