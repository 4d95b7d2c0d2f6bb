// POST /api/v1/webhooks/{id}/rotate-secret
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { rotateManagedWebhookSecret } from "@/lib/webhook/manage-webhook";

export const POST = workerRoute(operations.rotateWebhookSecret, (context, { path }) =>
  rotateManagedWebhookSecret(context, path.id),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/webhooks/{id}/rotate-secret");
