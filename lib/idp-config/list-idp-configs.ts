import type { Provider } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** The tenant's IdP Configs by name, those of one provider when it is given, with what uses them. Secrets are left where they are. */
export async function listIdpConfigs(context: TenantContext, { provider }: { provider?: Provider } = {}) {
  requirePermission(context, "idp_config:read");
  return inTenant(context, (db) =>
    db.idpConfig.findMany({
      where: provider === undefined ? {} : { provider },
      orderBy: { name: "asc" },
      select: {
        id: true,
        provider: true,
        name: true,
        enabled: true,
        clientId: true,
        directoryId: true,
        updatedAt: true,
        refusedAt: true,
        clientCredentials: {
          select: { expiresOn: true, createdAt: true },
          orderBy: { createdAt: "desc" },
        },
        _count: { select: { remoteMailboxes: true, outgoingSmtps: true } },
      },
    }),
  );
}
