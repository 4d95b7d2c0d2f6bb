// GET and POST /api/v1/webhooks
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { succeed } from "@/lib/result";
import { createManagedWebhook, listManagedWebhooks } from "@/lib/webhook/manage-webhook";

export const GET = workerRoute(operations.listWebhooks, async (context) => succeed(await listManagedWebhooks(context)));

export const POST = workerRoute(operations.createWebhook, (context, { body }) => createManagedWebhook(context, body));

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("/webhooks");
