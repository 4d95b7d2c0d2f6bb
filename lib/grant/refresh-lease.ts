import { randomUUID } from "node:crypto";
import { addSeconds, systemClock } from "@/lib/clock";
import { together } from "@/lib/db/ask-together";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { takeProbe } from "@/lib/idp-config/take-probe";
import type { TenantContext } from "@/lib/tenancy/context";
import { type RefreshFailure, toRefreshFailureCode } from "./refresh-failure";
import { type LeasedGrant, openLeased, type RefreshableRow, readRefreshable } from "./refreshable-grant";

/** Longer than a provider may take, in seconds; a process that dies holds the Grant up for no longer than this. */
export const leaseSeconds = 40;

export type Lease =
  | { kind: "leased"; grant: LeasedGrant }
  /** Somebody else has written since the caller looked. */
  | { kind: "served" }
  /** Somebody else is asking the provider now. */
  | { kind: "busy" }
  /** The provider, its host or the IdP Config is left alone for a while. */
  | { kind: "resting"; failure: RefreshFailure }
  /** The IdP Config has changed since it issued the Grant, so the refresh token is not sent to what it names now. */
  | { kind: "outdated" }
  | { kind: "gone" };

/**
 * How many leases one call takes. A few, so that a process that is told of many Grants at once does not take the leases of
 * more than it has turns for at their provider, while other processes have theirs free.
 */
const leasesAtOnce = 16;

/**
 * Takes the lease of a Grant, if it is free, its version is still `seenVersion`, and nothing speaks against asking the
 * provider now. A refused IdP Config is tried by one Grant at a time, when that is due. `isForced` asks in spite of a
 * rest of the Grant or its IdP Config, but not of the provider's host. The database's clock decides, so that machines
 * whose clocks differ agree on when a lease has run out. Those of one tenant that are wanted at the same moment are
 * taken in one transaction.
 */
export function takeLease(
  context: TenantContext,
  grantId: string,
  { seenVersion, isForced }: { seenVersion: number; isForced: boolean },
): Promise<Lease> {
  const wanted = { grantId, seenVersion };
  if (isForced) return takeOne(context, wanted, { isForced });
  return askForLease(context.tenantId, wanted, async (asked) => {
    const [first, second] = asked;
    if (first === undefined || second !== undefined) return takeMany(context, asked);
    return [await takeOne(context, first, { isForced })];
  });
}

type Wanted = { grantId: string; seenVersion: number };

const askForLease = together<Wanted, Lease>(leasesAtOnce);

function takeOne(
  context: TenantContext,
  { grantId, seenVersion }: Wanted,
  { isForced }: { isForced: boolean },
): Promise<Lease> {
  return inTenant(context, async (db): Promise<Lease> => {
    const leaseOwner = randomUUID();
    const leaseEndsAt = performance.now() + leaseSeconds * 1000;
    const wish = { leaseOwner, seenVersion, isForced };
    let taken = await updateLease(db, grantId, { ...wish, isProbe: isForced });
    const [grant] = await readRefreshable(db, [grantId]);
    if (grant === undefined) return { kind: "gone" };
    if (taken === null) {
      const obstacle = findObstacle(grant, wish);
      if (obstacle !== null) return obstacle;
      if (grant.refused_at === null) return { kind: "busy" };
      if (!(await takeProbe(db, grant.idp_config_id))) return { kind: "resting", failure: refusedFailure(grant) };
      taken = await updateLease(db, grantId, { ...wish, isForced: true, isProbe: true });
      if (taken === null) return { kind: "busy" };
    }
    return { kind: "leased", grant: openLeased(grant, { leaseOwner, leaseEndsAt, cutOffAt: taken.cutOffAt }) };
  });
}

/** As takeOne for each. What another transaction holds at this moment is busy; it is looked at again soon. */
async function takeMany(context: TenantContext, asked: readonly Wanted[]): Promise<(Lease | Promise<Lease>)[]> {
  const leaseOwner = randomUUID();
  const leaseEndsAt = performance.now() + leaseSeconds * 1000;
  // Of two who want the same lease one gets it.
  const wanted = new Map(asked.map((one) => [one.grantId, one]));
  const leases = await inTenant(context, async (db) => {
    const taken = await updateLeases(db, [...wanted.values()], leaseOwner);
    const grants = await readRefreshable(db, [...wanted.keys()]);
    return new Map(
      grants.map((grant): [string, Lease | "refused"] => {
        const was = taken.get(grant.id);
        if (was !== undefined) {
          return [
            grant.id,
            { kind: "leased", grant: openLeased(grant, { leaseOwner, leaseEndsAt, cutOffAt: findCutOff(was) }) },
          ];
        }
        const { seenVersion = 0 } = wanted.get(grant.id) ?? {};
        const obstacle = findObstacle(grant, { leaseOwner, seenVersion, isForced: false });
        return [grant.id, obstacle ?? (grant.refused_at === null ? { kind: "busy" } : "refused")];
      }),
    );
  });
  return asked.map((one) => {
    if (wanted.get(one.grantId) !== one) return { kind: "busy" };
    const lease = leases.get(one.grantId) ?? { kind: "gone" };
    return lease === "refused" ? takeOne(context, one, { isForced: false }) : lease;
  });
}

/** Gives a lease back whose holder did not ask the provider. */
export async function releaseLease(context: { tenantId: string }, { id, leaseOwner }: LeasedGrant): Promise<void> {
  await inTenant(context, (db) =>
    db.grant.updateMany({ where: { id, leaseOwner }, data: { leaseOwner: null, leaseUntil: null } }),
  );
}

/** When the refresh began whose lease ran out without an end, from what the row said before; null where there was none. */
export function findCutOff({ owner, until }: { owner: string | null; until: Date | null }): Date | null {
  return owner === null || until === null ? null : addSeconds(until, -leaseSeconds);
}

type Wish = { leaseOwner: string; seenVersion: number; isForced: boolean };

async function updateLease(
  db: Database,
  grantId: string,
  { leaseOwner, seenVersion, isForced, isProbe }: Wish & { isProbe: boolean },
): Promise<{ cutOffAt: Date | null } | null> {
  const [was] = await db.$queryRaw<{ owner: string | null; until: Date | null }[]>`
    UPDATE grants g SET lease_owner = ${leaseOwner}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    FROM (SELECT id, lease_owner AS owner, lease_until AS until FROM grants WHERE id = ${grantId}::uuid FOR UPDATE) was,
      idp_configs c
    WHERE g.id = was.id AND g.version = ${seenVersion} AND (was.until IS NULL OR was.until < clock_timestamp())
      AND (${isForced} OR g.next_attempt_at IS NULL OR g.next_attempt_at < clock_timestamp())
      AND c.tenant_id = g.tenant_id AND c.id = g.idp_config_id AND c.config_signature = g.config_signature
      AND (${isProbe} OR c.refused_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM provider_hosts h
        WHERE h.host = provider_host(c.token_endpoint) AND h.paused_until > clock_timestamp())
    RETURNING was.owner, was.until`;
  return was === undefined ? null : { cutOffAt: findCutOff(was) };
}

/** Those of the leases that are to be had, with what their rows said before. */
async function updateLeases(
  db: Database,
  wanted: readonly Wanted[],
  leaseOwner: string,
): Promise<Map<string, { owner: string | null; until: Date | null }>> {
  const ids = wanted.map(({ grantId }) => grantId);
  const versions = wanted.map(({ seenVersion }) => seenVersion);
  const rows = await db.$queryRaw<{ id: string; owner: string | null; until: Date | null }[]>`
    UPDATE grants g SET lease_owner = ${leaseOwner}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    FROM (SELECT known.id, known.lease_owner AS owner, known.lease_until AS until
        FROM unnest(${ids}::uuid[], ${versions}::int[]) AS asked(id, version)
          JOIN grants known ON known.id = asked.id AND known.version = asked.version
        WHERE known.lease_until IS NULL OR known.lease_until < clock_timestamp()
        FOR UPDATE OF known SKIP LOCKED) was,
      idp_configs c
    WHERE g.id = was.id AND (g.next_attempt_at IS NULL OR g.next_attempt_at < clock_timestamp())
      AND c.tenant_id = g.tenant_id AND c.id = g.idp_config_id AND c.config_signature = g.config_signature
      AND c.refused_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM provider_hosts h
        WHERE h.host = provider_host(c.token_endpoint) AND h.paused_until > clock_timestamp())
    RETURNING g.id, was.owner, was.until`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Why the lease was not given, as far as no other Grant has to be asked about; null where it is busy or refused. */
function findObstacle(grant: RefreshableRow, { seenVersion, isForced }: Wish): Lease | null {
  if (grant.version !== seenVersion) return { kind: "served" };
  if (!grant.is_current) return { kind: "outdated" };
  if (grant.is_leased) return { kind: "busy" };
  if (grant.paused_until !== null) return { kind: "resting", failure: pausedFailure(grant.paused_until) };
  if (grant.refused_at === null && grant.next_attempt_at !== null && !isForced) {
    return { kind: "resting", failure: restingFailure(grant, grant.next_attempt_at) };
  }
  return null;
}

function pausedFailure(pausedUntil: Date): RefreshFailure {
  return {
    code: "provider_unavailable",
    message: "The provider asked to be left alone for a while.",
    facts: { retryAfterSeconds: secondsUntil(pausedUntil) },
  };
}

function restingFailure({ failure_code, failure_detail }: RefreshableRow, until: Date): RefreshFailure {
  return {
    code: failure_code === null ? "provider_unavailable" : toRefreshFailureCode(failure_code),
    message: failure_detail ?? "The provider failed a moment ago.",
    facts: { retryAfterSeconds: secondsUntil(until) },
  };
}

function refusedFailure({
  idp_config_name,
  refused_code,
  refused_detail,
  next_probe_at,
}: RefreshableRow): RefreshFailure {
  const sentence = `The IdP Config "${idp_config_name}" is refused by the provider.`;
  return {
    code: toRefreshFailureCode(refused_code),
    message: refused_detail ?? sentence,
    ...(next_probe_at === null ? {} : { facts: { retryAfterSeconds: secondsUntil(next_probe_at) } }),
  };
}

function secondsUntil(until: Date): string {
  return String(Math.max(1, Math.ceil((until.getTime() - systemClock().getTime()) / 1000)));
}
