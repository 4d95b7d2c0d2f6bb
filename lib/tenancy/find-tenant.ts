import { asSystem } from "@/lib/db/as-system";
import type { UserContext } from "./context";
import { contextOfMembership, membershipFields } from "./membership-context";

/**
 * The tenant with this slug, as the user may use it, or null: the same null for a tenant that does not exist
 * and for one that the user is no member of. Read anew on every request, so that removal acts at once.
 */
export async function findTenant(userId: string, slug: string, requestId: string): Promise<UserContext | null> {
  const membership = await asSystem("look up membership", (db) =>
    db.membership.findFirst({
      where: { userId, tenant: { slug } },
      select: { ...membershipFields, user: { select: { id: true, email: true } } },
    }),
  );
  return membership && contextOfMembership(membership, membership.user, requestId);
}
