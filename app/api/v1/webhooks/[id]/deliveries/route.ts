// GET /api/v1/webhooks/{id}/deliveries
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { listManagedDeliveries } from "@/lib/webhook/manage-delivery";

export const GET = workerRoute(operations.listWebhookDeliveries, (context, { path, query }) =>
  listManagedDeliveries(context, path.id, query),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/webhooks/{id}/deliveries");
