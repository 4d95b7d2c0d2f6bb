// POST /api/v1/webhooks/{id}/deliveries/{deliveryId}/replay
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { replayManagedDelivery } from "@/lib/webhook/manage-delivery";

export const POST = workerRoute(operations.replayWebhookDelivery, (context, { path }) =>
  replayManagedDelivery(context, path),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/webhooks/{id}/deliveries/{deliveryId}/replay");
