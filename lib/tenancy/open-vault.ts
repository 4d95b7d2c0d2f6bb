import { TenantVault } from "@/lib/crypto/tenant-vault";
import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";

/** Opens the vault of the tenant that the transaction is in. Read anew each time, so that a shredded data key acts at once. */
export async function openVault(db: Database, { tenantId }: { tenantId: string }): Promise<TenantVault> {
  const { dataKeySealed } = await db.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { dataKeySealed: true },
  });
  return TenantVault.fromSealedDataKey(tenantId, dataKeySealed, environment().keyRing);
}
