import { systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";

/** Whether the session that a cookie names goes on: neither signed out anywhere nor run out. */
export async function isSessionLive({ userId, sessionId }: { userId: string; sessionId: string }): Promise<boolean> {
  const session = await asSystem("keep session", (db) =>
    db.userSession.findFirst({
      where: { id: sessionId, userId, expiresAt: { gt: systemClock() } },
      select: { id: true },
    }),
  );
  return session !== null;
}
