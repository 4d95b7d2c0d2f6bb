import type { Database } from "@/lib/db/client";

/**
 * Uses an Authorization Link up, in the transaction of the Grant that it led to. False when somebody else has: of two
 * authorizations by one link, one counts.
 */
export async function claimAuthorizationLink(db: Database, linkId: string, usedAt: Date): Promise<boolean> {
  const { count } = await db.authorizationLink.updateMany({ where: { id: linkId, usedAt: null }, data: { usedAt } });
  return count === 1;
}
