import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { readSettings } from "./find-recipients";
import { alertSettingsFields } from "./form-fields";
import { localTime } from "./queue-digest";
import { type AlertSettingsInput, alertKinds } from "./schema";

/**
 * Saves who is told of alerts by e-mail, of which kinds, and the digest. A System Email is refused as a recipient: what
 * tells that it is broken would not arrive, and would become tickets where it does. Where the digest's hour has passed
 * today, the first one comes tomorrow. What would undo a change that was saved since the form was filled (`revision`) is
 * refused as refuseOverwrite tells.
 */
export async function saveAlertSettings(
  context: TenantContext,
  input: AlertSettingsInput,
  now: Date,
  { revision }: { revision?: string | undefined } = {},
): Promise<Result<null, Failure<"invalid_request" | "conflict">>> {
  requirePermission(context, "alert:write");
  const { tenantId } = context;
  const { sendTo, kinds, digestEnabled, digestHour, digestWhenWell } = input;
  const recipients = sendTo === "list" ? input.recipients : [];
  const mutedKinds = alertKinds.filter((kind) => !kinds.includes(kind));
  return inTenant(context, async (db) => {
    const own = await db.systemEmail.findFirst({ where: { address: { in: recipients } }, select: { address: true } });
    if (own !== null) {
      const message = `${own.address} is a System Email itself. When it is broken, nobody would read there that it is.`;
      return fail({ code: "invalid_request", message, facts: { field: "recipients" } });
    }
    // A tenant without settings has the defaults: a row of them can be locked, and says the same.
    await db.alertSettings.createMany({ data: [{ tenantId }], skipDuplicates: true });
    await db.$executeRaw`SELECT 1 FROM alert_settings WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
    const before = await readSettings(db, tenantId);
    const settings = { recipients, mutedKinds, digestEnabled, digestHour, digestWhenWell };
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: alertSettingsFields(before),
      typed: alertSettingsFields(settings),
      changed: { subjectIds: [tenantId], actions: ["alert_settings.changed"] },
    });
    if (refusal !== null) return fail(refusal);
    await db.alertSettings.update({ where: { tenantId }, data: settings });
    if (digestEnabled && (!before.digestEnabled || before.digestHour !== digestHour)) {
      const local = localTime(now, context.timeZone);
      const digestDay = local.hour >= digestHour ? local.day : null;
      if (digestDay !== null)
        await db.alertEvaluation.upsert({
          where: { tenantId },
          create: { tenantId, digestDay },
          update: { digestDay },
        });
    }
    await recordAudit(db, context, {
      action: "alert_settings.changed",
      subject: { type: "tenant", id: tenantId, label: context.name },
      details: { recipients, mutedKinds, digestEnabled, digestHour: digestEnabled ? digestHour : null },
    });
    return succeed(null);
  });
}
