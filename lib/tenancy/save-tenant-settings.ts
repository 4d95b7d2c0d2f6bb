import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import { composeRevision } from "@/lib/revision/revision";
import type { TenantContext } from "./context";
import { requirePermission } from "./require-permission";
import type { TenantSettingsInput } from "./schema";

/**
 * Saves the tenant's time zone, in which the panel and what is sent tell times. The daily digest keeps its hour, by the new
 * zone's clock from the next minute on. Saving what is saved already changes nothing, and what would undo a change that was
 * saved since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function saveTenantSettings(
  context: TenantContext,
  { timeZone }: TenantSettingsInput,
  { revision }: { revision?: string | undefined } = {},
): Promise<Result<null, Failure<"conflict">>> {
  requirePermission(context, "tenant:write");
  const { tenantId, name } = context;
  return inTenant(context, async (db) => {
    await db.$executeRaw`SELECT 1 FROM tenants WHERE id = ${tenantId}::uuid FOR UPDATE`;
    const stored = await db.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { timeZone: true } });
    if (stored.timeZone === timeZone) return succeed(null);
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored,
      typed: { timeZone },
      changed: { subjectIds: [tenantId], actions: ["tenant.changed"] },
    });
    if (refusal !== null) return fail(refusal);
    await db.tenant.updateMany({ where: { id: tenantId }, data: { timeZone } });
    await recordAudit(db, context, {
      action: "tenant.changed",
      subject: { type: "tenant", id: tenantId, label: name },
      details: { timeZone, timeZoneBefore: stored.timeZone },
    });
    return succeed(null);
  });
}

/** What the settings' form is filled from. */
export function tenantSettingsRevision({ timeZone }: Pick<TenantContext, "timeZone">): string {
  return composeRevision({ timeZone });
}
