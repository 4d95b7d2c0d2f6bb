import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { type Limit, takePoints } from "@/lib/tenancy/rate-limit";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findGrant } from "./find-grant";
import type { RefreshFailure } from "./refresh-failure";
import { refreshGrant } from "./refresh-grant";
import { judgeStanding } from "./standing";

/** A token as young as this is answered from what is stored, in seconds: nobody needs a newer one. */
const youngSeconds = 10;

/**
 * How often people may have the provider asked, counted for all processes: one who presses without end would make its
 * host refuse everybody, and rest for every tenant.
 */
const ofGrant: Limit = { name: "refresh-grant", points: 6, perSeconds: 600 };
const ofTenant: Limit = { name: "refresh-tenant", points: 60, perSeconds: 600 };

export type AskedRefresh =
  /** The provider sent a new access token. */
  | { kind: "refreshed" }
  /** The one that is stored came from it so few seconds ago that it was not asked. */
  | { kind: "young"; ageSeconds: number };

/**
 * Refreshes the Grant of a half because somebody pressed a button, unless its token is seconds old. Within the limits
 * of one Grant and of the tenant; beyond them `rate_limited` says when the button may be pressed again.
 */
export async function refreshNow(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<Result<AskedRefresh, RefreshFailure | Failure<"rate_limited">>> {
  requirePermission(context, "grant:write");
  const found = await inTenant(context, (db) => findGrant(db, systemEmailId, half));
  if (found === null || found.grant === null)
    return fail({ code: "not_found", message: "There is no Grant to refresh." });
  const ageSeconds = findYoungAge(found.grant, judgeStanding(found.grant, found.now).ok);
  if (ageSeconds !== null) return succeed({ kind: "young", ageSeconds });
  const refused = await takeTurn(context, found.grant.id);
  if (refused !== null) return fail(refused);
  const refreshed = await refreshGrant(context, found.grant.id, { seenVersion: found.grant.version, isForced: true });
  await inTenant(context, (db) =>
    recordAudit(db, context, {
      action: refreshed.ok ? "grant.refreshed" : "grant.refresh_failed",
      subject: { type: "system_email", id: systemEmailId, label: found.systemEmail.address },
      details: refreshed.ok ? { half } : { half, code: refreshed.failure.code, reason: refreshed.failure.message },
    }),
  );
  return refreshed.ok ? succeed({ kind: "refreshed" }) : refreshed;
}

/** How old the stored token is, in seconds, where it is of use and too young to be replaced; else null. */
function findYoungAge(
  grant: { issuedAt: Date; accessTokenExpiresAt: Date; failureCode: string | null },
  isStanding: boolean,
): number | null {
  const now = systemClock();
  // Clocks of two machines may differ by a little, so that a token can seem to come from the future.
  const ageSeconds = Math.abs(now.getTime() - grant.issuedAt.getTime()) / 1000;
  const isOfUse = isStanding && grant.failureCode === null && grant.accessTokenExpiresAt > now;
  return isOfUse && ageSeconds < youngSeconds ? Math.floor(ageSeconds) : null;
}

/** A Grant whose own turns are used up takes none of its tenant's. */
async function takeTurn({ tenantId }: TenantContext, grantId: string): Promise<Failure<"rate_limited"> | null> {
  const ownWait = await takePoints([{ limit: ofGrant, subject: grantId }]);
  if (ownWait > 0) return tooOften("This Grant was refreshed by hand", ofGrant, ownWait);
  const wait = await takePoints([{ limit: ofTenant, subject: tenantId }]);
  return wait > 0 ? tooOften("Grants of this helpdesk were refreshed by hand", ofTenant, wait) : null;
}

function tooOften(what: string, { points, perSeconds }: Limit, waitSeconds: number): Failure<"rate_limited"> {
  const wait = waitSeconds < 90 ? `${waitSeconds} seconds` : `${Math.ceil(waitSeconds / 60)} minutes`;
  return {
    code: "rate_limited",
    message: `${what} ${points} times within ${perSeconds / 60} minutes, which is as often as the provider is asked by hand. It goes on being refreshed by itself. Press again in ${wait}.`,
    facts: { retryAfterSeconds: String(waitSeconds) },
  };
}
