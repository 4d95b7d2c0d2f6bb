import type { Database } from "@/lib/db/client";
import type { Secret } from "@/lib/secret";
import { openVault } from "@/lib/tenancy/open-vault";

/** Where a client secret stands, for the vault's seal. */
export function clientSecretPlace(clientCredentialId: string) {
  return { table: "client_credentials", rowId: clientCredentialId, column: "secret_sealed" };
}

/** The client secrets of an IdP Config, newest first, so that a new one can be added before the old one dies. */
export async function readClientSecrets(
  db: Database,
  tenant: { tenantId: string },
  idpConfigId: string,
): Promise<{ clientCredentialId: string; clientSecret: Secret }[]> {
  const credentials = await db.clientCredential.findMany({
    where: { idpConfigId },
    orderBy: { createdAt: "desc" },
    select: { id: true, secretSealed: true },
  });
  const vault = await openVault(db, tenant);
  return credentials.map(({ id, secretSealed }) => ({
    clientCredentialId: id,
    clientSecret: vault.open(secretSealed, clientSecretPlace(id)),
  }));
}
