import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { noteProvenCredential } from "@/lib/idp-config/judge-client-credential";
import type { TokenSet } from "@/lib/oauth/exchange-code";
import type { ResourceOwner } from "@/lib/oauth/find-resource-owner";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { UserContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import type { PendingAuthorization } from "./consume-pending-authorization";
import { accessTokenPlace, refreshTokenPlace } from "./seal-places";

export type ReplaceFailure = Failure<"config_changed" | "address_changed">;

/**
 * Puts an accepted authorization in place of the Grant, whole or not at all, and makes the half use the IdP
 * Config that issued it. Address and Config Signature are looked at once more under a lock, because the
 * exchange took time.
 */
export async function replaceGrant(
  context: UserContext,
  pending: PendingAuthorization,
  accepted: {
    tokens: Omit<TokenSet, "refreshToken"> & { refreshToken: Secret };
    resourceOwner: ResourceOwner;
    isStrictMatching: boolean;
    clientCredentialId: string;
  },
): Promise<Result<null, ReplaceFailure>> {
  const { tokens, resourceOwner, isStrictMatching } = accepted;
  const { tenantId } = context;
  const { systemEmailId, half, idpConfigId } = pending;
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM system_emails WHERE id = ${systemEmailId}::uuid FOR UPDATE`;
    await db.$executeRaw`SELECT 1 FROM idp_configs WHERE id = ${idpConfigId}::uuid FOR UPDATE`;
    const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, select: { address: true } });
    const config = await db.idpConfig.findUnique({
      where: { id: idpConfigId },
      select: { configSignature: true, name: true },
    });
    if (config?.configSignature !== pending.configSignature) {
      return fail({ code: "config_changed", message: "The IdP Config was changed while the provider answered." });
    }
    if (email?.address !== pending.address) {
      return fail({ code: "address_changed", message: "The address was changed while the provider answered." });
    }
    const now = systemClock();
    const vault = await openVault(db, context);
    const key = { tenantId, systemEmailId, half };
    const known = await db.grant.findUnique({ where: { tenantId_systemEmailId_half: key }, select: { id: true } });
    const id = known?.id ?? randomUUID();
    const grant = {
      idpConfigId,
      status: "active" as const,
      refreshTokenSealed: vault.seal(tokens.refreshToken, refreshTokenPlace(id)),
      accessTokenSealed: vault.seal(tokens.accessToken, accessTokenPlace(id)),
      accessTokenExpiresAt: addSeconds(now, tokens.expiresInSeconds),
      scopes: tokens.scopes,
      audience: tokens.audience,
      resourceOwner: resourceOwner.address,
      resourceOwnerId: resourceOwner.id,
      authorizedAddress: pending.address,
      strictMatching: isStrictMatching,
      configSignature: pending.configSignature,
      authorizedByUserId: context.actor.id,
      authorizedByEmail: context.actor.label,
      authorizedAt: now,
      issuedAt: now,
      lastRefreshedAt: null,
      refreshTokenIssuedAt: now,
      leaseOwner: null,
      leaseUntil: null,
      failureCode: null,
      failureDetail: null,
      failedAt: null,
      failureCount: 0,
      nextAttemptAt: null,
    };
    await db.grant.upsert({
      where: { tenantId_systemEmailId_half: key },
      create: { id, ...key, ...grant },
      update: { ...grant, version: { increment: 1 } },
    });
    const link = { where: { tenantId_systemEmailId: { tenantId, systemEmailId } }, data: { idpConfigId } };
    await (half === "remote_mailbox" ? db.remoteMailbox.update(link) : db.outgoingSmtp.update(link));
    await noteProvenCredential(db, accepted.clientCredentialId, now);
    await recordAudit(db, context, {
      action: "authorization.succeeded",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { half, idpConfig: config.name, resourceOwner: resourceOwner.address, scopes: tokens.scopes },
    });
    return succeed(null);
  });
}
