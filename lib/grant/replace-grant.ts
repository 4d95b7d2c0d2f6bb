import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { recordEvent } from "@/lib/event/record-event";
import { noteTriedCredentials } from "@/lib/idp-config/judge-client-credential";
import { markChecksDue } from "@/lib/idp-config/mark-checks-due";
import { judgeShortLived, noteShortLived } from "@/lib/idp-config/note-short-lived";
import { recoverIdpConfig } from "@/lib/idp-config/recover-idp-config";
import type { TokenSet } from "@/lib/oauth/exchange-code";
import type { ResourceOwner } from "@/lib/oauth/find-resource-owner";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { claimAuthorizationLink } from "./claim-authorization-link";
import type { PendingAuthorization } from "./consume-pending-authorization";
import { planRefresh } from "./plan-refresh";
import { accessTokenPlace, refreshTokenPlace } from "./seal-places";

export type ReplaceFailure = Failure<"config_changed" | "address_changed" | "link_unusable">;

/**
 * Puts an accepted authorization in place of the Grant, whole or not at all, and makes the half use the IdP
 * Config that issued it. Address and Config Signature are looked at once more under a lock, because the
 * exchange took time.
 */
export async function replaceGrant(
  context: AuthorizerContext,
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
      select: { configSignature: true, name: true, provider: true },
    });
    if (config?.configSignature !== pending.configSignature) {
      return fail({ code: "config_changed", message: "The IdP Config was changed while the provider answered." });
    }
    if (email?.address !== pending.address) {
      return fail({ code: "address_changed", message: "The address was changed while the provider answered." });
    }
    const now = systemClock();
    if (pending.linkId !== null && !(await claimAuthorizationLink(db, pending.linkId, now))) {
      const message = "The link was used by somebody else, or withdrawn, in the meantime.";
      return fail({ code: "link_unusable", message });
    }
    const vault = await openVault(db, context);
    const key = { tenantId, systemEmailId, half };
    const known = await db.grant.findUnique({
      where: { tenantId_systemEmailId_half: key },
      select: { id: true, status: true, lastReadAt: true },
    });
    const id = known?.id ?? randomUUID();
    const { refreshTokenExpiresInSeconds } = tokens;
    const planned = {
      status: "active" as const,
      issuedAt: now,
      accessTokenExpiresAt: addSeconds(now, tokens.expiresInSeconds),
      refreshTokenIssuedAt: now,
      refreshTokenExpiresAt:
        refreshTokenExpiresInSeconds === null ? null : addSeconds(now, refreshTokenExpiresInSeconds),
      nextAttemptAt: null,
    };
    const lastReadAt = known?.lastReadAt ?? null;
    const grant = {
      ...planned,
      refreshDueAt: planRefresh({ ...planned, lastReadAt }, now, environment().refresh, Math.random),
      idpConfigId,
      refreshTokenSealed: vault.seal(tokens.refreshToken, refreshTokenPlace(id)),
      accessTokenSealed: vault.seal(tokens.accessToken, accessTokenPlace(id)),
      scopes: tokens.scopes,
      audience: tokens.audience,
      resourceOwner: resourceOwner.address,
      resourceOwnerId: resourceOwner.id,
      authorizedAddress: pending.address,
      strictMatching: isStrictMatching,
      configSignature: pending.configSignature,
      authorizedByUserId: pending.userId,
      authorizedByEmail: context.actor.label,
      authorizedAt: now,
      lastRefreshedAt: null,
      forcedAt: null,
      leaseOwner: null,
      leaseUntil: null,
      failureCode: null,
      failureCause: null,
      failureDetail: null,
      failedAt: null,
      failureCount: 0,
    };
    await db.grant.upsert({
      where: { tenantId_systemEmailId_half: key },
      create: { id, ...key, ...grant },
      update: { ...grant, version: { increment: 1 } },
    });
    await db.authorizationOutcome.updateMany({
      where: { systemEmailId, half, isLastFailure: true },
      data: { isLastFailure: false },
    });
    const link = { where: { tenantId_systemEmailId: { tenantId, systemEmailId } }, data: { idpConfigId } };
    await (half === "remote_mailbox" ? db.remoteMailbox.update(link) : db.outgoingSmtp.update(link));
    await noteTriedCredentials(db, { acceptedId: accepted.clientCredentialId, refusedIds: [], at: now });
    const shown = { authorizedAt: now, isEnded: false, refreshTokenExpiresInSeconds };
    if (config.provider === "google" && judgeShortLived(shown, now) === true)
      await noteShortLived(db, idpConfigId, true);
    // A mailbox that kept failing for want of this is fetched at once, and not when its rest is over.
    if (half === "remote_mailbox") {
      const resting = { systemEmailId, leaseUntil: null, failureCount: { gt: 0 } };
      await db.fetchState.updateMany({ where: resting, data: { nextFetchAt: now, failureCount: 0 } });
    }
    await markChecksDue(db, { systemEmailId, halves: ["remote_mailbox", "outgoing_smtp"], isRecovered: true });
    await recordAudit(db, context, {
      action: "authorization.succeeded",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { half, idpConfig: config.name, resourceOwner: resourceOwner.address, scopes: tokens.scopes },
    });
    await recoverIdpConfig(db, context, idpConfigId);
    await recordEvent(db, context, { type: "mailbox.authorized", systemEmailId, data: { half } });
    if (known?.status === "needs_reauthorization") {
      await recordEvent(db, context, { type: "mailbox.recovered", systemEmailId, data: { half } });
    }
    return succeed(null);
  });
}
