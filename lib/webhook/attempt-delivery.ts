import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Result } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import { openVault } from "@/lib/tenancy/open-vault";
import { type PostFailure, postWebhook } from "./post-webhook";
import type { DeliveryAttempt } from "./schema";
import { previousSecretPlace, signingSecretPlace } from "./signing-secret";

/** What is delivered where, and what signs it. */
export type Parcel = {
  id: string;
  endpointId: string;
  url: string;
  isEnabled: boolean;
  isResting: boolean;
  eventId: string;
  payload: string;
  secrets: readonly Secret[];
};

/** Loads a pending delivery with its endpoint's secrets: the present one and, within a day of a rotation, the one before. */
export async function loadParcel(tenant: { tenantId: string }, deliveryId: string): Promise<Parcel | null> {
  return inTenant(tenant, async (db) => {
    const delivery = await db.webhookDelivery.findUnique({
      where: { id: deliveryId, status: "pending" },
      include: { webhookEndpoint: true },
    });
    if (delivery === null) return null;
    const { webhookEndpoint: endpoint } = delivery;
    const vault = await openVault(db, tenant);
    const { previousSecretSealed, previousSecretUntil } = endpoint;
    const isOverlap = previousSecretUntil !== null && previousSecretUntil > systemClock();
    const secrets = [vault.open(endpoint.secretSealed, signingSecretPlace(endpoint.id))];
    if (isOverlap && previousSecretSealed !== null)
      secrets.push(vault.open(previousSecretSealed, previousSecretPlace(endpoint.id)));
    return {
      id: delivery.id,
      endpointId: endpoint.id,
      url: endpoint.url,
      isEnabled: endpoint.enabled,
      isResting: endpoint.restingUntil !== null && endpoint.restingUntil > systemClock(),
      eventId: delivery.eventId,
      payload: delivery.payload,
      secrets,
    };
  });
}

/** Tries a parcel once, outside of any transaction, and tells how it went. */
export async function attemptDelivery(
  parcel: Parcel,
): Promise<{ attempt: DeliveryAttempt; outcome: Result<null, PostFailure> }> {
  const at = systemClock();
  const startedMs = performance.now();
  const { status, outcome } = await postWebhook(
    { url: parcel.url, id: parcel.eventId, payload: parcel.payload },
    { secrets: parcel.secrets, at },
  );
  return {
    attempt: {
      at: at.toISOString(),
      status,
      durationMs: Math.round(performance.now() - startedMs),
      error: outcome.ok ? null : outcome.failure.message,
    },
    outcome,
  };
}
