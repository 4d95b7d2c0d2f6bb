import { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { runAlone } from "@/lib/db/run-alone";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { accessTokenPlace, refreshTokenPlace } from "@/lib/grant/seal-places";
import { saveIdpConfig } from "@/lib/idp-config/save-idp-config";
import { clientCredentialSchema, idpConfigSchema } from "@/lib/idp-config/schema";
import { issueWorkerKey } from "@/lib/mail-worker/issue-worker-key";
import { presets } from "@/lib/providers/presets";
import type { Result } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { UserContext } from "@/lib/tenancy/context";
import { createTenant } from "@/lib/tenancy/create-tenant";
import { findTenant } from "@/lib/tenancy/find-tenant";
import { makeAccessToken, makeRefreshToken } from "@/tests/servers/counting-token-server";
import { type HistoryOptions, seedCheckHistory } from "./seed-history";
import { seededId } from "./seeded-id";

/** A tenant whose mailboxes are all authorized by one IdP Config. */
export type SeedOptions = {
  slug: string;
  mailboxCount: number;
  /** Where refreshes go; see tests/servers/counting-token-server.ts. */
  tokenEndpoint: string;
  /** How long the access tokens last from now, in seconds; negative for expired ones. */
  expiresInSeconds: number;
  /** Whether every Grant is due to be refreshed now; otherwise none is before tomorrow. */
  isDue: boolean;
  /** Where the mailboxes are; Microsoft's servers, where it is left out. */
  mailServers?: { incoming: ServerPlace; outgoing: ServerPlace };
  /** Both halves are due to be checked from now on, evenly over this time; not at all, where it is left out. */
  checksWithinSeconds?: number;
  /** They have been checked for so long; see seed-history.ts. Never, where it is left out. */
  history?: Omit<HistoryOptions, "tenantId">;
};

export type ServerPlace = { host: string; port: number };

export type SeededTenant = {
  tenantId: string;
  slug: string;
  mailboxCount: number;
  userId: string;
  ownerEmail: string;
  ownerPassword: string;
  workerKey: string;
};

const microsoftServers = {
  incoming: { host: "outlook.office365.com", port: 993 },
  outgoing: { host: "smtp.office365.com", port: 587 },
};
const ownerPassword = "correct horse battery";
const rowsAtOnce = 1000;
const chunksAtOnce = 4;
const lifetimeSeconds = 3600;

/**
 * Makes the tenant by the product's own use cases, and its mailboxes by one statement a table and thousand rows: with
 * Remote Mailbox, Outgoing SMTP "Same as Remote Mailbox", the plan of their checks, fetch state, and a Grant whose tokens are as long as Entra's
 * and really sealed. The ids are those of seededId. Ends with VACUUM ANALYZE, which a server at work does by itself.
 */
export async function seedTenant(options: SeedOptions): Promise<SeededTenant> {
  const { slug, mailboxCount } = options;
  const ownerEmail = `owner@${slug}.test`;
  const { userId, tenantId } = unwrap(
    await createTenant(
      { slug, name: slug, ownerEmail, ownerPassword },
      { actorLabel: "seed", requestId: "seed", onlyFirst: false },
    ),
  );
  const context = await findTenant(userId, slug, "seed");
  if (context === null) throw new Error(`The tenant ${slug} was made but not found`);
  const idpConfigId = await seedIdpConfig(context, options.tokenEndpoint);
  const { key } = unwrap(
    await issueWorkerKey(context, {
      name: "seed",
      scopes: ["credentials:read", "mailboxes:read"],
      expiresAt: null,
      systemEmailIds: "all",
    }),
  );
  await seedMailboxes(context, idpConfigId, options);
  if (options.history !== undefined) await seedCheckHistory({ tenantId, ...options.history });
  await runAlone("VACUUM ANALYZE");
  return { tenantId, slug, mailboxCount, userId, ownerEmail, ownerPassword, workerKey: key.reveal() };
}

async function seedIdpConfig(context: UserContext, tokenEndpoint: string): Promise<string> {
  const config = idpConfigSchema.parse({
    provider: "microsoft",
    name: "Seeded",
    enabled: "true",
    clientId: "11111111-2222-4333-8444-555555555555",
    directoryId: "99999999-8888-4777-8666-555555555555",
    authorizationEndpoint: new URL("/authorize", tokenEndpoint).href,
    tokenEndpoint,
    scopes: presets.microsoft.scopes.map(({ scope }) => scope).join(" "),
    emailAttribute: "preferred_username",
  });
  const credential = clientCredentialSchema.parse({ clientSecret: "seeded-client-secret" });
  return unwrap(await saveIdpConfig(context, null, config, credential, { isConfirmed: false })).id;
}

async function seedMailboxes(context: UserContext, idpConfigId: string, options: SeedOptions): Promise<void> {
  const { configSignature, vault } = await inTenant(context, async (db) => {
    const config = await db.idpConfig.findUniqueOrThrow({ where: { id: idpConfigId } });
    const { dataKeySealed } = await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } });
    const opened = TenantVault.fromSealedDataKey(context.tenantId, dataKeySealed, environment().keyRing);
    return { configSignature: config.configSignature, vault: opened };
  });
  let next = 0;
  const insertChunks = async () => {
    while (next < options.mailboxCount) {
      const from = next;
      next = Math.min(options.mailboxCount, from + rowsAtOnce);
      const rows = Array.from({ length: next - from }, (_, offset) =>
        describeMailbox(vault, options.slug, from + offset),
      );
      await inTenant(context, (db) =>
        insertRows(db, context.tenantId, { idpConfigId, configSignature, options, rows }),
      );
    }
  };
  await Promise.all(Array.from({ length: chunksAtOnce }, insertChunks));
}

type MailboxRow = { id: string; address: string; grantId: string; accessToken: string; refreshToken: string };

function describeMailbox(vault: TenantVault, slug: string, index: number): MailboxRow {
  const grantId = seededId(slug, "grant", index);
  return {
    id: seededId(slug, "mailbox", index),
    address: `desk-${String(index).padStart(7, "0")}@${slug}.test`,
    grantId,
    accessToken: vault.seal(new Secret(makeAccessToken()), accessTokenPlace(grantId)),
    refreshToken: vault.seal(new Secret(makeRefreshToken(grantId, 0)), refreshTokenPlace(grantId)),
  };
}

type Chunk = { idpConfigId: string; configSignature: string; options: SeedOptions; rows: MailboxRow[] };

async function insertRows(db: Database, tenantId: string, chunk: Chunk): Promise<void> {
  const { idpConfigId, configSignature, options, rows } = chunk;
  const { incoming, outgoing } = options.mailServers ?? microsoftServers;
  const { checksWithinSeconds = null } = options;
  const ids = rows.map(({ id }) => id);
  const addresses = rows.map(({ address }) => address);
  const expiresAt = new Date(Date.now() + options.expiresInSeconds * 1000);
  const issuedAt = new Date(Math.min(Date.now(), expiresAt.getTime() - lifetimeSeconds * 1000));
  await db.$executeRaw`
    INSERT INTO system_emails (tenant_id, id, address, name, updated_at)
    SELECT ${tenantId}::uuid, id, address, 'Desk ' || address, now() - random() * interval '90 days'
    FROM unnest(${ids}::uuid[], ${addresses}::text[]) AS row(id, address)`;
  await db.$executeRaw`
    INSERT INTO remote_mailboxes (tenant_id, system_email_id, status, host, port, idp_config_id)
    SELECT ${tenantId}::uuid, id, 'enabled', ${incoming.host}, ${incoming.port}, ${idpConfigId}::uuid
    FROM unnest(${ids}::uuid[]) AS row(id)`;
  await db.$executeRaw`
    INSERT INTO outgoing_smtps (tenant_id, system_email_id, status, host, port)
    SELECT ${tenantId}::uuid, id, 'enabled', ${outgoing.host}, ${outgoing.port} FROM unnest(${ids}::uuid[]) AS row(id)`;
  await db.$executeRaw`
    INSERT INTO half_checks (tenant_id, system_email_id, half, server, due_at)
    SELECT ${tenantId}::uuid, id, half::half, server, now() + random() * make_interval(secs => ${checksWithinSeconds}::float8)
    FROM unnest(${ids}::uuid[]) AS row(id) CROSS JOIN (VALUES
      ('remote_mailbox', ${`${incoming.host}:${incoming.port}`}::text),
      ('outgoing_smtp', ${`${outgoing.host}:${outgoing.port}`}::text)) AS side(half, server)`;
  await db.$executeRaw`
    INSERT INTO fetch_states (tenant_id, system_email_id, next_fetch_at)
    SELECT ${tenantId}::uuid, id, now() + random() * interval '5 minutes' FROM unnest(${ids}::uuid[]) AS row(id)`;
  // Each mailbox has been read in the last hour, as by a worker that comes every few minutes.
  await db.$executeRaw`
    INSERT INTO grants (tenant_id, id, system_email_id, half, idp_config_id, refresh_token_sealed, access_token_sealed,
      access_token_expires_at, scopes, audience, resource_owner, resource_owner_id, authorized_address, strict_matching,
      config_signature, authorized_by_email, authorized_at, issued_at, refresh_token_issued_at, refresh_due_at, last_read_at)
    SELECT ${tenantId}::uuid, row.id, email_id, 'remote_mailbox', ${idpConfigId}::uuid, refresh_token, access_token,
      ${expiresAt}::timestamptz, ${presets.microsoft.scopes.map(({ scope }) => scope)}::text[], 'https://outlook.office.com', address,
      row.id::text, address, true, ${configSignature}::text, 'owner@seed.test', now() - interval '30 days',
      ${issuedAt}::timestamptz, ${issuedAt}::timestamptz,
      CASE WHEN ${options.isDue}::boolean THEN now() - random() * interval '1 minute' ELSE now() + interval '1 day' END,
      now() - random() * interval '1 hour'
    FROM unnest(${rows.map(({ grantId }) => grantId)}::uuid[], ${ids}::uuid[], ${addresses}::text[],
      ${rows.map(({ refreshToken }) => refreshToken)}::text[], ${rows.map(({ accessToken }) => accessToken)}::text[])
      AS row(id, email_id, address, refresh_token, access_token)`;
}

function unwrap<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}
