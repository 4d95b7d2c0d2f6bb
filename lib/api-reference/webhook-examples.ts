const webhook = {
  id: "c2a4c0de-7b1d-4f6e-9a51-3d5b8e0f1a22",
  url: "https://desk.acme.test/mailgrant",
  description: "Ticket desk",
  eventTypes: ["mailbox.needs_reauthorization", "mailbox.recovered"],
  enabled: true,
  goneAt: null,
  previousSecretUntil: null,
  createdAt: "2026-11-01T09:30:00.000Z",
};

const event = {
  id: "1f9a2b3c-4d5e-4f60-8a7b-9c0d1e2f3a44",
  position: 812,
  mailboxId: "0b7e6d5c-3a1f-4c52-9a58-2f1f6f0f7a11",
  address: "support@acme.test",
  idpConfigId: null,
  data: { half: "remote_mailbox" },
};

const delivery = {
  id: "e7d6c5b4-a392-4817-b605-f4e3d2c1b0a9",
  eventId: event.id,
  eventType: "mailbox.needs_reauthorization",
  position: event.position,
  payload: JSON.stringify({
    type: "mailbox.needs_reauthorization",
    timestamp: "2026-11-22T09:00:00.000Z",
    data: event,
  }),
  status: "delivered",
  attemptCount: 1,
  attempts: [{ at: "2026-11-22T09:00:02.000Z", status: 204, durationMs: 84, error: null }],
  createdAt: "2026-11-22T09:00:01.000Z",
  finishedAt: "2026-11-22T09:00:02.000Z",
};

const secret = "whsec_…";

/** What the calls about webhooks are shown with. */
export const webhookExamples = {
  listWebhooks: { answer: { data: [webhook] } },
  createWebhook: {
    body: { url: webhook.url, description: webhook.description, eventTypes: webhook.eventTypes },
    answer: { ...webhook, secret },
  },
  changeWebhook: { body: { enabled: false }, answer: { ...webhook, enabled: false } },
  rotateWebhookSecret: { answer: { secret, previousSecretUntil: "2026-11-23T09:00:00.000Z" } },
  listWebhookDeliveries: { answer: { data: [delivery], nextCursor: null } },
};
