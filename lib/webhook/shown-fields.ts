/** What may be seen of a webhook endpoint. */
export const shownEndpoint = {
  id: true,
  url: true,
  description: true,
  eventTypes: true,
  enabled: true,
  goneAt: true,
  previousSecretUntil: true,
  createdByLabel: true,
  createdAt: true,
} as const;

/** What may be seen of a delivery. */
export const shownDelivery = {
  id: true,
  eventId: true,
  eventType: true,
  position: true,
  payload: true,
  status: true,
  attemptCount: true,
  attempts: true,
  createdAt: true,
  finishedAt: true,
} as const;
