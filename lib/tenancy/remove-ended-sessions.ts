import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** Removes the sessions that have run out. Answers how many there were. */
export function removeEndedSessions(signal: AbortSignal): Promise<number> {
  return deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM user_sessions WHERE id IN (
            SELECT id FROM user_sessions WHERE expires_at < now() LIMIT ${pageSize})`,
      ),
    signal,
  );
}
