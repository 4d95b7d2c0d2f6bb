import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { escalateHours } from "./continue-alert";
import { labelAlert } from "./label-alert";

/**
 * Takes back that somebody has taken an alert on, whoever that was: it counts as open again, whoever was never told of it
 * is told now, and everybody is reminded after a day unless somebody acts. Fails with not_found where there is none, and
 * with conflict where it has been resolved meanwhile or nobody has taken it on.
 */
export async function unacknowledgeAlert(
  context: TenantContext,
  alertId: string,
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "alert:write");
  return inTenant(context, async (db) => {
    const label = await labelAlert(db, alertId);
    if (!label.ok) return label;
    // The row is held from here on, so that what is recorded is what was taken back.
    const [taken] = await db.$queryRaw<{ by: string | null }[]>`
      SELECT acknowledged_by AS by FROM alerts
      WHERE tenant_id = current_tenant_id() AND id = ${alertId}::uuid AND resolved_at IS NULL AND acknowledged_at IS NOT NULL
      FOR UPDATE`;
    if (taken === undefined) return fail({ code: "conflict", message: "Nobody has acknowledged it any more." });
    await db.$executeRaw`
      UPDATE alerts SET acknowledged_at = NULL, acknowledged_by = NULL,
        notify_at = CASE WHEN NOT is_told THEN now() END,
        escalate_at = CASE WHEN days_left IS NULL THEN now() + make_interval(hours => ${escalateHours}) END
      WHERE tenant_id = current_tenant_id() AND id = ${alertId}::uuid`;
    await recordAudit(db, context, {
      action: "alert.unacknowledged",
      subject: { type: "alert", id: alertId, label: label.value },
      details: { acknowledgedBy: taken.by },
    });
    return succeed(null);
  });
}
