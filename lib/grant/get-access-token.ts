import { secondsBetween, systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { findGrant } from "./find-grant";
import type { RefreshFailure } from "./refresh-failure";
import { refreshGrant } from "./refresh-grant";
import { accessTokenPlace } from "./seal-places";
import { judgeStanding, type StandingFailure } from "./standing";
import { tellFailedAuthorization } from "./tell-failed-authorization";

export type AccessToken = {
  accessToken: Secret;
  issuedAt: Date;
  expiresAt: Date;
  scopes: string[];
  resourceOwner: string;
  grantId: string;
};

export type AccessTokenFailure = StandingFailure | RefreshFailure | Failure<"not_found">;

/**
 * An access token for one half of a System Email, valid for at least `minValidSeconds` more: the stored one
 * while it lasts, else a new one from the provider. However many callers ask at once, in however many
 * processes, the provider is asked once.
 */
export async function getAccessToken(
  context: TenantContext,
  { systemEmailId, half, minValidSeconds }: { systemEmailId: string; half: Half; minValidSeconds: number },
): Promise<Result<AccessToken, AccessTokenFailure>> {
  const read = () =>
    shareNextRun(`${context.tenantId} ${systemEmailId} ${half}`, () => readToken(context, systemEmailId, half));
  const stored = await read();
  if (!stored.ok) return stored;
  if (isLasting(stored.value, minValidSeconds)) return stored;
  const refreshed = await refreshGrant(context, stored.value.grantId, { seenVersion: stored.value.version });
  return refreshed.ok ? read() : refreshed;
}

type Read = Result<AccessToken & { version: number }, AccessTokenFailure>;

const reads = new Map<string, { running: Promise<Read>; next: Promise<Read> | null }>();

/**
 * Runs `read`, once at a time for one key: who comes while it runs shares the next run with all others that do, so that
 * a thousand callers at once cost two reads, and yet nobody is given what was read before they asked.
 */
function shareNextRun(key: string, read: () => Promise<Read>): Promise<Read> {
  const known = reads.get(key);
  if (known === undefined) {
    const running = read();
    const shared = { running, next: null };
    reads.set(key, shared);
    const forget = () => {
      if (reads.get(key) === shared && shared.next === null) reads.delete(key);
    };
    running.then(forget, forget);
    return running;
  }
  known.next ??= known.running.then(nothing, nothing).then(() => {
    reads.delete(key);
    return shareNextRun(key, read);
  });
  return known.next;
}

const nothing = () => undefined;

/** The most that is asked of a token's life, or a provider whose tokens are short-lived would be asked at every read. */
const mostOfLife = 0.8;

function isLasting({ issuedAt, expiresAt }: { issuedAt: Date; expiresAt: Date }, minValidSeconds: number): boolean {
  // A clock that was set back must not make an expired token look as if it had time left.
  const lifetimeSeconds = Math.max(0, secondsBetween(issuedAt, expiresAt));
  return secondsBetween(systemClock(), expiresAt) >= Math.min(minValidSeconds, lifetimeSeconds * mostOfLife);
}

async function readToken(context: TenantContext, systemEmailId: string, half: Half): Promise<Read> {
  return inTenant(context, async (db) => {
    const found = await findGrant(db, systemEmailId, half);
    if (found === null) return fail({ code: "not_found", message: "There is no such System Email." });
    const { grant, now } = found;
    const standing = judgeStanding(grant, now);
    if (!standing.ok || grant === null) {
      if (standing.ok) return fail({ code: "not_found", message: "There is no such Grant." });
      return fail(await tellFailedAuthorization(db, { systemEmailId, half: found.servingHalf }, standing.failure));
    }
    const vault = await openVault(db, context);
    return succeed({
      accessToken: vault.open(grant.accessTokenSealed, accessTokenPlace(grant.id)),
      issuedAt: grant.issuedAt,
      expiresAt: grant.accessTokenExpiresAt,
      scopes: grant.scopes,
      resourceOwner: grant.resourceOwner,
      grantId: grant.id,
      version: grant.version,
    });
  });
}
