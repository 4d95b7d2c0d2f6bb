import type { Database } from "@/lib/db/client";
import type { Half } from "@/lib/db/generated/enums";
import { markChecksDue } from "@/lib/idp-config/mark-checks-due";
import { halves } from "./schema";

/**
 * Raises the configVersion, by which mail workers and checks notice that settings changed. The checks of the halves
 * that the change does not reach (`unreached`) stay checks of what is saved, and so go along; the others are due soon.
 */
export async function touchSystemEmail(
  db: Database,
  systemEmailId: string,
  { unreached }: { unreached: readonly Half[] },
): Promise<void> {
  const { configVersion } = await db.systemEmail.update({
    where: { id: systemEmailId },
    data: { configVersion: { increment: 1 }, updatedAt: new Date() },
    select: { configVersion: true },
  });
  const goAlong = {
    where: { systemEmailId, half: { in: [...unreached] }, configVersion: configVersion - 1 },
    data: { configVersion },
  };
  await db.halfCheck.updateMany(goAlong);
  await markChecksDue(db, { systemEmailId, halves: halves.filter((half) => !unreached.includes(half)) });
  await db.verification.updateMany(goAlong);
}
