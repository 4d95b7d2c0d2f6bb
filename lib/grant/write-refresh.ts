import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { noteProvenCredential } from "@/lib/idp-config/judge-client-credential";
import type { RefreshedTokens } from "@/lib/oauth/refresh-token";
import type { Result } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { joinProviderWords, toRefreshFailureCode } from "./refresh-failure";
import type { LeasedGrant } from "./refresh-lease";
import { accessTokenPlace, refreshTokenPlace } from "./seal-places";

/**
 * Writes what the provider answered, if the Grant still has the version that was asked with: the compare and
 * set by which a late answer never overwrites a newer token, nor a late failure a newer success. Answers
 * whether it was written. Ends the lease either way.
 */
export async function writeRefresh(
  context: TenantContext,
  grant: LeasedGrant,
  leaseOwner: string,
  answer: Result<RefreshedTokens, Failure>,
): Promise<boolean> {
  return inTenant(context, async (db) => {
    const change = answer.ok
      ? await describeTokens(db, context, grant, answer.value)
      : describeFailure(grant, answer.failure);
    const { count } = await db.grant.updateMany({
      where: { id: grant.id, version: grant.version },
      data: { ...change, leaseOwner: null, leaseUntil: null },
    });
    if (count === 0) {
      await db.grant.updateMany({ where: { id: grant.id, leaseOwner }, data: { leaseOwner: null, leaseUntil: null } });
      return false;
    }
    if (answer.ok) await noteUsedCredential(db, grant, answer.value);
    else if (grant.failureCount === 0) await recordFirstFailure(db, context, grant, answer.failure);
    return true;
  });
}

async function describeTokens(db: Database, context: TenantContext, grant: LeasedGrant, tokens: RefreshedTokens) {
  const now = systemClock();
  const vault = await openVault(db, context);
  return {
    status: "active" as const,
    accessTokenSealed: vault.seal(tokens.accessToken, accessTokenPlace(grant.id)),
    accessTokenExpiresAt: addSeconds(now, tokens.expiresInSeconds),
    // A rotated refresh token is kept in the same write as the access token; where none came the old one stays.
    ...(tokens.refreshToken === null
      ? {}
      : {
          refreshTokenSealed: vault.seal(tokens.refreshToken, refreshTokenPlace(grant.id)),
          refreshTokenIssuedAt: now,
        }),
    ...(tokens.scopes === null ? {} : { scopes: tokens.scopes }),
    audience: tokens.audience,
    issuedAt: now,
    lastRefreshedAt: now,
    version: { increment: 1 },
    failureCode: null,
    failureDetail: null,
    failedAt: null,
    failureCount: 0,
    nextAttemptAt: null,
  };
}

function describeFailure(grant: LeasedGrant, failure: Failure) {
  const now = systemClock();
  const code = toRefreshFailureCode(failure.code);
  const isFinal = code === "needs_reauthorization";
  return {
    ...(isFinal ? { status: "needs_reauthorization" as const, version: { increment: 1 } } : {}),
    failureCode: code,
    failureDetail: explain(failure),
    failedAt: now,
    failureCount: { increment: 1 },
    nextAttemptAt: isFinal ? null : addSeconds(now, restSeconds(grant.failureCount, failure.facts?.retryAfterSeconds)),
  };
}

/** Doubles from 5 seconds up to 10 minutes, half of it at random so that many grants do not come back at once. */
function restSeconds(failureCount: number, asked: string | undefined): number {
  const step = Math.min(600, 5 * 2 ** Math.min(failureCount, 10));
  return Math.max(Math.min(Number(asked ?? 0), 3600), step / 2 + Math.random() * (step / 2));
}

function explain({ message, facts }: Failure): string {
  return joinProviderWords(message, facts?.description);
}

async function noteUsedCredential(
  db: Database,
  grant: LeasedGrant,
  { clientSecretIndex }: RefreshedTokens,
): Promise<void> {
  const used = grant.credentials[clientSecretIndex];
  if (used !== undefined) await noteProvenCredential(db, used.clientCredentialId, systemClock());
}

// Only the first failure of a row of them, so that an hour without the provider is one line in the audit log.
async function recordFirstFailure(
  db: Database,
  context: TenantContext,
  grant: LeasedGrant,
  failure: Failure,
): Promise<void> {
  await recordAudit(db, context, {
    action: "grant.refresh_failed",
    subject: { type: "system_email", id: grant.systemEmail.id, label: grant.systemEmail.address },
    details: { code: toRefreshFailureCode(failure.code), reason: explain(failure) },
  });
}
