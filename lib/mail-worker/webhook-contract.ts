import { z } from "zod";
import { eventTypeSchema } from "@/lib/event/schema";
import { defineOperation } from "./operation";
import { plainTextSchema } from "./plain-text-schema";

const timestampSchema = z.iso.datetime();
const eventTypesSchema = z.array(eventTypeSchema).min(1, "name at least one").max(100);

export const webhookSchema = z.strictObject({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(eventTypeSchema),
  enabled: z.boolean(),
  goneAt: timestampSchema.nullable().describe("When its server answered 410 Gone, which disabled it."),
  previousSecretUntil: timestampSchema
    .nullable()
    .describe("Until when the secret before the last rotation signs as well."),
  createdAt: timestampSchema,
});
export type ManagedWebhook = z.infer<typeof webhookSchema>;

const secretSchema = z.string().describe("`whsec_` and base64. It is answered this once.");

export const createWebhookSchema = z.strictObject({
  url: plainTextSchema.describe("https, on the public internet."),
  description: plainTextSchema.default(""),
  eventTypes: eventTypesSchema,
});
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

export const createdWebhookSchema = webhookSchema.extend({ secret: secretSchema });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

export const changeWebhookSchema = z.strictObject({
  url: plainTextSchema.optional(),
  description: plainTextSchema.optional(),
  eventTypes: eventTypesSchema.optional(),
  enabled: z.boolean().optional().describe("Enabled again, it is told what happens from then on."),
});
export type ChangeWebhook = z.infer<typeof changeWebhookSchema>;

export const rotatedSecretSchema = z.strictObject({ secret: secretSchema, previousSecretUntil: timestampSchema });
export type RotatedSecret = z.infer<typeof rotatedSecretSchema>;

export const listDeliveriesQuerySchema = z.strictObject({
  cursor: z.uuid("it must be a nextCursor of an earlier page").optional(),
  limit: z.coerce
    .number("it must be a number")
    .int("it must be a whole number")
    .min(1, "it must be at least 1")
    .max(100, "it must be at most 100")
    .default(50),
  status: z.enum(["pending", "delivered", "dead"]).optional(),
});
export type ListDeliveriesQuery = z.infer<typeof listDeliveriesQuerySchema>;

export const deliverySchema = z.strictObject({
  id: z.uuid(),
  eventId: z.uuid().describe("The webhook-id of the message, the same at every attempt."),
  eventType: z.string().describe("One of the feed's, or webhook.test."),
  position: z.number().int().nullable().describe("The event's position in the feed; null for a test."),
  payload: z.string().describe("What is sent, word for word."),
  status: z
    .enum(["pending", "delivered", "dead"])
    .describe("Pending until a 2xx comes or three days of retries have passed; then dead, and still to be replayed."),
  attemptCount: z.number().int(),
  attempts: z
    .array(
      z.strictObject({
        at: timestampSchema,
        status: z.number().int().nullable().describe("Null where no answer came."),
        durationMs: z.number().int(),
        error: z.string().nullable(),
      }),
    )
    .describe("The last twenty, oldest first."),
  createdAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
});
export type ManagedDelivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.strictObject({ data: z.array(deliverySchema), nextCursor: z.uuid().nullable() });
export type DeliveryList = z.infer<typeof deliveryListSchema>;

const webhookPathSchema = z.strictObject({ id: z.string().describe("A webhook endpoint's id.") });
const deliveryPathSchema = webhookPathSchema.extend({ deliveryId: z.string().describe("A delivery's id.") });

const common = { scope: "manage", query: z.strictObject({}), pathParameters: webhookPathSchema, body: null } as const;

export const webhookOperations = {
  listWebhooks: defineOperation({
    ...common,
    method: "GET",
    path: "/webhooks",
    summary: "List webhook endpoints",
    pathParameters: z.strictObject({}),
    answer: z.strictObject({ data: z.array(webhookSchema) }),
    status: 200,
  }),
  createWebhook: defineOperation({
    ...common,
    method: "POST",
    path: "/webhooks",
    summary: "Add a webhook endpoint",
    description:
      "Its server is told what happens from now on, each event as JSON in the shape of the Standard Webhooks specification, signed by the secret in the answer. A 2xx within 15 seconds takes it; everything else is tried again for three days. At most 20 a tenant.",
    pathParameters: z.strictObject({}),
    body: createWebhookSchema,
    answer: createdWebhookSchema,
    status: 201,
  }),
  getWebhook: defineOperation({
    ...common,
    method: "GET",
    path: "/webhooks/{id}",
    summary: "Read a webhook endpoint, without its secrets",
    answer: webhookSchema,
    status: 200,
  }),
  changeWebhook: defineOperation({
    ...common,
    method: "PATCH",
    path: "/webhooks/{id}",
    summary: "Change a webhook endpoint",
    description: "Changes what is sent and leaves the rest.",
    body: changeWebhookSchema,
    answer: webhookSchema,
    status: 200,
  }),
  deleteWebhook: defineOperation({
    ...common,
    method: "DELETE",
    path: "/webhooks/{id}",
    summary: "Delete a webhook endpoint",
    description: "With the log of its deliveries; what is still on its way is not delivered.",
    answer: null,
    status: 204,
  }),
  rotateWebhookSecret: defineOperation({
    ...common,
    method: "POST",
    path: "/webhooks/{id}/rotate-secret",
    summary: "Rotate a signing secret",
    description: "The secret before signs as well for 24 hours: each message then has two signatures.",
    answer: rotatedSecretSchema,
    status: 200,
  }),
  listWebhookDeliveries: defineOperation({
    ...common,
    method: "GET",
    path: "/webhooks/{id}/deliveries",
    summary: "List deliveries",
    description: "Newest first, of the last 30 days.",
    query: listDeliveriesQuerySchema,
    answer: deliveryListSchema,
    status: 200,
  }),
  replayWebhookDelivery: defineOperation({
    ...common,
    method: "POST",
    path: "/webhooks/{id}/deliveries/{deliveryId}/replay",
    summary: "Replay a delivery",
    description:
      "Sends it again within seconds, whatever became of it, with the same id and payload, and with a new round of retries. A conflict while the endpoint is disabled.",
    pathParameters: deliveryPathSchema,
    answer: null,
    status: 204,
  }),
};
