import { asSystem } from "@/lib/db/as-system";

/** Ends a session for every process, from the next request on, however many copies of its cookie there are. */
export async function endSession({ userId, sessionId }: { userId: string; sessionId: string }): Promise<void> {
  await asSystem("keep session", (db) => db.userSession.deleteMany({ where: { id: sessionId, userId } }));
}

/** Ends all sessions of a person, the one that asks too. */
export async function endAllSessions(userId: string): Promise<void> {
  await asSystem("keep session", (db) => db.userSession.deleteMany({ where: { userId } }));
}
