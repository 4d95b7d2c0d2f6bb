import type { Database } from "@/lib/db/client";
import { accessTokenPlace } from "@/lib/grant/seal-places";
import type { MailCredential } from "@/lib/mail/schema";
import { openVault } from "@/lib/tenancy/open-vault";
import { basicPasswordPlace } from "./seal-basic-password";

/**
 * What a Mail Worker may have been handed for a System Email: the access tokens and Basic passwords that are stored
 * now, so that they are found in what it writes down. Nobody is asked for a new one.
 */
export async function readKnownSecrets(
  db: Database,
  tenant: { tenantId: string },
  systemEmailId: string,
): Promise<MailCredential[]> {
  const stored = { basicUsername: true, basicPasswordSealed: true } as const;
  const email = await db.systemEmail.findUniqueOrThrow({
    where: { id: systemEmailId },
    select: {
      address: true,
      remoteMailbox: { select: stored },
      outgoingSmtp: { select: stored },
      grants: { select: { id: true, accessTokenSealed: true } },
    },
  });
  const vault = await openVault(db, tenant);
  const { address, remoteMailbox, outgoingSmtp, grants } = email;
  const tokens = grants.map(({ id, accessTokenSealed }): MailCredential => {
    const accessToken = vault.open(accessTokenSealed, accessTokenPlace(id));
    return { mechanism: "XOAUTH2", username: address, accessToken };
  });
  const halves = [
    ["remote_mailbox", remoteMailbox],
    ["outgoing_smtp", outgoingSmtp],
  ] as const;
  const passwords = halves.flatMap(([half, settings]): MailCredential[] => {
    if (settings === null || settings.basicPasswordSealed === null) return [];
    const password = vault.open(settings.basicPasswordSealed, basicPasswordPlace(half, systemEmailId));
    return [{ mechanism: "PLAIN", username: settings.basicUsername || address, password }];
  });
  return [...tokens, ...passwords];
}
