import { systemClock } from "@/lib/clock";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** An Authorization Link that still works, without its secret, which is stored nowhere. */
export type LiveLink = {
  id: string;
  half: Half;
  /** What it authorizes by. */
  idpConfig: { id: string; name: string };
  createdByLabel: string;
  createdAt: Date;
  expiresAt: Date;
  /** When its page was shown first; null while nobody has opened it. */
  openedAt: Date | null;
};

/** The Authorization Links of a System Email that still work, the newest first, or null when there is no such System Email. */
export async function listAuthorizationLinks(
  context: TenantContext,
  { systemEmailId, half }: { systemEmailId: string; half?: Half },
): Promise<LiveLink[] | null> {
  requirePermission(context, "system_email:read");
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, select: { id: true } });
    if (email === null) return null;
    const links = await db.authorizationLink.findMany({
      where: { ...liveLinks(systemEmailId), ...(half === undefined ? {} : { half }) },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    });
    const configs = await db.idpConfig.findMany({
      where: { id: { in: links.map(({ idpConfigId }) => idpConfigId) } },
      select: { id: true, name: true },
    });
    const names = new Map(configs.map(({ id, name }) => [id, name]));
    return links.map((link) => ({
      id: link.id,
      half: link.half,
      idpConfig: { id: link.idpConfigId, name: names.get(link.idpConfigId) ?? "" },
      createdByLabel: link.createdByLabel,
      createdAt: link.createdAt,
      expiresAt: link.expiresAt,
      openedAt: link.openedAt,
    }));
  });
}

/** Which rows are links that still work. */
export function liveLinks(systemEmailId: string) {
  return { systemEmailId, usedAt: null, withdrawnAt: null, expiresAt: { gt: systemClock() } };
}
