import { asSystem } from "@/lib/db/as-system";
import type { UserContext } from "./context";

/**
 * The tenant with this slug, as the user may use it, or null: the same null for a tenant that does not exist
 * and for one that the user is no member of. Read anew on every request, so that removal acts at once.
 */
export async function findTenant(userId: string, slug: string, requestId: string): Promise<UserContext | null> {
  const membership = await asSystem("look up membership", (db) =>
    db.membership.findFirst({
      where: { userId, tenant: { slug } },
      select: { role: true, user: { select: { email: true } }, tenant: { select: tenantFields } },
    }),
  );
  if (membership === null) return null;
  const { id, ...tenant } = membership.tenant;
  return {
    tenantId: id,
    ...tenant,
    actor: { type: "user", id: userId, label: membership.user.email, role: membership.role },
    requestId,
  };
}

const tenantFields = { id: true, slug: true, name: true, timeZone: true } as const;
