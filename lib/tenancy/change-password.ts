import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { asSystem } from "@/lib/db/as-system";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { checkSignIn } from "./check-sign-in";
import { isSessionLive } from "./is-session-live";
import { hashPassword } from "./password";

type ChangeFailure = Failure<"unauthenticated" | "invalid_request" | "rate_limited">;

const sessionEnded: ChangeFailure = { code: "unauthenticated", message: "Your session has ended. Sign in again." };

/**
 * Changes the password of whoever has the session, who has to know the current one: a browser that was left open is not
 * enough. Tries count as tries to sign in do, in the same counters. All other sessions of the person end with it, this one goes
 * on; every tenant that they are a member of has it in its audit. A wrong current password is invalid_request, by its field.
 */
export async function changePassword(
  { userId, sessionId }: { userId: string; sessionId: string },
  { currentPassword, newPassword }: { currentPassword: Secret; newPassword: Secret },
  { clientAddress, requestId }: { clientAddress: string; requestId: string },
): Promise<Result<{ endedSessions: number }, ChangeFailure>> {
  if (!(await isSessionLive({ userId, sessionId }))) return fail(sessionEnded);
  const user = await asSystem("change password", (db) =>
    db.user.findUnique({ where: { id: userId }, select: { email: true } }),
  );
  if (user === null) return fail(sessionEnded);
  const checked = await checkSignIn(user.email, currentPassword, clientAddress);
  if (!checked.ok) {
    const { code, message } = checked.failure;
    if (code === "rate_limited") return fail({ code, message });
    const wrong = "This is not your current password";
    return fail({ code: "invalid_request", message: wrong, facts: { field: "currentPassword" } });
  }
  const hash = await hashPassword(newPassword);
  return asSystem("change password", async (db) => {
    // One change of a person at a time: of two, the second finds its session ended by the first.
    await db.$executeRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
    const now = systemClock();
    const isLive = await db.userSession.count({ where: { id: sessionId, userId, expiresAt: { gt: now } } });
    if (isLive === 0) return fail(sessionEnded);
    await db.userPassword.update({ where: { userId }, data: { hash, updatedAt: now }, select: { userId: true } });
    const others = { userId, id: { not: sessionId } };
    const endedSessions = await db.userSession.count({ where: { ...others, expiresAt: { gt: now } } });
    await db.userSession.deleteMany({ where: others });
    const memberships = await db.membership.findMany({ where: { userId }, select: { tenantId: true, role: true } });
    for (const { tenantId, role } of memberships) {
      const actor = { type: "user", id: userId, label: user.email, role } as const;
      await recordAudit(
        db,
        { tenantId, actor, requestId },
        {
          action: "password.changed",
          subject: { type: "user", id: userId, label: user.email },
          details: { endedSessions },
        },
      );
    }
    return succeed({ endedSessions });
  });
}
