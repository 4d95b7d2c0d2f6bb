import { z } from "zod";
import { eventTypeSchema } from "@/lib/event/schema";

/** The type of a delivery that only tries an endpoint, and that no event stands behind. */
export const testEventType = "webhook.test";

/**
 * A webhook endpoint as an admin or the API names it. Only its form is judged here: which addresses may be dialled
 * is the egress policy's to say.
 */
export const webhookEndpointSchema = z.strictObject({
  url: z
    .string()
    .trim()
    .min(1, "Enter the address that is told, such as https://desk.example.com/mailgrant")
    .max(2000, "Use at most 2,000 characters"),
  description: z.string().trim().max(200, "Use at most 200 characters").default(""),
  eventTypes: z
    .array(eventTypeSchema, "Choose what it is told")
    .min(1, "Choose at least one kind of event")
    .transform((types) => [...new Set(types)]),
});
export type WebhookEndpointInput = z.infer<typeof webhookEndpointSchema>;

/** A webhook endpoint as it is changed. */
export const savedWebhookEndpointSchema = webhookEndpointSchema.extend({ enabled: z.boolean() });
export type SavedWebhookEndpointInput = z.infer<typeof savedWebhookEndpointSchema>;

/** One attempt to deliver: `status` is what the server answered, `error` what went wrong, in a sentence. */
export const deliveryAttemptSchema = z.strictObject({
  at: z.iso.datetime(),
  status: z.number().int().nullable(),
  durationMs: z.number().int(),
  error: z.string().nullable(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** The attempts of a delivery as they are stored, oldest first. */
export const deliveryAttemptsSchema = z.array(deliveryAttemptSchema);

export const deliveryStatuses = ["pending", "delivered", "dead"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** The query of the page of deliveries; what is no filter and no cursor counts as none. */
export const deliveriesQuerySchema = z.object({
  status: z.enum(deliveryStatuses).optional().catch(undefined),
  cursor: z.uuid().optional().catch(undefined),
});
