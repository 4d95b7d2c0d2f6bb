import { addSeconds, systemClock } from "@/lib/clock";
import { callFunction } from "@/lib/db/call-function";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import { recordEvent } from "@/lib/event/record-event";
import { noteTriedCredentials } from "@/lib/idp-config/judge-client-credential";
import { lockIdpConfig } from "@/lib/idp-config/lock-idp-config";
import { markChecksDue } from "@/lib/idp-config/mark-checks-due";
import { judgeShortLived, noteShortLived } from "@/lib/idp-config/note-short-lived";
import { recoverIdpConfig } from "@/lib/idp-config/recover-idp-config";
import { isForMail } from "@/lib/oauth/judge-token";
import type { RefreshedTokens } from "@/lib/oauth/refresh-token";
import type { TenantContext } from "@/lib/tenancy/context";
import { countRefresh } from "./count-refresh";
import { planRefresh } from "./plan-refresh";
import type { LeasedGrant } from "./refreshable-grant";
import { accessTokenPlace, refreshTokenPlace } from "./seal-places";

/** A mailbox that failed so often in a row had no token for minutes: that it has one again is worth telling. */
const longFailureCount = 5;

const bothHalves = ["remote_mailbox", "outgoing_smtp"] as const;

/**
 * Writes the tokens that the provider gave, if the Grant still has the version that was asked with: the compare and
 * set by which a late answer never overwrites a newer token. Answers whether it was written. Ends the caller's lease;
 * one that somebody else has taken since is left to them.
 */
export async function writeRefresh(
  context: TenantContext,
  grant: LeasedGrant,
  tokens: RefreshedTokens,
): Promise<boolean> {
  const { id, version, leaseOwner, tenantId, idpConfig } = grant;
  const change = describeTokens(grant, tokens);
  const tried = findTried(grant, tokens);
  const shortLived = findShortLived(grant, tokens);
  const isLongFailed = grant.failureCount >= longFailureCount;
  const isUnfit = tokens.audience !== null && !isForMail(grant.client.provider, tokens.audience);
  if (tried === null && shortLived === null && !idpConfig.isRefused && !isLongFailed && !isUnfit) {
    // Nothing but the Grant changes: the case that there are thousands of. It is counted in the same message.
    const counted = JSON.stringify({ ...change, isCounted: true });
    const written = await callFunction("write_refresh", [tenantId, id, version, leaseOwner, counted]);
    return written.length > 0;
  }
  return inTenant(context, async (db) => {
    // Whoever changes an IdP Config locks it first and its Grants then; the other way about two could wait for each other.
    await lockIdpConfig(db, idpConfig.id);
    const written = await db.$queryRaw<unknown[]>`
      SELECT write_refresh(${tenantId}::uuid, ${id}::uuid, ${version}::int, ${leaseOwner}, ${JSON.stringify(change)}::json)`;
    if (tried !== null) await noteTriedCredentials(db, { ...tried, at: systemClock() });
    if (written.length === 0) return false;
    if (shortLived !== null) await noteShortLived(db, idpConfig.id, shortLived);
    // No mail server takes such a token: its check, which says so, need not wait for its hour.
    if (isUnfit)
      await markChecksDue(db, { systemEmailId: grant.systemEmail.id, halves: bothHalves, isRecovered: true });
    if (isLongFailed) await recordRecovery(db, context, grant);
    if (idpConfig.isRefused) await recoverIdpConfig(db, context, idpConfig.id);
    await countRefresh(db, context, "refreshed");
    return true;
  });
}

/** As the database's `write_refresh` takes them. A null keeps what there is, of the refresh token and of the scopes. */
function describeTokens(grant: LeasedGrant, tokens: RefreshedTokens) {
  const { id, vault } = grant;
  const now = systemClock();
  const ends = {
    issuedAt: now,
    accessTokenExpiresAt: addSeconds(now, tokens.expiresInSeconds),
    refreshTokenIssuedAt: tokens.refreshToken === null ? grant.refreshTokenIssuedAt : now,
    refreshTokenExpiresAt: findRefreshTokenEnd(grant, tokens, now),
  };
  return {
    ...ends,
    accessTokenSealed: vault.seal(tokens.accessToken, accessTokenPlace(id)),
    // A rotated refresh token is kept in the same write as the access token; where none came the old one stays.
    refreshTokenSealed: tokens.refreshToken === null ? null : vault.seal(tokens.refreshToken, refreshTokenPlace(id)),
    scopes: tokens.scopes,
    audience: tokens.audience,
    refreshDueAt: planRefresh({ ...grant, ...ends, nextAttemptAt: null }, now, environment().refresh, Math.random),
  };
}

/** A new refresh token of which nothing is said is not known to end; an old one ends when it did. */
function findRefreshTokenEnd(grant: LeasedGrant, tokens: RefreshedTokens, now: Date): Date | null {
  const { refreshTokenExpiresInSeconds, refreshToken } = tokens;
  if (refreshTokenExpiresInSeconds !== null) return addSeconds(now, refreshTokenExpiresInSeconds);
  return refreshToken === null ? grant.refreshTokenExpiresAt : null;
}

/** The client secret that worked and those that were refused before it; null where that is known already. */
function findTried({ credentials }: LeasedGrant, { clientSecretIndex }: RefreshedTokens) {
  const used = credentials[clientSecretIndex];
  if (used === undefined) return null;
  const refused = credentials.slice(0, clientSecretIndex);
  const isKnown = used.isProven && !used.isRefused && refused.every(({ isRefused }) => isRefused);
  return isKnown ? null : { acceptedId: used.id, refusedIds: refused.map(({ id }) => id) };
}

/** What a working refresh shows about the seven days of Google's Testing; null where it is known already. */
function findShortLived(
  { client, authorizedAt, idpConfig }: LeasedGrant,
  { refreshTokenExpiresInSeconds }: RefreshedTokens,
): boolean | null {
  if (client.provider !== "google") return null;
  const shown = judgeShortLived({ authorizedAt, isEnded: false, refreshTokenExpiresInSeconds }, systemClock());
  return shown === (idpConfig.shortLivedSince !== null) ? null : shown;
}

async function recordRecovery(db: Database, context: TenantContext, { systemEmail, half }: LeasedGrant): Promise<void> {
  await recordEvent(db, context, { type: "mailbox.recovered", systemEmailId: systemEmail.id, data: { half } });
}
