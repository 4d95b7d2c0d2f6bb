import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { escalateHours } from "./continue-alert";
import { labelAlert } from "./label-alert";
import type { SnoozeChoice } from "./schema";

const hoursOf: Record<Exclude<SnoozeChoice, "until_change" | "end">, number> = {
  "1h": 1,
  "4h": 4,
  "1d": 24,
  "1w": 168,
};

/**
 * Makes an alert quiet for an hour, four hours, a day, a week, or until it changes; `end` makes it speak again. Whoever
 * was told of it is told once more when the time is over and it is still open. Its end is told in any case. Fails with
 * not_found where there is none, and with conflict where it has been resolved meanwhile.
 */
export async function snoozeAlert(
  context: TenantContext,
  alertId: string,
  choice: SnoozeChoice,
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  requirePermission(context, "alert:write");
  return inTenant(context, async (db) => {
    const label = await labelAlert(db, alertId);
    if (!label.ok) return label;
    const hours = choice === "until_change" || choice === "end" ? null : hoursOf[choice];
    const isEnd = choice === "end";
    const snoozed = await db.$executeRaw`
      UPDATE alerts SET
        snoozed_at = CASE WHEN NOT ${isEnd} THEN now() END,
        snoozed_by = CASE WHEN NOT ${isEnd} THEN ${context.actor.label} END,
        snoozed_until = now() + make_interval(hours => ${hours}::int),
        notify_at = now() + make_interval(hours => ${hours}::int),
        escalate_at = CASE WHEN acknowledged_at IS NULL AND days_left IS NULL AND ${choice} <> 'until_change'
          THEN now() + make_interval(hours => ${(hours ?? 0) + escalateHours}::int) END
      WHERE tenant_id = current_tenant_id() AND id = ${alertId}::uuid AND resolved_at IS NULL`;
    if (snoozed === 0) return fail({ code: "conflict", message: "The alert was resolved meanwhile." });
    await recordAudit(db, context, {
      action: isEnd ? "alert.woken" : "alert.snoozed",
      subject: { type: "alert", id: alertId, label: label.value },
      details: { snooze: choice },
    });
    return succeed(null);
  });
}
