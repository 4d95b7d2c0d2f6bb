import { addSeconds, systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { awaitLease } from "@/lib/grant/await-lease";
import { findGrant } from "@/lib/grant/find-grant";
import { refreshRefusedToken } from "@/lib/grant/refresh-refused-token";
import type { WorkerContext } from "./authenticate-worker";

/** How long a report waits for the refresh that another report has begun, in milliseconds. */
const patienceMs = 5000;
/** Workers may keep times to the second. */
const toleranceSeconds = 1;

export type ReplacedToken = {
  /** A newer token than the refused one can be read. */
  refreshed: boolean;
  /** Why the provider gives none; null when it did, or was not asked. */
  failure: Failure | null;
};

/**
 * Has the provider replace a token that a mail server refused, once for all who report it. Where the token that
 * expires at `tokenExpiresAt` has been replaced by a later one already, nobody is asked.
 */
export async function replaceRefusedToken(
  context: WorkerContext,
  { systemEmailId, half, tokenExpiresAt }: { systemEmailId: string; half: Half; tokenExpiresAt: string | undefined },
): Promise<ReplacedToken> {
  const readGrant = async () => (await inTenant(context, (db) => findGrant(db, systemEmailId, half)))?.grant ?? null;
  const refused = await readGrant();
  if (refused === null) return { refreshed: false, failure: null };
  const isReplaced =
    tokenExpiresAt !== undefined &&
    refused.accessTokenExpiresAt > addSeconds(new Date(tokenExpiresAt), toleranceSeconds);
  if (isReplaced) return { refreshed: true, failure: null };
  const outcome = await refreshRefusedToken(context, { systemEmailId, half });
  if (!outcome.ok) return { refreshed: false, failure: outcome.failure };
  if (outcome.value === "refreshed") return { refreshed: true, failure: null };
  // Another report has asked the provider, and may be waiting for the answer at this moment.
  const giveUpAt = performance.now() + patienceMs;
  let now = await readGrant();
  while (now !== null && isUnderWay(now) && performance.now() < giveUpAt) {
    const { id: grantId, version: seenVersion } = now;
    await awaitLease(context, { grantId, seenVersion, patienceMs: giveUpAt - performance.now() });
    now = await readGrant();
  }
  if (now === null || isUnderWay(now) || now.failureCode !== null) return { refreshed: false, failure: null };
  // Who says which token was refused, and it is the newest there is, is not sent to try it again.
  return { refreshed: tokenExpiresAt === undefined || now.version > refused.version, failure: null };
}

/** Whether a refresh that a report asked for has neither brought a token nor failed yet. */
function isUnderWay({ leaseUntil, forcedAt, issuedAt, failureCode }: GrantTimes): boolean {
  if (leaseUntil !== null && leaseUntil > systemClock()) return true;
  return forcedAt !== null && forcedAt > issuedAt && failureCode === null;
}

type GrantTimes = { leaseUntil: Date | null; forcedAt: Date | null; issuedAt: Date; failureCode: string | null };
