import type { Database } from "@/lib/db/client";

/** Raises the configVersion, by which mail workers and checks notice that settings changed. */
export async function touchSystemEmail(db: Database, systemEmailId: string): Promise<void> {
  await db.systemEmail.update({
    where: { id: systemEmailId },
    data: { configVersion: { increment: 1 }, updatedAt: new Date() },
  });
}
