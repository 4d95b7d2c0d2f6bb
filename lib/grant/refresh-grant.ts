import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { awaitLease } from "./await-lease";
import type { RefreshFailure } from "./refresh-failure";
import { takeLease } from "./refresh-lease";
import type { LeasedGrant } from "./refreshable-grant";
import { settleRefresh } from "./settle-refresh";

/** How long a caller waits for another process that holds the lease, in milliseconds: longer than a lease lasts. */
const patienceMs = 45_000;

type Refreshed = Result<null, RefreshFailure>;
type Flight = Promise<Refreshed | "no_turn">;

declare global {
  // Next loads a module once per bundle; the process must still refresh a Grant once.
  var mailgrantRefreshes: Map<string, Flight> | undefined;
}

/**
 * Refreshes a Grant whose version was `seenVersion`, once: callers in this process share one flight, and
 * processes share the lease in the database. Whoever finds the version moved on has been served by another.
 * `isForced` asks the provider even while the Grant or its IdP Config is being left alone after a failure; a host that
 * asked to be left alone is not asked by anybody. `isUrgent` is false for what nobody waits for, and for one of many.
 */
export async function refreshGrant(
  context: TenantContext,
  grantId: string,
  { seenVersion, isForced = false, isUrgent = true }: { seenVersion: number; isForced?: boolean; isUrgent?: boolean },
): Promise<Refreshed> {
  for (;;) {
    const refreshed = await fly(grantId, () => refresh(context, grantId, { seenVersion, isForced, isUrgent }));
    // A sweep that this call had joined gave up its place.
    if (refreshed !== "no_turn") return refreshed;
  }
}

/**
 * As refreshGrant, for a Grant whose lease the caller has taken and that nobody waits for. `no_turn` where the provider's
 * host had no time for it, or `signal` aborted first: the lease is given back then.
 */
export function refreshLeased(context: TenantContext, grant: LeasedGrant, signal: AbortSignal): Flight {
  const wish = { seenVersion: grant.version, isForced: false, isUrgent: false };
  const start = async (): Flight => {
    const settled = await settleRefresh(context, grant, { ...wish, signal });
    return settled === "again" ? refresh(context, grant.id, wish) : settled;
  };
  // A flight that is under way waits for this very lease, so that to join it would be to wait for oneself.
  return flights().has(grant.id) ? start() : fly(grant.id, start);
}

function fly(grantId: string, start: () => Flight): Flight {
  const flying = flights().get(grantId);
  if (flying !== undefined) return flying;
  const flight = start().finally(() => flights().delete(grantId));
  flights().set(grantId, flight);
  return flight;
}

function flights(): Map<string, Flight> {
  globalThis.mailgrantRefreshes ??= new Map();
  return globalThis.mailgrantRefreshes;
}

async function refresh(
  context: TenantContext,
  grantId: string,
  wish: { seenVersion: number; isForced: boolean; isUrgent: boolean },
): Promise<Refreshed> {
  const giveUpAt = performance.now() + patienceMs;
  const { seenVersion } = wish;
  while (performance.now() < giveUpAt) {
    const lease = await takeLease(context, grantId, wish);
    switch (lease.kind) {
      case "leased": {
        const settled = await settleRefresh(context, lease.grant, wish);
        if (settled === "again" || settled === "no_turn") break;
        return settled;
      }
      case "served":
        return succeed(null);
      case "resting":
        return fail(lease.failure);
      case "outdated":
        return fail({
          code: "needs_reauthorization",
          message: "The IdP Config has changed since it issued the Grant, so the provider was not asked.",
        });
      case "gone":
        return fail({ code: "not_found", message: "The Grant was deleted in the meantime." });
      case "busy": {
        const end = await awaitLease(context, { grantId, seenVersion, patienceMs: giveUpAt - performance.now() });
        if (end === "moved") return succeed(null);
      }
    }
  }
  return fail({
    code: "provider_unavailable",
    message: "Another process is refreshing this Grant and has not finished.",
  });
}
