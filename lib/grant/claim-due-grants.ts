import { randomUUID } from "node:crypto";
import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { joinByHash } from "@/lib/db/join-by-hash";
import { takeProbe } from "@/lib/idp-config/take-probe";
import type { TenantContext } from "@/lib/tenancy/context";
import { findCutOff, leaseSeconds } from "./refresh-lease";
import { type LeasedGrant, openLeased, type RefreshableRow, readRefreshable } from "./refreshable-grant";

/** A Grant whose lease was taken. `open` opens what is sealed in it, and throws where that cannot be. */
export type ClaimedGrant = { context: TenantContext; grantId: string; leaseOwner: string; open: () => LeasedGrant };

export type Claim = {
  /** Leased to the caller, who is to refresh them. */
  claimed: ClaimedGrant[];
  /** How many were due and are left alone until later, with the reason that their provider or IdP Config has. */
  deferredCount: number;
  /** How long the longest of both has been due, in seconds. */
  lagSeconds: number;
};

/** Somewhat after what is waited for, so that not everything that waits for it comes at once. */
const spreadSeconds = 5;

/**
 * Takes the leases of at most `limit` Grants that are due, the longest due first, whoever's they are. Many processes
 * claim at once and each Grant goes to one of them. A Grant that cannot be refreshed now, because its host asked to be
 * left alone or its IdP Config is refused, gets the moment when it can be; one whose IdP Config is disabled or has
 * changed gets none until that is undone, which makes it due again. Those at `busyHosts` are passed over.
 */
export async function claimDueGrants({
  limit,
  busyHosts,
}: {
  limit: number;
  busyHosts: readonly string[];
}): Promise<Claim> {
  return asSystem("sweep due grants", async (db) => {
    const leaseOwner = randomUUID();
    const leaseEndsAt = performance.now() + leaseSeconds * 1000;
    const rows = await db.$queryRaw<ClaimedRow[]>`
      WITH due AS (
        SELECT g.id, g.lease_owner AS owner, g.lease_until AS until, c.refused_at IS NOT NULL AS is_refused,
          extract(epoch FROM now() - g.refresh_due_at)::float8 AS lag_seconds,
          CASE
            WHEN g.status <> 'active' OR NOT c.enabled OR c.config_signature <> g.config_signature THEN 'infinity'
            WHEN c.refused_at IS NOT NULL THEN GREATEST(c.next_probe_at, now())
            WHEN g.next_attempt_at > now() THEN g.next_attempt_at
            ELSE (SELECT h.paused_until FROM provider_hosts h
              WHERE h.host = provider_host(c.token_endpoint) AND h.paused_until > now())
          END AS not_before
        FROM grants g JOIN idp_configs c ON c.tenant_id = g.tenant_id AND c.id = g.idp_config_id
        WHERE g.refresh_due_at <= now() AND (g.lease_until IS NULL OR g.lease_until < now())
          AND provider_host(c.token_endpoint) <> ALL (${[...busyHosts]})
        ORDER BY g.refresh_due_at LIMIT ${limit} FOR UPDATE OF g SKIP LOCKED
      )
      UPDATE grants g SET
        lease_owner = CASE WHEN due.not_before IS NULL THEN ${leaseOwner} ELSE g.lease_owner END,
        lease_until = CASE WHEN due.not_before IS NULL
          THEN clock_timestamp() + make_interval(secs => ${leaseSeconds}) ELSE g.lease_until END,
        -- By this they are found again when the IdP Config is accepted.
        next_attempt_at = CASE WHEN due.is_refused THEN NULLIF(due.not_before, 'infinity') ELSE g.next_attempt_at END,
        refresh_due_at = CASE WHEN due.not_before IS NULL THEN g.refresh_due_at
          ELSE NULLIF(due.not_before, 'infinity') + make_interval(secs => ${spreadSeconds} * random()) END
      FROM due WHERE g.id = due.id
      RETURNING g.id, due.owner, due.until, due.lag_seconds, due.not_before IS NULL AS is_claimed`;
    const claimed = await openClaimed(
      db,
      rows.filter(({ is_claimed }) => is_claimed),
      { leaseOwner, leaseEndsAt },
    );
    const lagSeconds = Math.max(0, ...rows.map(({ lag_seconds }) => lag_seconds));
    return { claimed, deferredCount: rows.length - claimed.length, lagSeconds };
  });
}

/**
 * For each refused IdP Config whose time to be tried again has come, takes the lease of one Grant of it: of those that
 * never failed first, so that one which is broken itself does not speak for all.
 */
export async function claimProbes(): Promise<ClaimedGrant[]> {
  return asSystem("sweep due grants", async (db) => {
    const configs = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM idp_configs WHERE next_probe_at <= now() AND refused_at IS NOT NULL AND enabled
      ORDER BY next_probe_at LIMIT ${probesAtOnce} FOR UPDATE SKIP LOCKED`;
    const taken: string[] = [];
    for (const { id } of configs) if (await takeProbe(db, id)) taken.push(id);
    if (taken.length === 0) return [];
    const leaseOwner = randomUUID();
    const leaseEndsAt = performance.now() + leaseSeconds * 1000;
    const rows = await db.$queryRaw<LeasedRow[]>`
      WITH chosen AS (
        SELECT one.* FROM unnest(${taken}::uuid[]) AS config(id) CROSS JOIN LATERAL (
          SELECT g.id, g.lease_owner AS owner, g.lease_until AS until
          FROM grants g JOIN idp_configs c ON c.tenant_id = g.tenant_id AND c.id = g.idp_config_id
          WHERE g.idp_config_id = config.id AND g.status = 'active' AND g.config_signature = c.config_signature
            AND (g.lease_until IS NULL OR g.lease_until < now())
            AND NOT EXISTS (SELECT 1 FROM provider_hosts h
              WHERE h.host = provider_host(c.token_endpoint) AND h.paused_until > now())
          ORDER BY g.failure_count, g.refresh_due_at LIMIT 1 FOR UPDATE OF g SKIP LOCKED
        ) one
      )
      UPDATE grants g SET lease_owner = ${leaseOwner},
        lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      FROM chosen WHERE g.id = chosen.id RETURNING g.id, chosen.owner, chosen.until`;
    return openClaimed(db, rows, { leaseOwner, leaseEndsAt });
  });
}

/** How many Grants are due, counted up to a bound, and in how many seconds the first lease on one of them ends. */
export async function lookAtDueGrants(): Promise<{ dueCount: number; firstLeaseEndsInSeconds: number | null }> {
  return asSystem("sweep due grants", async (db) => {
    const [found] = await db.$queryRaw<{ due_count: number; ends_in: number | null }[]>`
      SELECT count(*)::int AS due_count,
        extract(epoch FROM min(lease_until) FILTER (WHERE lease_until > now()) - now())::float8 AS ends_in
      FROM (SELECT lease_until FROM grants WHERE refresh_due_at <= now() ORDER BY refresh_due_at LIMIT ${countedAtMost}) due`;
    return { dueCount: found?.due_count ?? 0, firstLeaseEndsInSeconds: found?.ends_in ?? null };
  });
}

/** Gives the lease of a Grant back that could not even be tried, and lets it be for a while, so that it blocks no others. */
export async function putOff({ grantId, leaseOwner, context }: ClaimedGrant): Promise<void> {
  await inTenant(
    context,
    (db) => db.$executeRaw`
      UPDATE grants SET lease_owner = NULL, lease_until = NULL,
        refresh_due_at = clock_timestamp() + make_interval(secs => ${putOffSeconds})
      WHERE id = ${grantId}::uuid AND lease_owner = ${leaseOwner}`,
  );
}

const putOffSeconds = 600;
const probesAtOnce = 10;
const countedAtMost = 100_000;

type LeasedRow = { id: string; owner: string | null; until: Date | null };
type ClaimedRow = LeasedRow & { lag_seconds: number; is_claimed: boolean };

async function openClaimed(
  db: Database,
  leased: readonly LeasedRow[],
  lease: Pick<LeasedGrant, "leaseOwner" | "leaseEndsAt">,
): Promise<ClaimedGrant[]> {
  if (leased.length === 0) return [];
  await joinByHash(db);
  const rows = await readRefreshable(
    db,
    leased.map(({ id }) => id),
  );
  const was = new Map(leased.map((row) => [row.id, row]));
  return rows.map((row) => {
    const before = was.get(row.id);
    const cutOffAt = before === undefined ? null : findCutOff(before);
    const open = () => openLeased(row, { ...lease, cutOffAt });
    return { context: systemContext(row), grantId: row.id, leaseOwner: lease.leaseOwner, open };
  });
}

/** The tenant of a Grant, in which nobody acts but the product itself. */
function systemContext(row: RefreshableRow): TenantContext {
  return {
    tenantId: row.tenant_id,
    slug: row.slug,
    name: row.tenant_name,
    timeZone: row.time_zone,
    actor: { type: "system", id: null, label: "Mailgrant" },
    requestId: randomUUID(),
  };
}
