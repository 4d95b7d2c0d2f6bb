import type { Database } from "@/lib/db/client";

/**
 * Uses an Authorization Link up, in the transaction of the Grant that it led to. False when somebody else has, or when
 * it was withdrawn: the row decides which of two authorizations by one link counts, and whether one or its withdrawal.
 */
export async function claimAuthorizationLink(db: Database, linkId: string, usedAt: Date): Promise<boolean> {
  const { count } = await db.authorizationLink.updateMany({
    where: { id: linkId, usedAt: null, withdrawnAt: null },
    data: { usedAt },
  });
  return count === 1;
}
