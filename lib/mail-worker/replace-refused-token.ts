import { addSeconds, secondsBetween, systemClock } from "@/lib/clock";
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
export const toleranceSeconds = 1;

export type ReplacedToken = {
  /** A newer token than the refused one can be read. */
  refreshed: boolean;
  /** Why the provider gives none; null when it did, or was not asked. */
  failure: Failure | null;
};

/** What a report tells of the token that was refused. */
export type RefusedToken = {
  systemEmailId: string;
  half: Half;
  /** By this a token is known from the one before, where the report tells it. */
  tokenExpiresAt: string | undefined;
  /** When the mail server refused it: by the worker's clock, or when the report came. */
  refusedAt: Date;
};

/**
 * Has the provider replace a token that a mail server refused, once for all who report it. Nobody is asked where a later
 * one has replaced it already: one that lasts longer than `tokenExpiresAt` or, where that is not told, one that was issued
 * after the refusal. What was issued after the refusal was not refused by it and is never replaced.
 */
export async function replaceRefusedToken(
  context: WorkerContext,
  { systemEmailId, half, tokenExpiresAt, refusedAt }: RefusedToken,
): Promise<ReplacedToken> {
  const readGrant = async () => (await inTenant(context, (db) => findGrant(db, systemEmailId, half)))?.grant ?? null;
  const refused = await readGrant();
  if (refused === null) return { refreshed: false, failure: null };
  const isTold = tokenExpiresAt !== undefined && !(await isOfOtherGrant(context, refused, tokenExpiresAt));
  const isSince = (grant: GrantTimes) => grant.issuedAt > refusedAt;
  const isNewer = (grant: GrantTimes) =>
    isTold ? grant.accessTokenExpiresAt > addSeconds(new Date(tokenExpiresAt), toleranceSeconds) : isSince(grant);
  if (isNewer(refused)) return { refreshed: true, failure: null };
  if (isSince(refused)) return { refreshed: false, failure: null };
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
  // Where the refused token may be the newest there is, nobody is sent to try it again.
  return { refreshed: now.version > refused.version || isNewer(now), failure: null };
}

/**
 * Whether the time is that of the other half's own token: credentials tell the earlier end of two. Then it says nothing
 * about this half's.
 */
async function isOfOtherGrant(
  context: WorkerContext,
  { id, systemEmailId, accessTokenExpiresAt }: { id: string; systemEmailId: string; accessTokenExpiresAt: Date },
  tokenExpiresAt: string,
): Promise<boolean> {
  const isThat = (end: Date) => Math.abs(secondsBetween(new Date(tokenExpiresAt), end)) <= toleranceSeconds;
  if (isThat(accessTokenExpiresAt)) return false;
  const others = await inTenant(context, (db) =>
    db.grant.findMany({ where: { systemEmailId, id: { not: id } }, select: { accessTokenExpiresAt: true } }),
  );
  return others.some((other) => isThat(other.accessTokenExpiresAt));
}

/** Whether a refresh that a report asked for has neither brought a token nor failed yet. */
function isUnderWay({ leaseUntil, forcedAt, issuedAt, failureCode }: GrantTimes): boolean {
  if (leaseUntil !== null && leaseUntil > systemClock()) return true;
  return forcedAt !== null && forcedAt > issuedAt && failureCode === null;
}

type GrantTimes = {
  leaseUntil: Date | null;
  forcedAt: Date | null;
  issuedAt: Date;
  accessTokenExpiresAt: Date;
  failureCode: string | null;
};
