// GET /api/v1/mailboxes/{id}/credentials
import { otherMethods, workerRouteBy } from "@/app/_server/worker-route";
import { authenticateReader } from "@/lib/mail-worker/authenticate-reader";
import { operations } from "@/lib/mail-worker/contract";
import { readCredentials } from "@/lib/mail-worker/read-credentials";

export const GET = workerRouteBy(operations.readCredentials, {
  authenticate: (authorization, request, input) =>
    authenticateReader(authorization, request, input && { mailboxId: input.path.id, wish: input.query }),
  handle: ({ readAlong, ...context }, { path, query }) => readCredentials(context, path.id, { ...query, readAlong }),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/mailboxes/{id}/credentials");
