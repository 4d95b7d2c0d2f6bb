import type { Database } from "@/lib/db/client";

/** Makes whoever else wants to change the IdP Config wait until the transaction is over. */
export async function lockIdpConfig(db: Database, idpConfigId: string): Promise<void> {
  await db.$executeRaw`SELECT 1 FROM idp_configs WHERE id = ${idpConfigId}::uuid FOR UPDATE`;
}
