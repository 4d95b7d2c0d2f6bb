import { recordAudit } from "@/lib/audit/record-audit";
import { asSystem } from "@/lib/db/as-system";
import type { Role } from "@/lib/db/generated/enums";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "./context";
import { hashPassword } from "./password";

/**
 * Makes a person a member of the tenant, or changes the role of one who is. A new person needs a password;
 * one who has an account keeps theirs.
 */
export async function addMember(
  context: TenantContext,
  { email, role, password: newPassword }: { email: string; role: Role; password: Secret | null },
): Promise<Result<{ userId: string }, Failure<"invalid_request">>> {
  const passwordHash = newPassword === null ? null : await hashPassword(newPassword);
  return asSystem("add member", async (db) => {
    const known = await db.user.findUnique({ where: { email }, select: { id: true } });
    if (known === null && passwordHash === null) {
      return fail({ code: "invalid_request", message: `${email} has no account yet, so a password is needed.` });
    }
    const password = passwordHash === null ? {} : { password: { create: { hash: passwordHash } } };
    const user = known ?? (await db.user.create({ data: { email, name: email, ...password } }));
    const key = { tenantId: context.tenantId, userId: user.id };
    await db.membership.upsert({ where: { tenantId_userId: key }, create: { ...key, role }, update: { role } });
    await recordAudit(db, context, {
      action: "member.added",
      subject: { type: "user", id: user.id, label: email },
      details: { role },
    });
    return succeed({ userId: user.id });
  });
}
