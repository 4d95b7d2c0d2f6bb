import { listIdpConfigs } from "@/lib/idp-config/list-idp-configs";
import type { ProviderName } from "@/lib/providers/presets";
import type { TenantContext } from "@/lib/tenancy/context";

/** The tenant's IdP Configs by name, those of one provider where it is given, as the API lists them. */
export async function listManagedIdpConfigs(
  context: TenantContext,
  { provider }: { provider?: ProviderName | undefined },
) {
  const configs = await listIdpConfigs(context, provider === undefined ? {} : { provider });
  const data = configs.map(({ id, provider: of, name, enabled, clientId, directoryId, updatedAt, _count }) => ({
    id,
    provider: of,
    name,
    enabled,
    clientId,
    directoryId,
    updatedAt: updatedAt.toISOString(),
    halvesUsingIt: _count.remoteMailboxes + _count.outgoingSmtps,
  }));
  return { data };
}
