import type { Database } from "@/lib/db/client";
import type { ManagedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";

/** A mailbox as it can be managed, or null. Of passwords only whether there is one. */
export async function readManagedMailbox(db: Database, systemEmailId: string): Promise<ManagedMailbox | null> {
  const email = await db.systemEmail.findUnique({
    where: { id: systemEmailId },
    include: { remoteMailbox: true, outgoingSmtp: true },
  });
  if (email === null || email.remoteMailbox === null || email.outgoingSmtp === null) return null;
  const { remoteMailbox, outgoingSmtp } = email;
  return {
    id: email.id,
    address: email.address,
    name: email.name,
    type: email.mailboxType,
    notes: email.notes,
    configVersion: email.configVersion,
    incoming: {
      ...describeHalf(remoteMailbox),
      protocol: remoteMailbox.protocol,
      folder: remoteMailbox.folder,
      authentication: remoteMailbox.authentication,
      fetch: {
        everyMinutes: remoteMailbox.fetchEveryMinutes,
        maxPerFetch: remoteMailbox.maxPerFetch,
        afterFetch: { action: remoteMailbox.afterFetchAction, folder: remoteMailbox.archiveFolder },
      },
    },
    outgoing: {
      ...describeHalf(outgoingSmtp),
      authentication: outgoingSmtp.authentication,
      headerSpoofing: outgoingSmtp.headerSpoofing,
    },
  };
}

type StoredHalf = Pick<
  ManagedMailbox["incoming"],
  "status" | "host" | "port" | "security" | "idpConfigId" | "strictMatching"
> & { basicUsername: string | null; basicPasswordSealed: string | null };

function describeHalf(half: StoredHalf) {
  const { status, host, port, security, idpConfigId, strictMatching, basicUsername, basicPasswordSealed } = half;
  return {
    status,
    host,
    port,
    security,
    username: basicUsername || null,
    hasPassword: basicPasswordSealed !== null,
    idpConfigId,
    strictMatching,
  };
}
