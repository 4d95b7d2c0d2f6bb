import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { metrics } from "@/lib/metrics/metrics";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { attemptDelivery, loadParcel } from "./attempt-delivery";
import { buildTestPayload } from "./build-payload";
import { nameEndpoint } from "./check-url";
import type { PostFailure } from "./post-webhook";
import { recordAttempt } from "./record-attempt";
import { testEventType } from "./schema";

type TestFailure = PostFailure | Failure<"not_found">;

/**
 * Sends a `webhook.test` to an endpoint, enabled or not, once and while the caller waits; it is in the log of
 * deliveries like any other message, and answers what the server answered. No event stands behind it, so it is
 * neither in the feed nor sent to other endpoints.
 */
export async function sendTestWebhook(
  context: TenantContext,
  endpointId: string,
): Promise<Result<{ deliveryId: string; status: number | null; durationMs: number }, TestFailure>> {
  requirePermission(context, "webhook:write");
  const { tenantId } = context;
  const eventId = randomUUID();
  const now = systemClock();
  const prepared = await inTenant(context, async (db) => {
    const endpoint = await db.webhookEndpoint.findUnique({
      where: { id: endpointId },
      select: { url: true, description: true },
    });
    if (endpoint === null) return null;
    const { id } = await db.webhookDelivery.create({
      data: {
        tenantId,
        webhookEndpointId: endpointId,
        eventId,
        eventType: testEventType,
        payload: buildTestPayload(eventId, testEventType, now),
        // Nobody else is to queue it.
        queuedAt: now,
      },
      select: { id: true },
    });
    return { id, label: nameEndpoint(endpoint) };
  });
  const notFound = fail({ code: "not_found" as const, message: "There is no such webhook endpoint." });
  if (prepared === null) return notFound;
  const parcel = await loadParcel(context, prepared.id);
  if (parcel === null) return notFound;
  const { attempt, outcome } = await attemptDelivery(parcel);
  await inTenant(context, async (db) => {
    await recordAttempt(db, parcel.id, attempt, outcome.ok ? "delivered" : "dead");
    await recordAudit(db, context, {
      action: "webhook_test.sent",
      subject: { type: "webhook_endpoint", id: endpointId, label: prepared.label },
      details: outcome.ok ? {} : { failure: outcome.failure.code },
    });
  });
  metrics().webhookDeliveries.inc({ outcome: outcome.ok ? "delivered" : "failed" });
  if (!outcome.ok) return outcome;
  return succeed({ deliveryId: parcel.id, status: attempt.status, durationMs: attempt.durationMs });
}
