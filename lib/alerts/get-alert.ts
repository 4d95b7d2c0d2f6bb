import type { AlertNoticeKind, AlertNoticeStatus } from "@/lib/db/generated/enums";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type AlertView, viewAlert } from "./view-alert";

const noticesShown = 50;

/** A message that was made about an alert, and what became of it. */
export type NoticeView = {
  id: string;
  kind: AlertNoticeKind;
  recipient: string;
  status: AlertNoticeStatus;
  tries: number;
  error: string | null;
  createdAt: Date;
  sentAt: Date | null;
};

/** One alert with its halves and the last messages about it, newest first; null where there is none. */
export async function getAlert(
  context: TenantContext,
  alertId: string,
): Promise<{ alert: AlertView; notices: NoticeView[] } | null> {
  requirePermission(context, "alert:read");
  return inTenant(context, async (db) => {
    const alert = await db.alert.findUnique({
      where: { id: alertId },
      include: { subjects: { orderBy: [{ address: "asc" }, { half: "asc" }] } },
    });
    if (alert === null) return null;
    const notices = await db.alertNotice.findMany({
      where: { alertIds: { has: alertId } },
      orderBy: [{ createdAt: "desc" }, { recipient: "asc" }],
      take: noticesShown,
      select: {
        id: true,
        kind: true,
        recipient: true,
        status: true,
        tries: true,
        error: true,
        createdAt: true,
        sentAt: true,
      },
    });
    return { alert: viewAlert(alert, context.slug), notices };
  });
}
