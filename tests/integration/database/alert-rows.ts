import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";

/** An open alert about a System Email, with a message about it and all that belongs to a tenant's alerts. */
export async function newAlertRows({ tenantId }: TenantContext, systemEmailId: string): Promise<{ alertId: string }> {
  const at = new Date();
  return inTenant({ tenantId }, async (db) => {
    const key = `system_email:${systemEmailId}`;
    const kind = "mailbox_broken" as const;
    const subject = { systemEmailId, half: "remote_mailbox" as const, address: "support@acme.test", state: "broken" };
    const { id: alertId } = await db.alert.create({
      data: {
        tenantId,
        key,
        kind,
        systemEmailId,
        openedAt: at,
        changedAt: at,
        subjects: { create: { ...subject, joinedAt: at } },
      },
    });
    const message = { subject: "Alert", text: "Alert", html: "<p>Alert</p>" };
    await db.alertNotice.create({
      data: { tenantId, kind: "opened", alertIds: [alertId], recipient: "owner@acme.test", ...message },
    });
    await db.alertSettings.create({ data: { tenantId } });
    await db.alertEvaluation.create({ data: { tenantId } });
    return { alertId };
  });
}
