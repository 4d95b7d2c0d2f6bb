import type { Authorization } from "@/components/system-email/authorization-note";
import type { GrantView } from "@/lib/grant/get-grant";
import { splitProviderWords } from "@/lib/grant/refresh-failure";

/** Who authorized a half and whether that counts, from the Grant that it uses. */
export function showAuthorization(grant: GrantView | null): Authorization | null {
  if (grant === null) return null;
  const { resourceOwner, authorizedAt, authorizedByEmail, standing } = grant;
  const problem = standing && splitProviderWords(standing.message).sentence;
  return { resourceOwner, authorizedAt, authorizedByEmail, problem };
}
