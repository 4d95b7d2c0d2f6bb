import { eventTypeSchema } from "@/lib/event/schema";
import type { ManagedDelivery, ManagedWebhook } from "@/lib/mail-worker/webhook-contract";
import type { DeliveryView } from "./list-webhook-deliveries";

type ShownEndpoint = {
  id: string;
  url: string;
  description: string;
  eventTypes: string[];
  enabled: boolean;
  goneAt: Date | null;
  previousSecretUntil: Date | null;
  createdAt: Date;
};

/** A webhook endpoint as the API answers it. */
export function describeWebhook(endpoint: ShownEndpoint): ManagedWebhook {
  const { id, url, description, eventTypes, enabled, goneAt, previousSecretUntil, createdAt } = endpoint;
  return {
    id,
    url,
    description,
    eventTypes: eventTypeSchema.array().parse(eventTypes),
    enabled,
    goneAt: goneAt?.toISOString() ?? null,
    previousSecretUntil: previousSecretUntil?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

/** A delivery as the API answers it. */
export function describeDelivery(delivery: DeliveryView): ManagedDelivery {
  return {
    ...delivery,
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: delivery.finishedAt?.toISOString() ?? null,
  };
}
