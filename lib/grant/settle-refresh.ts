import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@/lib/clock";
import type { Failure } from "@/lib/errors";
import { metrics } from "@/lib/metrics/metrics";
import { type RefreshedTokens, refreshToken } from "@/lib/oauth/refresh-token";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { providerDeadlineMs, providerFetch } from "./provider-client";
import { dismissWaiting, withProviderSlot } from "./provider-slots";
import { classOfFailure, isConfigurationFailure, type RefreshFailure, toRefreshFailureCode } from "./refresh-failure";
import { releaseLease } from "./refresh-lease";
import type { LeasedGrant } from "./refreshable-grant";
import { writeRefresh } from "./write-refresh";
import { asksForPause, type FailureEnd, writeRefreshFailure } from "./write-refresh-failure";

/** For all client secrets together, in milliseconds: shorter than a lease, so that nobody asks while this one still does. */
const totalDeadlineMs = 30_000;

/** How long a database that is away is waited for, in milliseconds, when it is to take what the provider gave. */
const outageMs = 30_000;
const outagePollMs = 250;

/**
 * Asks the provider for a Grant whose lease is held, writes the answer and ends the lease. `again` when it is for the
 * caller to look anew: somebody else has taken over, or the client secrets have changed. `no_turn` when the provider's
 * host was so busy that the lease would have run out, or `signal` aborted before it; nobody was asked then.
 */
export async function settleRefresh(
  context: TenantContext,
  grant: LeasedGrant,
  { isUrgent, signal }: { isUrgent: boolean; signal?: AbortSignal | undefined },
): Promise<Result<null, RefreshFailure> | "again" | "no_turn"> {
  const patienceMs = grant.leaseEndsAt - performance.now() - totalDeadlineMs;
  const limits = { isUrgent, patienceMs, signal };
  const asked = patienceMs > 0 ? await withProviderSlot(grant.host, limits, () => askInTurn(context, grant)) : null;
  if (asked === null) {
    await releaseLease(context, grant);
    return "no_turn";
  }
  const { answer, failureEnd } = asked.value;
  if (answer.ok) {
    const isWritten = await insist(() => writeRefresh(context, grant, answer.value));
    count(grant, "refreshed", "none");
    return isWritten ? succeed(null) : "again";
  }
  const end = failureEnd ?? (await insist(() => writeRefreshFailure(context, grant, answer.failure)));
  if (end !== "written") return "again";
  const code = toRefreshFailureCode(answer.failure.code);
  count(grant, "failed", classOfFailure(code));
  return fail({ ...answer.failure, code });
}

type Asked = { answer: Result<RefreshedTokens, Failure>; failureEnd: FailureEnd | null };

/**
 * Asks, and where the host or the IdP Config is to be left alone from now on, writes that while the turn lasts and sends
 * away who waits: they find it when they look anew, instead of asking all the same.
 */
async function askInTurn(context: TenantContext, grant: LeasedGrant): Promise<Asked> {
  const answer = await ask(grant);
  if (answer.ok || !concernsOthers(answer.failure)) return { answer, failureEnd: null };
  const { failure } = answer;
  const failureEnd = await insist(() => writeRefreshFailure(context, grant, failure));
  dismissWaiting(grant.host);
  return { answer, failureEnd };
}

function concernsOthers(failure: Failure): boolean {
  return asksForPause(failure) || isConfigurationFailure(toRefreshFailureCode(failure.code));
}

function ask(grant: LeasedGrant): Promise<Result<RefreshedTokens, Failure>> {
  return refreshToken({
    client: grant.client,
    clientSecrets: grant.credentials.map(({ clientSecret }) => clientSecret),
    refreshToken: grant.refreshToken,
    fetch: providerFetch(),
    clock: systemClock,
    deadlineMs: providerDeadlineMs,
    totalDeadlineMs,
  });
}

/**
 * Writes in spite of a database that is away for a moment: the provider has taken the old refresh token back, so what
 * it gave in its place must not be lost with the connection. Both writes compare and set, so that one that was done
 * although its answer was lost is not done twice.
 */
async function insist<Value>(write: () => Promise<Value>): Promise<Value> {
  const giveUpAt = performance.now() + outageMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await wait(outagePollMs);
    }
  }
}

function count({ client: { provider } }: LeasedGrant, outcome: string, failureClass: string): void {
  metrics().refreshes.inc({ provider, outcome, class: failureClass });
}
