import type { Database } from "@/lib/db/client";

/** Notes that the provider took a client secret, so that it is kept when a newer one is added. */
export async function noteProvenCredential(db: Database, clientCredentialId: string, at: Date): Promise<void> {
  await db.clientCredential.updateMany({ where: { id: clientCredentialId, provenAt: null }, data: { provenAt: at } });
}

/** Forgets a client secret that the provider refused and never took, where another one remains to go on with. */
export async function forgetRefusedCredential(
  db: Database,
  idpConfigId: string,
  clientCredentialId: string,
): Promise<void> {
  const others = await db.clientCredential.count({ where: { idpConfigId, id: { not: clientCredentialId } } });
  if (others > 0) await db.clientCredential.deleteMany({ where: { id: clientCredentialId, provenAt: null } });
}
