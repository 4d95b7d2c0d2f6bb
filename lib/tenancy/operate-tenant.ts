import { asSystem } from "@/lib/db/as-system";
import type { TenantContext } from "./context";

/** The tenant with this slug for the operator's command line, or null. Whoever can run it can read the database anyway. */
export async function operateTenant(slug: string, requestId: string): Promise<TenantContext | null> {
  const tenant = await asSystem("look up membership", (db) =>
    db.tenant.findUnique({ where: { slug }, select: { id: true, slug: true, name: true, timeZone: true } }),
  );
  if (tenant === null) return null;
  const { id, ...shown } = tenant;
  return { tenantId: id, ...shown, actor: { type: "operator", id: null, label: "operator" }, requestId };
}
