import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { toProviderClient } from "./provider-client";
import { type RefreshFailure, toRefreshFailureCode } from "./refresh-failure";
import { refreshTokenPlace } from "./seal-places";

/** Longer than a provider may take, in seconds; a process that dies holds the Grant up for no longer than this. */
const leaseSeconds = 40;

/** All that it takes to ask the provider, read while the lease is held. */
export type LeasedGrant = {
  id: string;
  version: number;
  failureCount: number;
  systemEmail: { id: string; address: string };
  client: ProviderClient;
  credentials: { clientCredentialId: string; clientSecret: Secret }[];
  refreshToken: Secret;
};

export type Lease =
  | { kind: "leased"; grant: LeasedGrant }
  /** Somebody else has written since the caller looked. */
  | { kind: "served" }
  /** Somebody else is asking the provider now. */
  | { kind: "busy" }
  /** The provider failed a moment ago and is left alone for a while. */
  | { kind: "resting"; failure: RefreshFailure }
  /** The IdP Config has changed since it issued the Grant, so the refresh token is not sent to what it names now. */
  | { kind: "outdated" }
  | { kind: "gone" };

/**
 * Takes the lease of a Grant, if it is free and its version is still `seenVersion`. The database's clock
 * decides, so that machines whose clocks differ agree on when a lease has run out.
 */
export async function takeLease(
  context: TenantContext,
  grantId: string,
  { leaseOwner, seenVersion, isForced }: { leaseOwner: string; seenVersion: number; isForced: boolean },
): Promise<Lease> {
  return inTenant(context, async (db): Promise<Lease> => {
    const taken = await db.$executeRaw`
      UPDATE grants SET lease_owner = ${leaseOwner}, lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
      WHERE id = ${grantId}::uuid AND version = ${seenVersion} AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND (${isForced} OR next_attempt_at IS NULL OR next_attempt_at < clock_timestamp())`;
    const grant = await db.grant.findUnique({
      where: { id: grantId },
      include: { idpConfig: true, systemEmail: { select: { id: true, address: true } } },
    });
    if (grant === null) return { kind: "gone" };
    if (taken === 0 && grant.version !== seenVersion) return { kind: "served" };
    if (grant.configSignature !== grant.idpConfig.configSignature) {
      await db.grant.updateMany({ where: { id: grantId, leaseOwner }, data: { leaseOwner: null, leaseUntil: null } });
      return { kind: "outdated" };
    }
    if (taken === 0) {
      const isResting = grant.leaseOwner === null && grant.nextAttemptAt !== null && !isForced;
      return isResting ? { kind: "resting", failure: restingFailure(grant) } : { kind: "busy" };
    }
    const vault = await openVault(db, context);
    return {
      kind: "leased",
      grant: {
        id: grant.id,
        version: grant.version,
        failureCount: grant.failureCount,
        systemEmail: grant.systemEmail,
        client: toProviderClient(grant.idpConfig),
        credentials: await readClientSecrets(db, context, grant.idpConfigId),
        refreshToken: vault.open(grant.refreshTokenSealed, refreshTokenPlace(grant.id)),
      },
    };
  });
}

function restingFailure(grant: {
  failureCode: string | null;
  failureDetail: string | null;
  nextAttemptAt: Date | null;
}): RefreshFailure {
  const restMs = (grant.nextAttemptAt?.getTime() ?? 0) - systemClock().getTime();
  return {
    code: toRefreshFailureCode(grant.failureCode),
    message: grant.failureDetail ?? "The provider failed a moment ago.",
    facts: { retryAfterSeconds: String(Math.max(1, Math.ceil(restMs / 1000))) },
  };
}
