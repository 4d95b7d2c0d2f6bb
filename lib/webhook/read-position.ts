import type { Database } from "@/lib/db/client";

/** The position of the tenant's newest event; 0 before the first. */
export async function readPosition(db: Database, { tenantId }: { tenantId: string }): Promise<bigint> {
  const counter = await db.eventCounter.findUnique({ where: { tenantId }, select: { position: true } });
  return counter?.position ?? 0n;
}
