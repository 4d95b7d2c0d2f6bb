import type { Authorization } from "@/components/system-email/authorization-note";
import type { GrantView } from "@/lib/grant/get-grant";

/** Who authorized a half and whether that counts, from the Grant that it uses. */
export function showAuthorization(grant: GrantView | null): Authorization | null {
  if (grant === null) return null;
  const { resourceOwner, authorizedAt, authorizedByEmail, standing } = grant;
  return { resourceOwner, authorizedAt, authorizedByEmail, problem: standing?.message ?? null };
}
