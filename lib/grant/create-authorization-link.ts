import { randomBytes } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto/hash";
import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { providerOf } from "@/lib/providers/provider-of";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { liveLinks } from "./list-authorization-links";

export type CreatedLink = {
  id: string;
  url: Secret;
  expiresAt: Date;
  /** How many older links of the same half still work beside it. */
  olderLinks: number;
};

/** So many links of one half may work at once: the list of them stays one that somebody reads. */
const mostLinks = 20;

/**
 * Makes a link by which somebody without an account here authorizes one half of a System Email: by the IdP Config that
 * the half uses, or by `idpConfigId`. The link is in the answer and never again; only a hash of it is stored. A conflict
 * also where so many links of the half still work that one of them is to be withdrawn first.
 */
export async function createAuthorizationLink(
  context: TenantContext,
  request: { systemEmailId: string; half: Half; idpConfigId?: string | undefined; expiresInHours: number },
): Promise<Result<CreatedLink, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "grant:write");
  const { systemEmailId, half, expiresInHours } = request;
  const token = randomBytes(32).toString("base64url");
  const expiresAt = addSeconds(systemClock(), expiresInHours * 3600);
  return inTenant(context, async (db) => {
    const chosen = await chooseConfig(db, request);
    if (!chosen.ok) return chosen;
    const { address, idpConfig } = chosen.value;
    const olderLinks = await db.authorizationLink.count({ where: { ...liveLinks(systemEmailId), half } });
    if (olderLinks >= mostLinks) {
      const message = `${olderLinks} links of this half still work. Withdraw those that nobody needs, then make a new one.`;
      return fail({ code: "conflict", message });
    }
    const { id } = await db.authorizationLink.create({
      data: {
        tenantId: context.tenantId,
        systemEmailId,
        half,
        idpConfigId: idpConfig.id,
        tokenHash: sha256(token),
        createdByLabel: context.actor.label,
        expiresAt,
      },
      select: { id: true },
    });
    await recordAudit(db, context, {
      action: "authorization_link.created",
      subject: { type: "system_email", id: systemEmailId, label: address },
      details: { half, idpConfig: idpConfig.name, expiresAt: expiresAt.toISOString() },
    });
    return succeed({ id, url: new Secret(`${environment().publicUrl}/authorize/${token}`), expiresAt, olderLinks });
  });
}

type ChosenConfig = { address: string; idpConfig: { id: string; name: string } };

async function chooseConfig(
  db: Database,
  { systemEmailId, half, idpConfigId }: { systemEmailId: string; half: Half; idpConfigId?: string | undefined },
): Promise<Result<ChosenConfig, Failure<"not_found" | "conflict">>> {
  const own = { select: { authentication: true, idpConfigId: true } };
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: { address: true, remoteMailbox: own, outgoingSmtp: own },
  });
  const halfOfEmail = half === "remote_mailbox" ? email?.remoteMailbox : email?.outgoingSmtp;
  if (email === null || halfOfEmail === null || halfOfEmail === undefined) {
    return fail({ code: "not_found", message: "There is no such System Email." });
  }
  const provider = providerOf(halfOfEmail.authentication);
  if (provider === null) {
    return fail({ code: "conflict", message: "This half has no OAuth2 of its own, so there is nothing to authorize." });
  }
  const id = idpConfigId ?? halfOfEmail.idpConfigId;
  if (id === null) return fail({ code: "conflict", message: "Choose an IdP Config for it first." });
  const idpConfig = await db.idpConfig.findUnique({ where: { id }, select: { id: true, name: true, provider: true } });
  if (idpConfig === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
  if (idpConfig.provider !== provider) {
    const message = `The IdP Config "${idpConfig.name}" is for another provider than the authentication that is chosen.`;
    return fail({ code: "conflict", message });
  }
  return succeed({ address: email.address, idpConfig });
}
