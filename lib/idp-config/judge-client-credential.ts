import type { Database } from "@/lib/db/client";

/**
 * Notes that the provider took a client secret, so that it is kept when a newer one is added and tried first from now
 * on, and that it refused others on the way, which come last from now on.
 */
export async function noteTriedCredentials(
  db: Database,
  { acceptedId, refusedIds, at }: { acceptedId: string; refusedIds: readonly string[]; at: Date },
): Promise<void> {
  await db.clientCredential.updateMany({ where: { id: acceptedId, provenAt: null }, data: { provenAt: at } });
  await db.clientCredential.updateMany({
    where: { id: acceptedId, refusedAt: { not: null } },
    data: { refusedAt: null },
  });
  if (refusedIds.length > 0) await noteRefusedCredentials(db, refusedIds, at);
}

/** Notes that the provider refused these client secrets. */
export async function noteRefusedCredentials(db: Database, ids: readonly string[], at: Date): Promise<void> {
  await db.clientCredential.updateMany({ where: { id: { in: [...ids] } }, data: { refusedAt: at } });
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
