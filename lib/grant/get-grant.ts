import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { findGrant } from "./find-grant";
import { type Forecast, forecastDeath, forecastFields } from "./forecast-death";
import { judgeStanding, type StandingFailure } from "./standing";

/** A Grant as the Token tab shows it: all that is known about the tokens, and nothing of them. */
export type GrantView = {
  id: string;
  version: number;
  servingHalf: Half;
  idpConfig: { id: string; name: string };
  standing: StandingFailure | null;
  resourceOwner: string;
  scopes: string[];
  audience: string | null;
  issuedAt: Date;
  expiresAt: Date;
  lastRefreshedAt: Date | null;
  refreshTokenIssuedAt: Date;
  /** When it is refreshed without anybody asking; null while that would be of no use. */
  refreshDueAt: Date | null;
  /** When a Mail Worker last read it, to the hour. */
  lastReadAt: Date | null;
  authorizedByEmail: string;
  authorizedAt: Date;
  isConfigSignatureCurrent: boolean;
  /** When it will end by itself; null where that is not known, or where it does not count any more. */
  willDieOn: Forecast | null;
  lastFailure: { code: string; detail: string; at: Date; nextAttemptAt: Date | null } | null;
};

/** The Grant that a half of a System Email uses, or null where nobody has authorized it. */
export async function getGrant(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<GrantView | null> {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const found = await findGrant(db, systemEmailId, half);
    if (found === null || found.grant === null) return null;
    const { grant, now, servingHalf } = found;
    const issuer = await db.idpConfig.findUniqueOrThrow({
      where: { id: grant.idpConfigId },
      select: { id: true, name: true, configSignature: true, ...forecastFields },
    });
    const standing = judgeStanding(grant, now);
    return {
      id: grant.id,
      version: grant.version,
      servingHalf,
      idpConfig: { id: issuer.id, name: issuer.name },
      standing: standing.ok ? null : standing.failure,
      resourceOwner: grant.resourceOwner,
      scopes: grant.scopes,
      audience: grant.audience,
      issuedAt: grant.issuedAt,
      expiresAt: grant.accessTokenExpiresAt,
      lastRefreshedAt: grant.lastRefreshedAt,
      refreshTokenIssuedAt: grant.refreshTokenIssuedAt,
      refreshDueAt: grant.refreshDueAt,
      lastReadAt: grant.lastReadAt,
      authorizedByEmail: grant.authorizedByEmail,
      authorizedAt: grant.authorizedAt,
      isConfigSignatureCurrent:
        grant.idpConfigId === now.idpConfigId && grant.configSignature === issuer.configSignature,
      willDieOn: standing.ok ? forecastDeath({ ...grant, idpConfig: issuer }, systemClock()) : null,
      lastFailure:
        grant.failureCode === null || grant.failedAt === null
          ? null
          : {
              code: grant.failureCode,
              detail: grant.failureDetail ?? "",
              at: grant.failedAt,
              nextAttemptAt: grant.nextAttemptAt,
            },
    };
  });
}
