import { removeOldAlerts, removeOldNotices } from "@/lib/alerts/remove-old-alerts";
import { removeOldEvents } from "@/lib/event/remove-old-events";
import { removeEndedAuthorizations } from "@/lib/grant/remove-ended-authorizations";
import { removePassedPauses } from "@/lib/grant/remove-passed-pauses";
import { removeOldHours } from "@/lib/health/remove-old-hours";
import { removeIdleCounts } from "@/lib/mail-worker/remove-idle-counts";
import { removeOldIdempotencyKeys } from "@/lib/mail-worker/remove-old-idempotency-keys";
import { removeOldReads } from "@/lib/mail-worker/remove-old-reads";
import { removeEndedLimits } from "@/lib/tenancy/remove-ended-limits";
import { removeEndedSessions } from "@/lib/tenancy/remove-ended-sessions";
import { removeIdleServers, removeOldDays, removeOldVerifications } from "@/lib/verification/remove-old-verifications";
import { removeOldDeliveries } from "@/lib/webhook/remove-old-deliveries";

/** Removes what has been kept for long enough, room by room. Answers how many rows of each there were. */
export async function removeLeftovers(stopping: AbortSignal): Promise<Record<string, number>> {
  return {
    idempotencyKeys: await removeOldIdempotencyKeys(stopping),
    credentialReads: await removeOldReads(stopping),
    webhookDeliveries: await untilNone(removeOldDeliveries, stopping),
    verifications: await removeOldVerifications(stopping),
    verificationDays: await removeOldDays(stopping),
    mailServers: await removeIdleServers(),
    alerts: await removeOldAlerts(stopping),
    alertNotices: await removeOldNotices(stopping),
    events: await removeOldEvents(stopping),
    authorizations: await removeEndedAuthorizations(stopping),
    trendHours: await removeOldHours(stopping),
    hostPauses: await removePassedPauses(),
    requestCounts: await removeIdleCounts(stopping),
    rateLimits: await removeEndedLimits(stopping),
    sessions: await removeEndedSessions(stopping),
  };
}

async function untilNone(removeSome: () => Promise<number>, stopping: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    const count = stopping.aborted ? 0 : await removeSome();
    if (count === 0) return total;
    total += count;
  }
}
