import { addSeconds } from "@/lib/clock";
import type { RefreshSettings } from "@/lib/env";

const secondsPerDay = 86_400;

/** Who reads a Grant once a day wants a token that is ready, and not one that is fetched while they wait. */
const inUseSeconds = secondsPerDay;

/** Of the keep-alive interval this much at least passes, and up to all of it, so that what began together drifts apart. */
const earliestShare = 0.6;

export type PlannedGrant = {
  status: "active" | "needs_reauthorization";
  issuedAt: Date;
  accessTokenExpiresAt: Date;
  refreshTokenIssuedAt: Date;
  /** Null where the provider does not say. */
  refreshTokenExpiresAt: Date | null;
  /** When a Mail Worker last read it; null for never. */
  lastReadAt: Date | null;
  /** Until when it rests after a transient failure. */
  nextAttemptAt: Date | null;
};

/**
 * When a Grant is to be refreshed without anybody asking. A resting one when its rest is over. One in use a margin
 * before its access token ends, of a short-lived token at most half of its life. Every other one often enough to keep
 * its refresh token alive: at a random moment before the keep-alive interval is over, and at half of what remains
 * where the provider said when the refresh token ends. Null for one that nobody but its owner can help.
 *
 * The database's `read_mailboxes` pulls the moment forward by the same margin when a Mail Worker starts to read.
 * `random` gives numbers from 0 to 1.
 */
export function planRefresh(
  grant: PlannedGrant,
  now: Date,
  { marginSeconds, keepAliveDays }: Pick<RefreshSettings, "marginSeconds" | "keepAliveDays">,
  random: () => number,
): Date | null {
  if (grant.status === "needs_reauthorization") return null;
  if (grant.nextAttemptAt !== null) return grant.nextAttemptAt;
  const keepAliveSeconds = keepAliveDays * secondsPerDay * (earliestShare + (1 - earliestShare) * random());
  const due = [addSeconds(now, keepAliveSeconds), ...halfwayToEnd(grant, now, random)];
  if (grant.lastReadAt !== null && addSeconds(grant.lastReadAt, inUseSeconds) > now) {
    due.push(beforeExpiry(grant, marginSeconds));
  }
  return new Date(Math.min(...due.map((at) => at.getTime())));
}

function beforeExpiry({ issuedAt, accessTokenExpiresAt }: PlannedGrant, marginSeconds: number): Date {
  const lifetimeSeconds = Math.max(0, (accessTokenExpiresAt.getTime() - issuedAt.getTime()) / 1000);
  return addSeconds(accessTokenExpiresAt, -Math.min(marginSeconds, lifetimeSeconds / 2));
}

/** Somewhat before the half, at random, so that those that were authorized together are not refreshed together. */
function halfwayToEnd({ refreshTokenExpiresAt }: PlannedGrant, now: Date, random: () => number): Date[] {
  if (refreshTokenExpiresAt === null) return [];
  const remainingSeconds = Math.max(0, (refreshTokenExpiresAt.getTime() - now.getTime()) / 1000);
  return [addSeconds(now, (remainingSeconds / 2) * (0.8 + 0.2 * random()))];
}
