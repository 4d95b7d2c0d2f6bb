import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@/lib/clock";
import { refreshToken } from "@/lib/oauth/refresh-token";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { providerDeadlineMs, providerFetch } from "./provider-client";
import { type RefreshFailure, toRefreshFailureCode } from "./refresh-failure";
import { type LeasedGrant, takeLease } from "./refresh-lease";
import { writeRefresh } from "./write-refresh";

/** How long a caller waits for another process that holds the lease, in milliseconds: longer than a lease lasts. */
const patienceMs = 45_000;
const pollMs = 50;

/**
 * Refreshes a Grant whose version was `seenVersion`, once: callers in this process share one flight, and
 * processes share the lease in the database. Whoever finds the version moved on has been served by another.
 * `isForced` asks the provider even while it is being left alone after a transient failure.
 */
export function refreshGrant(
  context: TenantContext,
  grantId: string,
  { seenVersion, isForced = false }: { seenVersion: number; isForced?: boolean },
): Promise<Result<null, RefreshFailure>> {
  const flying = flights.get(grantId);
  if (flying !== undefined) return flying;
  const flight = refresh(context, grantId, seenVersion, isForced).finally(() => flights.delete(grantId));
  flights.set(grantId, flight);
  return flight;
}

const flights = new Map<string, Promise<Result<null, RefreshFailure>>>();

async function refresh(
  context: TenantContext,
  grantId: string,
  seenVersion: number,
  isForced: boolean,
): Promise<Result<null, RefreshFailure>> {
  const leaseOwner = randomUUID();
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    const lease = await takeLease(context, grantId, { leaseOwner, seenVersion, isForced });
    switch (lease.kind) {
      case "leased":
        return settle(context, lease.grant, leaseOwner);
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
      case "busy":
        await wait(pollMs);
    }
  }
  return fail({
    code: "provider_unavailable",
    message: "Another process is refreshing this Grant and has not finished.",
  });
}

async function settle(
  context: TenantContext,
  grant: LeasedGrant,
  leaseOwner: string,
): Promise<Result<null, RefreshFailure>> {
  const answer = await refreshToken({
    client: grant.client,
    clientSecrets: grant.credentials.map(({ clientSecret }) => clientSecret),
    refreshToken: grant.refreshToken,
    fetch: providerFetch(),
    clock: systemClock,
    deadlineMs: providerDeadlineMs,
  });
  const isWritten = await writeRefresh(context, grant, leaseOwner, answer);
  // The row moved on while the provider was asked: somebody authorized anew. What they wrote is newer and stands.
  if (!isWritten) return succeed(null);
  return answer.ok ? succeed(null) : fail({ ...answer.failure, code: toRefreshFailureCode(answer.failure.code) });
}
