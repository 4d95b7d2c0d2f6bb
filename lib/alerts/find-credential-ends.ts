import type { Database } from "@/lib/db/client";
import type { Condition } from "./condition";
import { type HalfInUse, toSubject } from "./read-halves-in-use";
import { reachedDays } from "./warning-days";

/**
 * The Client Credentials of the transaction's tenant that end soon. The newest one of an IdP Config counts: older ones
 * are there to be replaced. A refused IdP Config has its own alert.
 */
export async function findCredentialEnds(db: Database, halves: readonly HalfInUse[], now: Date): Promise<Condition[]> {
  const configs = await db.idpConfig.findMany({
    where: { enabled: true, refusedAt: null },
    select: {
      id: true,
      name: true,
      clientCredentials: { orderBy: { createdAt: "desc" }, take: 1, select: { expiresOn: true } },
    },
  });
  return configs.flatMap(({ id, name, clientCredentials: [newest] }) => {
    const endsAt = newest?.expiresOn ?? null;
    const daysLeft = endsAt === null ? null : reachedDays(endsAt, now);
    if (endsAt === null || daysLeft === null) return [];
    const condition: Condition = {
      key: `credential:${id}`,
      kind: "credential_expiring",
      cause: null,
      idpConfigId: id,
      systemEmailId: null,
      server: null,
      facts: { name, endsAt: endsAt.toISOString(), hasEnded: endsAt <= now },
      daysLeft,
      subjects: halves.filter(({ idpConfigId }) => idpConfigId === id).map(toSubject),
    };
    return [condition];
  });
}
