// GET /api/v1/mailboxes/{id}/credentials
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { readCredentials } from "@/lib/mail-worker/read-credentials";

export const GET = workerRoute(operations.readCredentials, (context, { path, query }) =>
  readCredentials(context, path.id, query),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/mailboxes/{id}/credentials");
