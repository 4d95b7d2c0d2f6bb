import { addSeconds, systemClock } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { metrics } from "@/lib/metrics/metrics";
import { fail, type Result, succeed } from "@/lib/result";
import { attemptDelivery, loadParcel, type Parcel } from "./attempt-delivery";
import { disableGoneEndpoint } from "./disable-gone-endpoint";
import { findDelivery } from "./find-delivery";
import type { PostFailure } from "./post-webhook";
import { recordAttempt } from "./record-attempt";

const gone = 410;
const restSeconds = 120;

/**
 * Tries a delivery once. A failure is to be tried again by the retry plan; a success needs nothing more: the server
 * took it, or there is nothing left to deliver, because it was delivered before, given up, or its endpoint is disabled
 * or deleted. A server that answers 410 Gone disables its endpoint. One that does not answer in time is left alone for
 * two minutes, so that it does not keep what delivers to the others waiting.
 *
 * May run twice for one delivery: the message has the event's id at every attempt, by which a receiver can tell.
 *
 * `onAttempt` is told how long the server took, in milliseconds, whatever it answered and also where it did not; not where
 * nothing was sent.
 */
export async function deliverWebhook(
  deliveryId: string,
  onAttempt: (durationMs: number) => void = () => undefined,
): Promise<Result<null, PostFailure>> {
  const tenant = await findDelivery(deliveryId);
  if (tenant === null) return succeed(null);
  const parcel = await loadParcel(tenant, deliveryId);
  if (parcel === null) return succeed(null);
  if (!parcel.isEnabled) {
    await inTenant(tenant, (db) => recordUntried(db, parcel, "Nothing was sent: the endpoint is disabled.", "dead"));
    return succeed(null);
  }
  if (parcel.isResting) {
    const message = "Nothing was sent: the server did not answer in time a moment ago, and is left alone for now.";
    await inTenant(tenant, (db) => recordUntried(db, parcel, message, "pending"));
    return fail({ code: "server_unavailable", message });
  }
  return tryNow(tenant, parcel, onAttempt);
}

async function tryNow(
  tenant: { tenantId: string },
  parcel: Parcel,
  onAttempt: (durationMs: number) => void,
): Promise<Result<null, PostFailure>> {
  const { attempt, outcome } = await attemptDelivery(parcel);
  onAttempt(attempt.durationMs);
  const isGone = attempt.status === gone;
  await inTenant(tenant, async (db) => {
    await recordAttempt(db, parcel.id, attempt, outcome.ok ? "delivered" : isGone ? "dead" : "pending");
    if (isGone) await disableGoneEndpoint(db, tenant, parcel.endpointId);
    if (!outcome.ok && outcome.failure.code === "deadline_passed") await rest(db, parcel);
  });
  metrics().webhookDeliveries.inc({ outcome: outcome.ok ? "delivered" : "failed" });
  if (isGone) metrics().webhookDeliveries.inc({ outcome: "dead" });
  return isGone ? succeed(null) : outcome;
}

async function rest(db: Database, { endpointId }: Parcel): Promise<void> {
  const restingUntil = addSeconds(systemClock(), restSeconds);
  await db.webhookEndpoint.updateMany({ where: { id: endpointId }, data: { restingUntil } });
}

/** What was on its way when the endpoint was disabled can be replayed once it is enabled again. */
function recordUntried(db: Database, { id }: Parcel, error: string, becomes: "pending" | "dead"): Promise<void> {
  return recordAttempt(db, id, { at: systemClock().toISOString(), status: null, durationMs: 0, error }, becomes);
}
