import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { recordEvent } from "@/lib/event/record-event";
import { type RevokedGrant, revokeGrants } from "@/lib/grant/revoke-grants";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/**
 * Deletes a System Email with its halves, checks and history of authorizations, after revoking its Grants at
 * the provider where that is possible. Answers what became of each Grant there.
 */
export async function deleteSystemEmail(
  context: TenantContext,
  systemEmailId: string,
): Promise<Result<{ address: string; revoked: RevokedGrant[] }, Failure<"not_found">>> {
  requirePermission(context, "system_email:write");
  const notFound = fail({ code: "not_found" as const, message: "There is no such System Email." });
  const exists = await inTenant(context, (db) => db.systemEmail.count({ where: { id: systemEmailId } }));
  if (exists === 0) return notFound;
  const revoked = await revokeGrants(context, { systemEmailId });
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({ where: { id: systemEmailId }, select: { address: true } });
    if (email === null) return notFound;
    await db.systemEmail.delete({ where: { id: systemEmailId } });
    await recordAudit(db, context, {
      action: "system_email.deleted",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { grantsStillAliveAtProvider: revoked.filter(({ atProvider }) => atProvider !== "revoked").length },
    });
    await recordEvent(db, context, { type: "mailbox.deleted", systemEmailId, data: { address: email.address } });
    return succeed({ address: email.address, revoked });
  });
}
