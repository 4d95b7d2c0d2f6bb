import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { composeIdpConfigRevision } from "./form-fields";

/**
 * One IdP Config with the System Emails that use it, or null. Of its client secrets only the dates are told. `revision` is
 * what the forms that are filled from it carry.
 */
export async function getIdpConfig(context: TenantContext, idpConfigId: string) {
  requirePermission(context, "idp_config:read");
  return inTenant(context, async (db) => {
    const config = await db.idpConfig.findUnique({
      where: { id: idpConfigId },
      include: {
        clientCredentials: {
          select: { id: true, expiresOn: true, createdAt: true, provenAt: true, refusedAt: true },
          orderBy: { createdAt: "desc" },
        },
        remoteMailboxes: { select: { systemEmail: { select: { id: true, address: true } } } },
        outgoingSmtps: { select: { systemEmail: { select: { id: true, address: true } } } },
      },
    });
    if (config === null) return null;
    const { remoteMailboxes, outgoingSmtps, ...shown } = config;
    return {
      ...shown,
      revision: composeIdpConfigRevision(config, config.clientCredentials[0]),
      usedBy: [
        ...remoteMailboxes.map(({ systemEmail }) => ({ ...systemEmail, half: "remote_mailbox" as const })),
        ...outgoingSmtps.map(({ systemEmail }) => ({ ...systemEmail, half: "outgoing_smtp" as const })),
      ],
    };
  });
}

export type IdpConfigView = NonNullable<Awaited<ReturnType<typeof getIdpConfig>>>;
