import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { nameEndpoint } from "./check-url";

const itself = { type: "system", id: null, label: "Mailgrant" } as const;

/** Disables an endpoint whose server answered 410 Gone, which asks not to be told any more (RFC 9110, 15.5.11). */
export async function disableGoneEndpoint(
  db: Database,
  tenant: { tenantId: string },
  endpointId: string,
): Promise<void> {
  const { count } = await db.webhookEndpoint.updateMany({
    where: { id: endpointId, enabled: true },
    data: { enabled: false, goneAt: systemClock() },
  });
  const endpoint = await db.webhookEndpoint.findUnique({
    where: { id: endpointId },
    select: { url: true, description: true },
  });
  if (count === 0 || endpoint === null) return;
  await recordAudit(
    db,
    { ...tenant, actor: itself, requestId: "webhook" },
    {
      action: "webhook_endpoint.changed",
      subject: { type: "webhook_endpoint", id: endpointId, label: nameEndpoint(endpoint) },
      details: { enabled: false, reason: "Its server answered 410 Gone, which asks not to be told any more." },
    },
  );
}
