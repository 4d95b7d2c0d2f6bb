import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** Deletes an IdP Config with its client secrets. Refused, naming how many, while System Emails use it or hold a Grant of it. */
export async function deleteIdpConfig(
  context: TenantContext,
  idpConfigId: string,
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "idp_config:write");
  return inTenant(context, async (db) => {
    const config = await db.idpConfig.findUnique({
      where: { id: idpConfigId },
      select: { name: true, _count: { select: { remoteMailboxes: true, outgoingSmtps: true, grants: true } } },
    });
    if (config === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
    const { remoteMailboxes, outgoingSmtps, grants } = config._count;
    const uses = remoteMailboxes + outgoingSmtps;
    if (uses > 0 || grants > 0) {
      const reason =
        uses > 0
          ? `${uses === 1 ? "A System Email uses" : `${uses} halves of System Emails use`} it`
          : "There are Grants that it issued";
      return fail({
        code: "conflict",
        message: `${reason}. Choose another IdP Config there, or revoke the Grants, first.`,
      });
    }
    await db.idpConfig.delete({ where: { id: idpConfigId } });
    await recordAudit(db, context, {
      action: "idp_config.deleted",
      subject: { type: "idp_config", id: idpConfigId, label: config.name },
    });
    return succeed(null);
  });
}
