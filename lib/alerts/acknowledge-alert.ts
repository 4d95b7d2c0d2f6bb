import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { labelAlert } from "./label-alert";

/**
 * Says that somebody has taken an alert on: nobody is reminded of it any more unless it changes for the worse. Whoever
 * did so first stays. Fails with not_found where there is none, and with conflict where it has been resolved meanwhile.
 */
export async function acknowledgeAlert(
  context: TenantContext,
  alertId: string,
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "alert:write");
  return inTenant(context, async (db) => {
    const label = await labelAlert(db, alertId);
    if (!label.ok) return label;
    const taken = await db.$executeRaw`
      UPDATE alerts SET acknowledged_at = now(), acknowledged_by = ${context.actor.label}, escalate_at = NULL,
        notify_at = NULL, snoozed_at = NULL, snoozed_by = NULL, snoozed_until = NULL
      WHERE tenant_id = current_tenant_id() AND id = ${alertId}::uuid AND resolved_at IS NULL AND acknowledged_at IS NULL`;
    if (taken === 0) {
      const { acknowledgedBy } = await db.alert.findUniqueOrThrow({
        where: { id: alertId },
        select: { acknowledgedBy: true },
      });
      const who = acknowledgedBy === null ? "It was resolved meanwhile." : `${acknowledgedBy} acknowledged it already.`;
      return fail({ code: "conflict", message: who });
    }
    await recordAudit(db, context, {
      action: "alert.acknowledged",
      subject: { type: "alert", id: alertId, label: label.value },
    });
    return succeed(null);
  });
}
