import { randomUUID } from "node:crypto";
import { asSystem } from "@/lib/db/as-system";
import type { Half } from "@/lib/db/generated/enums";
import type { TenantContext } from "@/lib/tenancy/context";
import { checkLeaseSeconds } from "./check-lease";

/** A half whose lease was taken, to be checked. */
export type ClaimedCheck = {
  context: TenantContext;
  systemEmailId: string;
  half: Half;
  server: string;
  /** The server was left alone before, and nothing has gone well there since. */
  wasServerPaused: boolean;
  leaseOwner: string;
};

export type CheckClaim = {
  claimed: ClaimedCheck[];
  /** How many were due and cannot be checked as things stand, because somebody has to act first: they are not due any more. */
  setAsideCount: number;
  /** How long the longest of both has been due, in seconds. */
  lagSeconds: number;
};

/** How the room for checks is shared among tenants. */
export type TenantShares = {
  /** What one tenant may have of it. */
  perTenant: number;
  /** What tenants have of it already, by id. */
  held: ReadonlyMap<string, number>;
};

export type CheckLimits = {
  /** Checks of one server at once, of all processes together. */
  parallelPerServer: number;
  /** The moment that counts; null for the database's clock. */
  at: Date | null;
};

// Any constant will do that no other lock of two keys takes.
const lockClass = 7_215_005;
/** Servers that one claim looks at. The others are not locked by it and so are another claim's. */
const serversAtOnce = 20;
/** Checks that may begin at one server within a minute, for each that may run there at once. */
const perMinuteAndSlot = 60;
/** Of these, how many may begin at once after a rest: those of five seconds. */
const burstShare = 1 / 12;

/**
 * Takes the leases of at most `limit` halves that are due to be checked, the longest due first, whoever's they are. Many
 * processes claim at once, each half goes to one of them, and no server gets more checks at once, nor more a minute, than
 * is allowed: whoever counts a server's leases holds its lock. One mailbox has one check at a time, and a tenant no more
 * than its share of the caller's room: one that has it is passed over, however long it waits. A half that is disabled, or
 * has to be authorized first, is not claimed and not due any more; what ends that makes it due again.
 */
export async function claimDueChecks({
  limit,
  parallelPerServer,
  at,
  perTenant,
  held,
}: CheckLimits & TenantShares & { limit: number }): Promise<CheckClaim> {
  const full = [...held].filter(([, count]) => count >= perTenant).map(([tenantId]) => tenantId);
  return asSystem("sweep due checks", async (db) => {
    // A statement of its own: the leases are to be counted as they are once the locks are held.
    const servers = await db.$queryRaw<{ server: string }[]>`
      WITH RECURSIVE known(server) AS (
        (SELECT server FROM half_checks WHERE due_at IS NOT NULL ORDER BY server LIMIT 1)
        UNION ALL
        SELECT (SELECT k.server FROM half_checks k WHERE k.due_at IS NOT NULL AND k.server > known.server
          ORDER BY k.server LIMIT 1)
        FROM known WHERE known.server IS NOT NULL
      ), waiting AS MATERIALIZED (
        SELECT known.server FROM known
          CROSS JOIN LATERAL (SELECT min(k.due_at) AS due_at FROM half_checks k
            WHERE k.server = known.server AND k.due_at IS NOT NULL AND k.tenant_id <> ALL (${full}::uuid[])
              AND (k.lease_until IS NULL OR k.lease_until < COALESCE(${at}::timestamptz, now()))) longest
          LEFT JOIN mail_servers m ON m.server = known.server
        WHERE known.server IS NOT NULL AND longest.due_at <= COALESCE(${at}::timestamptz, now())
          AND COALESCE(m.paused_until <= COALESCE(${at}::timestamptz, now()), true)
          AND (SELECT count(*) FROM half_checks l
            WHERE l.server = known.server AND l.lease_until > COALESCE(${at}::timestamptz, now())) < ${parallelPerServer}
        ORDER BY longest.due_at LIMIT ${serversAtOnce}
      )
      SELECT server FROM waiting WHERE pg_try_advisory_xact_lock(${lockClass}::int, hashtext(server))`;
    if (servers.length === 0) return { claimed: [], setAsideCount: 0, lagSeconds: 0 };
    const leaseOwner = randomUUID();
    const perMinute = perMinuteAndSlot * parallelPerServer;
    const burst = Math.max(parallelPerServer, perMinute * burstShare);
    const rows = await db.$queryRaw<ClaimedRow[]>`
      WITH room AS MATERIALIZED (
        SELECT s.server, clock.at, b.tokens, COALESCE(m.pause_count > 0, false) AS was_paused,
          GREATEST(0, LEAST(${parallelPerServer} - l.leased, floor(b.tokens)))::int AS free
        FROM unnest(${servers.map(({ server }) => server)}::text[]) AS s(server)
          CROSS JOIN (SELECT COALESCE(${at}::timestamptz, now()) AS at) clock
          LEFT JOIN mail_servers m ON m.server = s.server
          CROSS JOIN LATERAL (SELECT count(*)::int AS leased FROM half_checks l
            WHERE l.server = s.server AND l.lease_until > clock.at) l
          CROSS JOIN LATERAL (SELECT CASE WHEN m.server IS NULL THEN ${burst}::float8 ELSE LEAST(${burst}::float8,
            m.tokens + GREATEST(0, extract(epoch FROM clock.at - m.tokens_at)) * ${perMinute}::float8 / 60) END AS tokens) b
      ), due AS MATERIALIZED (
        SELECT room.at, one.* FROM room CROSS JOIN LATERAL (
          SELECT k.tenant_id, k.system_email_id, k.half, k.server, k.due_at, may_be_checked(k) AS is_checkable
          FROM half_checks k
            JOIN half_checks other ON other.tenant_id = k.tenant_id AND other.system_email_id = k.system_email_id
              AND other.half <> k.half
          WHERE k.server = room.server AND k.due_at <= room.at AND k.tenant_id <> ALL (${full}::uuid[])
            AND (k.lease_until IS NULL OR k.lease_until < room.at)
            AND (other.lease_until IS NULL OR other.lease_until < room.at)
          ORDER BY k.due_at LIMIT room.free FOR UPDATE OF k, other SKIP LOCKED
        ) one
      ), chosen AS (
        SELECT * FROM (
          SELECT first.*, row_number() OVER (PARTITION BY tenant_id ORDER BY due_at) AS place
          -- Of both halves of one mailbox the longer due.
          FROM (SELECT DISTINCT ON (tenant_id, system_email_id) * FROM due
            ORDER BY tenant_id, system_email_id, due_at) first
        ) ranked LEFT JOIN unnest(${[...held.keys()]}::uuid[], ${[...held.values()]}::int[]) AS h(holder, held)
          ON h.holder = ranked.tenant_id
        WHERE place <= ${perTenant} - COALESCE(held, 0) ORDER BY due_at LIMIT ${limit}
      ), leased AS (
        UPDATE half_checks k SET
          lease_owner = CASE WHEN chosen.is_checkable THEN ${leaseOwner} END,
          lease_until = CASE WHEN chosen.is_checkable THEN chosen.at + make_interval(secs => ${checkLeaseSeconds}) END,
          due_at = CASE WHEN chosen.is_checkable THEN k.due_at END
        FROM chosen
        WHERE k.tenant_id = chosen.tenant_id AND k.system_email_id = chosen.system_email_id AND k.half = chosen.half
        RETURNING k.tenant_id, k.system_email_id, k.half, k.server, chosen.is_checkable,
          extract(epoch FROM chosen.at - chosen.due_at)::float8 AS lag_seconds
      ), counted AS (
        INSERT INTO mail_servers AS m (server, tokens, tokens_at)
        SELECT room.server, room.tokens - count(leased.server), room.at
        FROM room JOIN leased ON leased.server = room.server AND leased.is_checkable GROUP BY room.server, room.tokens, room.at
        ON CONFLICT (server) DO UPDATE SET tokens = excluded.tokens, tokens_at = excluded.tokens_at
      )
      SELECT l.tenant_id, l.system_email_id, l.half::text AS half, l.server, room.was_paused, l.is_checkable, l.lag_seconds,
        t.slug, t.name, t.time_zone
      FROM leased l JOIN room ON room.server = l.server JOIN tenants t ON t.id = l.tenant_id`;
    const claimed = rows.filter(({ is_checkable }) => is_checkable).map((row) => toClaimed(row, leaseOwner));
    return {
      claimed,
      setAsideCount: rows.length - claimed.length,
      lagSeconds: Math.max(0, ...rows.map(({ lag_seconds }) => lag_seconds)),
    };
  });
}

/** How many halves are due at servers that are not left alone at the moment, leased or not. */
export async function countDueChecks(at: Date | null): Promise<number> {
  const [counted] = await asSystem(
    "sweep due checks",
    (db) => db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM half_checks k LEFT JOIN mail_servers m ON m.server = k.server
      WHERE k.due_at <= COALESCE(${at}::timestamptz, now())
        AND COALESCE(m.paused_until <= COALESCE(${at}::timestamptz, now()), true)`,
  );
  return counted?.count ?? 0;
}

type ClaimedRow = {
  tenant_id: string;
  system_email_id: string;
  half: Half;
  server: string;
  was_paused: boolean;
  is_checkable: boolean;
  lag_seconds: number;
  slug: string;
  name: string;
  time_zone: string;
};

/** In the tenant nobody acts but the product itself. */
function toClaimed(row: ClaimedRow, leaseOwner: string): ClaimedCheck {
  const context: TenantContext = {
    tenantId: row.tenant_id,
    slug: row.slug,
    name: row.name,
    timeZone: row.time_zone,
    actor: { type: "system", id: null, label: "Mailgrant" },
    requestId: randomUUID(),
  };
  const { system_email_id: systemEmailId, half, server, was_paused: wasServerPaused } = row;
  return { context, systemEmailId, half, server, wasServerPaused, leaseOwner };
}
