import { systemClock } from "@/lib/clock";
import { sha256 } from "@/lib/crypto/hash";
import { asSystem } from "@/lib/db/as-system";
import type { Half } from "@/lib/db/generated/enums";
import type { Secret } from "@/lib/secret";
import type { AuthorizerContext } from "@/lib/tenancy/context";

/** An Authorization Link as it is found by its secret, or by its id once a state has led to it. */
export type FoundLink = {
  /** The tenant, in which whoever has the link may authorize this one half. */
  context: AuthorizerContext;
  id: string;
  systemEmailId: string;
  half: Half;
  idpConfigId: string;
  expiresAt: Date;
  isUsed: boolean;
  isExpired: boolean;
  /** When it was withdrawn and by whom, or null. */
  withdrawn: { at: Date; byLabel: string } | null;
};

/** Finds an Authorization Link, or null. It has no tenant yet: the link is what says whose mailbox it is for. */
export async function findAuthorizationLink(
  by: { token: Secret } | { id: string },
  requestId: string,
): Promise<FoundLink | null> {
  const found = await asSystem("look up authorization link", async (db) => {
    const where = "token" in by ? { tokenHash: sha256(by.token.reveal()) } : { id: by.id };
    const link = await db.authorizationLink.findUnique({ where });
    if (link === null) return null;
    const tenant = await db.tenant.findUniqueOrThrow({
      where: { id: link.tenantId },
      select: { slug: true, name: true, timeZone: true },
    });
    return { link, tenant };
  });
  if (found === null) return null;
  const { link, tenant } = found;
  const { id, tenantId, systemEmailId, half, idpConfigId, expiresAt, usedAt, withdrawnAt, withdrawnByLabel } = link;
  return {
    context: {
      tenantId,
      ...tenant,
      actor: { type: "authorization_link", id, label: labelOfLink(link) },
      requestId,
    },
    id,
    systemEmailId,
    half,
    idpConfigId,
    expiresAt,
    isUsed: usedAt !== null,
    isExpired: expiresAt <= systemClock(),
    withdrawn: withdrawnAt === null ? null : { at: withdrawnAt, byLabel: withdrawnByLabel ?? "" },
  };
}

/** What the audit calls whoever uses a link. */
export function labelOfLink({ createdByLabel }: { createdByLabel: string }): string {
  return `authorization link by ${createdByLabel}`;
}
