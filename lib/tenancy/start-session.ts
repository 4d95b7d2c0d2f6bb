import { randomUUID } from "node:crypto";
import { addSeconds, systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";

/** How long somebody stays signed in, in seconds: twelve hours. */
export const sessionSeconds = 12 * 60 * 60;

/** Begins a session for somebody whose sign-in was right, and gives its id, which the cookie is to hold. */
export async function startSession(userId: string, { clientAddress }: { clientAddress: string }): Promise<string> {
  const id = randomUUID();
  const startedAt = systemClock();
  await asSystem("keep session", (db) =>
    db.userSession.create({
      data: { id, userId, address: clientAddress, startedAt, expiresAt: addSeconds(startedAt, sessionSeconds) },
    }),
  );
  return id;
}
