import type { Role } from "@/lib/db/generated/enums";
import type { UserContext } from "./context";

/** What of a membership a context is made from. */
export const membershipFields = {
  role: true,
  tenant: { select: { id: true, slug: true, name: true, timeZone: true } },
} as const;

type Membership = { role: Role; tenant: { id: string; slug: string; name: string; timeZone: string } };

/** The tenant of a membership, as its member may use it. */
export function contextOfMembership(
  { role, tenant: { id, ...tenant } }: Membership,
  user: { id: string; email: string },
  requestId: string,
): UserContext {
  return { tenantId: id, ...tenant, actor: { type: "user", id: user.id, label: user.email, role }, requestId };
}
