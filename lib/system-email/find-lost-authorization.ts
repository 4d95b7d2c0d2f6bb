import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import { type Authentication, providerOf } from "@/lib/providers/provider-of";

/**
 * What choosing `authentication` for a half lets go of: the IdP Config that was chosen, when it is of another
 * provider, and with it the authorization that came from it. The warning is null when nothing stops working.
 */
export async function findLostAuthorization(
  db: Database,
  { systemEmailId, half, authentication }: { systemEmailId: string; half: Half; authentication: Authentication },
): Promise<{ letsGoOfIdpConfig: boolean; warning: Failure<"conflict"> | null }> {
  const link = { where: { systemEmailId }, select: { idpConfig: { select: { provider: true, name: true } } } };
  const chosen =
    half === "remote_mailbox" ? await db.remoteMailbox.findFirst(link) : await db.outgoingSmtp.findFirst(link);
  const idpConfig = chosen?.idpConfig ?? null;
  if (idpConfig === null || idpConfig.provider === providerOf(authentication))
    return { letsGoOfIdpConfig: false, warning: null };
  const grant = await db.grant.findFirst({ where: { systemEmailId, half }, select: { resourceOwner: true } });
  if (grant === null) return { letsGoOfIdpConfig: true, warning: null };
  const stops =
    half === "remote_mailbox"
      ? "fetching, and sending where it is the same as the Remote Mailbox, stop"
      : "sending stops";
  return {
    letsGoOfIdpConfig: true,
    warning: {
      code: "conflict",
      message:
        `This is authorized by the IdP Config "${idpConfig.name}" (signed in as ${grant.resourceOwner}). With another ` +
        `authentication that authorization no longer counts: ${stops} until the new one works.`,
      facts: { confirm: "authentication" },
    },
  };
}
