// GET /api/v1/mailboxes/{id}/credentials: a Worker Key with the scope credentials:read that may see the mailbox.
import { workerRoute } from "@/app/_server/worker-route";
import { credentialsQuerySchema, credentialsSchema, mailboxPathSchema } from "@/lib/mail-worker/contract";
import { readCredentials } from "@/lib/mail-worker/read-credentials";

export const GET = workerRoute({
  scope: "credentials:read",
  path: mailboxPathSchema,
  query: credentialsQuerySchema,
  answer: credentialsSchema,
  handle: (context, { id }, query) => readCredentials(context, id, query),
});
