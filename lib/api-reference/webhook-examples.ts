const webhook = {
  id: "c2a4c0de-7b1d-4f6e-9a51-3d5b8e0f1a22",
  url: "https://desk.acme.test/mailgrant",
  description: "Ticket desk",
  eventTypes: ["mailbox.needs_reauthorization", "alert.opened", "alert.recovered"],
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

/** One event for one cause, however many mailboxes it concerns: `addresses` names up to fifty of them. */
const alert = {
  id: "7c6b5a49-3827-4160-9f8e-7d6c5b4a3921",
  position: 815,
  mailboxId: null,
  address: null,
  idpConfigId: "5d3c2b1a-0f9e-4d8c-b7a6-958473625140",
  data: {
    alertId: "a1b2c3d4-e5f6-4708-91a2-b3c4d5e6f708",
    kind: "idp_config_refused",
    cause: "client_secret_expired",
    title: "IdP Config “Contoso”: The Client Secret has expired",
    mailboxCount: 40,
    addresses: ["billing@acme.test", "support@acme.test"],
    url: "https://mail.example.com/acme/admin/alerts/a1b2c3d4-e5f6-4708-91a2-b3c4d5e6f708",
  },
};

const alertDelivery = {
  ...delivery,
  id: "0f1e2d3c-4b5a-4697-8807-16253443526f",
  eventId: alert.id,
  eventType: "alert.opened",
  position: alert.position,
  payload: JSON.stringify({ type: "alert.opened", timestamp: "2026-11-22T09:20:00.000Z", data: alert }),
  attempts: [{ at: "2026-11-22T09:20:02.000Z", status: 204, durationMs: 61, error: null }],
  createdAt: "2026-11-22T09:20:01.000Z",
  finishedAt: "2026-11-22T09:20:02.000Z",
};

const secret = "whsec_…";

/** What the calls about webhooks are shown with. */
export const webhookExamples = {
  listWebhooks: { answer: { data: [webhook] } },
  createWebhook: {
    body: { url: webhook.url, description: webhook.description, eventTypes: webhook.eventTypes },
    answer: { ...webhook, secret },
  },
  getWebhook: { answer: webhook },
  changeWebhook: { body: { enabled: false }, answer: { ...webhook, enabled: false } },
  rotateWebhookSecret: { answer: { secret, previousSecretUntil: "2026-11-23T09:00:00.000Z" } },
  listWebhookDeliveries: { answer: { data: [alertDelivery, delivery], nextCursor: null } },
};
