import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** The most System Emails that one form can offer to choose from. */
const offeredAtMost = 1000;

/** The addresses of the tenant's System Emails to choose from, in order; at most the first thousand. */
export async function listAddresses(context: TenantContext): Promise<{ id: string; address: string; name: string }[]> {
  requirePermission(context, "system_email:read");
  return inTenant(context, (db) =>
    db.systemEmail.findMany({
      orderBy: { address: "asc" },
      take: offeredAtMost,
      select: { id: true, address: true, name: true },
    }),
  );
}
