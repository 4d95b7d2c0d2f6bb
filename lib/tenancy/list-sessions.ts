import { systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";

/** Where somebody is signed in. */
export type SessionView = { startedAt: Date; expiresAt: Date; address: string; isThis: boolean };

/** The sessions of a person that go on, this one first and then the newest. */
export async function listSessions({
  userId,
  sessionId,
}: {
  userId: string;
  sessionId: string;
}): Promise<SessionView[]> {
  const sessions = await asSystem("keep session", (db) =>
    db.userSession.findMany({ where: { userId, expiresAt: { gt: systemClock() } }, orderBy: { startedAt: "desc" } }),
  );
  return sessions
    .map(({ id, startedAt, expiresAt, address }) => ({ startedAt, expiresAt, address, isThis: id === sessionId }))
    .sort((one, other) => Number(other.isThis) - Number(one.isThis));
}
