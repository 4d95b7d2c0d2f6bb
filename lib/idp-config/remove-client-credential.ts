import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";

/** Forgets a client secret. Refused where it is the last one and there are Grants, which it renews. */
export async function removeClientCredential(
  context: TenantContext,
  { idpConfigId, clientCredentialId }: { idpConfigId: string; clientCredentialId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "idp_config:write");
  return inTenant(context, async (db) => {
    // The lock keeps two who remove the last two at once from both finding that another one is left.
    await db.$executeRaw`SELECT 1 FROM idp_configs WHERE id = ${idpConfigId}::uuid FOR UPDATE`;
    const config = await db.idpConfig.findUnique({
      where: { id: idpConfigId },
      select: {
        name: true,
        clientCredentials: { select: { id: true, createdAt: true } },
        _count: { select: { grants: true } },
      },
    });
    const credential = config?.clientCredentials.find(({ id }) => id === clientCredentialId);
    if (config === null || credential === undefined) {
      return fail({ code: "not_found", message: "There is no such Client Credential." });
    }
    if (config.clientCredentials.length === 1 && config._count.grants > 0) {
      return fail({
        code: "conflict",
        message: "It is the only client secret, and Grants are renewed by it. Add the new one first.",
      });
    }
    await db.clientCredential.delete({ where: { id: clientCredentialId } });
    await recordAudit(db, context, {
      action: "client_credential.removed",
      subject: { type: "idp_config", id: idpConfigId, label: config.name },
      details: { addedOn: credential.createdAt.toISOString().slice(0, 10) },
    });
    return succeed(null);
  });
}
