// GET, PATCH and DELETE /api/v1/webhooks/{id}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { changeManagedWebhook, deleteManagedWebhook, readManagedWebhook } from "@/lib/webhook/manage-webhook";

export const GET = workerRoute(operations.getWebhook, (context, { path }) => readManagedWebhook(context, path.id));

export const PATCH = workerRoute(operations.changeWebhook, (context, { path, body }) =>
  changeManagedWebhook(context, path.id, body),
);

export const DELETE = workerRoute(operations.deleteWebhook, (context, { path }) =>
  deleteManagedWebhook(context, path.id),
);

export const { POST, PUT, OPTIONS } = otherMethods("/webhooks/{id}");
