import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import type { GrantSurroundings } from "./standing";

/**
 * The Grant that a half of a System Email is to use, with what it has to fit. A sending half that is "Same as
 * Remote Mailbox" uses the incoming half's. Null when there is no such System Email.
 */
export async function findGrant(db: Database, systemEmailId: string, half: Half) {
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    select: {
      id: true,
      address: true,
      mailboxType: true,
      remoteMailbox: { select: surroundings },
      outgoingSmtp: { select: { ...surroundings, authentication: true } },
      grants: true,
    },
  });
  if (email === null) return null;
  const { remoteMailbox, outgoingSmtp, grants, ...systemEmail } = email;
  const servingHalf: Half =
    half === "outgoing_smtp" && outgoingSmtp?.authentication !== "same_as_remote_mailbox" ? half : "remote_mailbox";
  const chosen = servingHalf === "remote_mailbox" ? remoteMailbox : outgoingSmtp;
  if (chosen === null) return null;
  const now: GrantSurroundings & { idpConfig: typeof chosen.idpConfig } = {
    address: systemEmail.address,
    strictMatching: chosen.strictMatching,
    idpConfigId: chosen.idpConfigId,
    idpConfig: chosen.idpConfig,
  };
  return { systemEmail, servingHalf, now, grant: grants.find((grant) => grant.half === servingHalf) ?? null };
}

const surroundings = { strictMatching: true, idpConfigId: true, idpConfig: true } as const;
