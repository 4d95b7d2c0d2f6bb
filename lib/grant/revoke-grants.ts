import { recordAudit } from "@/lib/audit/record-audit";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import { discover } from "@/lib/oauth/discover";
import { revokeToken } from "@/lib/oauth/revoke-token";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { providerDeadlineMs, providerFetch, toProviderClient } from "./provider-client";
import { refreshTokenPlace } from "./seal-places";

/** What became of a Grant at its provider: ended there, or still alive there for the reason given. */
export type RevokedGrant = {
  half: Half;
  resourceOwner: string;
  atProvider: "revoked" | "not_offered" | "failed";
  reason: string | null;
};

/**
 * Revokes the Grants of a System Email, those of one half when it is given, and deletes them here. The provider
 * is asked first, where it has a way to revoke; whether or not it answers, the tokens are deleted here.
 */
export async function revokeGrants(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half?: Half },
): Promise<RevokedGrant[]> {
  requirePermission(context, "grant:write");
  const grants = await inTenant(context, async (db) => {
    const vault = await openVault(db, context);
    const rows = await db.grant.findMany({
      where: { systemEmailId, ...(half === undefined ? {} : { half }) },
      include: { idpConfig: true, systemEmail: { select: { address: true } } },
    });
    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        half: row.half,
        resourceOwner: row.resourceOwner,
        address: row.systemEmail.address,
        isOutdated: row.configSignature !== row.idpConfig.configSignature,
        client: toProviderClient(row.idpConfig),
        clientSecrets: (await readClientSecrets(db, context, row.idpConfigId)).map(({ clientSecret }) => clientSecret),
        refreshToken: vault.open(row.refreshTokenSealed, refreshTokenPlace(row.id)),
      })),
    );
  });
  const revoked: RevokedGrant[] = [];
  for (const { id, half: revokedHalf, resourceOwner, address, isOutdated, ...request } of grants) {
    // What the IdP Config names now may be somebody else's; the refresh token is for who issued it.
    const reason = "The IdP Config has changed since it issued the Grant, so the provider was not asked.";
    const atProvider = isOutdated ? { atProvider: "failed" as const, reason } : await revokeAtProvider(request);
    await inTenant(context, async (db) => {
      await db.grant.deleteMany({ where: { id } });
      await recordAudit(db, context, {
        action: "grant.revoked",
        subject: { type: "system_email", id: systemEmailId, label: address },
        details: { half: revokedHalf, resourceOwner, ...atProvider },
      });
    });
    revoked.push({ half: revokedHalf, resourceOwner, ...atProvider });
  }
  return revoked;
}

async function revokeAtProvider(
  request: Omit<Parameters<typeof revokeToken>[0], "fetch" | "deadlineMs">,
): Promise<Pick<RevokedGrant, "atProvider" | "reason">> {
  const reach = { fetch: providerFetch(), deadlineMs: providerDeadlineMs };
  const client = await discover({ client: request.client, ...reach });
  if (!client.ok) return { atProvider: "failed", reason: client.failure.message };
  const outcome = await revokeToken({ ...request, client: client.value, ...reach });
  return outcome.ok
    ? { atProvider: outcome.value, reason: null }
    : { atProvider: "failed", reason: outcome.failure.message };
}
