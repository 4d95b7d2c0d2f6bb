import { systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { UserContext } from "./context";
import { contextOfMembership, membershipFields } from "./membership-context";

/**
 * The tenant with this slug for whoever has the session: `unauthenticated` where the session has ended, and the same
 * `not_found` for a tenant that does not exist and for one that the user is no member of. Session and membership are
 * read together and anew on every request, so that signing out and removal act at once.
 */
export async function enterTenant(
  { userId, sessionId }: { userId: string; sessionId: string },
  slug: string,
  requestId: string,
): Promise<Result<UserContext, Failure<"unauthenticated" | "not_found">>> {
  const session = await asSystem("look up membership", (db) =>
    db.userSession.findFirst({
      where: { id: sessionId, userId, expiresAt: { gt: systemClock() } },
      select: {
        user: {
          select: {
            id: true,
            email: true,
            memberships: { where: { tenant: { slug } }, select: membershipFields },
          },
        },
      },
    }),
  );
  if (session === null) return fail({ code: "unauthenticated", message: "The session has ended." });
  const [membership] = session.user.memberships;
  if (membership === undefined) return fail({ code: "not_found", message: "There is no such helpdesk." });
  return succeed(contextOfMembership(membership, session.user, requestId));
}
