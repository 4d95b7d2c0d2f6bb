import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import type { DiagnosisContext, DiagnosisProvider } from "@/lib/diagnosis/schema";
import type { MailProtocol } from "@/lib/mail/schema";
import { providerOf } from "@/lib/providers/provider-of";

/** What is known around a half of a System Email, for a diagnosis of its failed stage and for the steps in it. */
export type DiagnosisFacts = {
  protocol: MailProtocol;
  provider: DiagnosisProvider;
  context: DiagnosisContext;
};

/**
 * Reads how one half is set up and who authorized it; null when there is no such System Email. How its checks went is
 * left to readFailureFacts: a text that somebody pastes, and a success, may be of any time.
 */
export async function readDiagnosisFacts(
  db: Database,
  { systemEmailId, half }: { systemEmailId: string; half: Half },
): Promise<DiagnosisFacts | null> {
  const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, include: readFields });
  if (email === null || email.remoteMailbox === null || email.outgoingSmtp === null) return null;
  const { remoteMailbox, outgoingSmtp, address, mailboxType } = email;
  const own = half === "remote_mailbox" ? remoteMailbox : outgoingSmtp;
  const isBorrowed = own.authentication === "same_as_remote_mailbox";
  const serving = isBorrowed ? remoteMailbox : own;
  const servingHalf = isBorrowed ? "remote_mailbox" : half;
  const provider = providerOf(serving.authentication);
  const { clientId, directoryId } = serving.idpConfig ?? {};
  const resourceOwner = email.grants.find((grant) => grant.half === servingHalf)?.resourceOwner;
  return {
    protocol: half === "remote_mailbox" ? remoteMailbox.protocol : "smtp",
    provider: provider ?? guessProvider(own.host),
    context: {
      mailbox: address,
      mailboxType,
      host: own.host,
      port: own.port,
      security: own.security,
      signsInBy: provider === null ? "password" : "token",
      ...(provider !== null && clientId !== undefined ? { clientId } : {}),
      ...(provider !== null && directoryId ? { directoryId } : {}),
      ...(provider !== null && resourceOwner !== undefined ? { resourceOwner } : {}),
    },
  };
}

const configFields = { select: { clientId: true, directoryId: true } } as const;
const readFields = {
  remoteMailbox: { include: { idpConfig: configFields } },
  outgoingSmtp: { include: { idpConfig: configFields } },
  grants: { select: { half: true, resourceOwner: true } },
} as const;

/** Who signs in by password may do so at a provider that is known by its servers. */
export function guessProvider(host: string): DiagnosisProvider {
  const name = host.toLowerCase();
  if (/(^|\.)(office365\.com|outlook\.com|office\.com|hotmail\.com)$/.test(name)) return "microsoft";
  return /(^|\.)(gmail\.com|googlemail\.com|google\.com)$/.test(name) ? "google" : "other";
}
