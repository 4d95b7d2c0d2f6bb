import { asSystem } from "@/lib/db/as-system";
import { deleteInPages, pageSize } from "@/lib/db/delete-in-pages";

/** A link that ended is still told from one that never was for this long. */
const keepLinkDays = 30;

/**
 * Removes what can no longer end in an authorization: Pending Authorizations that nobody came back with, and
 * Authorization Links a month after their end. An expired one is kept for a day, so that whoever comes back late is
 * told so. Answers how many there were.
 */
export async function removeEndedAuthorizations(signal: AbortSignal): Promise<number> {
  const pending = await deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM pending_authorizations WHERE state_hash IN (
            SELECT state_hash FROM pending_authorizations
            WHERE expires_at < now() - interval '1 day' LIMIT ${pageSize})`,
      ),
    signal,
  );
  const links = await deleteInPages(
    () =>
      asSystem(
        "remove leftovers",
        (db) => db.$executeRaw`
          DELETE FROM authorization_links WHERE id IN (
            SELECT id FROM authorization_links
            WHERE expires_at < now() - make_interval(days => ${keepLinkDays}) LIMIT ${pageSize})`,
      ),
    signal,
  );
  return pending + links;
}
