import { recordAudit } from "@/lib/audit/record-audit";
import type { Half } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { providerOf } from "@/lib/providers/provider-of";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** Makes one half of a System Email use an IdP Config of the tenant, with or without Strict Matching. */
export async function chooseIdpConfig(
  context: TenantContext,
  {
    systemEmailId,
    half,
    idpConfigId,
    strictMatching,
  }: { systemEmailId: string; half: Half; idpConfigId: string; strictMatching: boolean },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "system_email:write");
  return inTenant(context, async (db) => {
    const email = await db.systemEmail.findUnique({
      where: { id: systemEmailId },
      select: {
        address: true,
        remoteMailbox: { select: { authentication: true } },
        outgoingSmtp: { select: { authentication: true } },
      },
    });
    const idpConfig = await db.idpConfig.findUnique({
      where: { id: idpConfigId },
      select: { provider: true, name: true },
    });
    const authentication =
      half === "remote_mailbox" ? email?.remoteMailbox?.authentication : email?.outgoingSmtp?.authentication;
    if (email === null || idpConfig === null || authentication === undefined) {
      return fail({ code: "not_found", message: "There is no such System Email or IdP Config." });
    }
    if (providerOf(authentication) !== idpConfig.provider) {
      return fail({
        code: "conflict",
        message: `The IdP Config "${idpConfig.name}" is for another provider than the authentication that is chosen.`,
      });
    }
    const link = {
      where: { tenantId_systemEmailId: { tenantId: context.tenantId, systemEmailId } },
      data: { idpConfigId, strictMatching },
    };
    await (half === "remote_mailbox" ? db.remoteMailbox.update(link) : db.outgoingSmtp.update(link));
    await recordAudit(db, context, {
      action: half === "remote_mailbox" ? "remote_mailbox.changed" : "outgoing_smtp.changed",
      subject: { type: "system_email", id: systemEmailId, label: email.address },
      details: { idpConfig: idpConfig.name, strictMatching },
    });
    return succeed(null);
  });
}
