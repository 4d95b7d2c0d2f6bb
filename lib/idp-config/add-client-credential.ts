import { randomUUID } from "node:crypto";
import type { Database } from "@/lib/db/client";
import { Secret } from "@/lib/secret";
import { openVault } from "@/lib/tenancy/open-vault";
import { lockIdpConfig } from "./lock-idp-config";
import { clientSecretPlace } from "./read-client-secrets";
import { resumeGrants } from "./resume-grants";
import type { ClientCredentialInput } from "./schema";

const provenKept = 2;

/**
 * Adds a client secret to an IdP Config, sealed. Those that the provider has taken before stay beside it, so
 * that refreshes go on while the new one is tried; one that was never taken is replaced. With no secret
 * typed it only sets the newest one's expiry. Answers whether a secret was added.
 */
export async function addClientCredential(
  db: Database,
  { tenantId }: { tenantId: string },
  idpConfigId: string,
  { clientSecret, secretExpiresOn }: ClientCredentialInput,
): Promise<boolean> {
  if (clientSecret === "") {
    const newest = await db.clientCredential.findFirst({
      where: { idpConfigId },
      orderBy: { createdAt: "desc" },
      select: { id: true },
    });
    if (newest !== null)
      await db.clientCredential.update({
        where: { id: newest.id },
        data: { expiresOn: secretExpiresOn, warnedDays: null },
      });
    return false;
  }
  await lockIdpConfig(db, idpConfigId);
  const proven = await db.clientCredential.findMany({
    where: { idpConfigId, provenAt: { not: null } },
    orderBy: { createdAt: "desc" },
    take: provenKept,
    select: { id: true },
  });
  await db.clientCredential.deleteMany({ where: { idpConfigId, id: { notIn: proven.map(({ id }) => id) } } });
  const id = randomUUID();
  const vault = await openVault(db, { tenantId });
  const secretSealed = vault.seal(new Secret(clientSecret), clientSecretPlace(id));
  await db.clientCredential.create({ data: { id, tenantId, idpConfigId, secretSealed, expiresOn: secretExpiresOn } });
  // Grants that rested because the provider refused the old secret are worth trying again at once.
  await resumeGrants(db, idpConfigId);
  return true;
}
