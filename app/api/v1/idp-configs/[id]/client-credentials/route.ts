// POST /api/v1/idp-configs/{id}/client-credentials
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { addManagedClientCredential } from "@/lib/management/manage-client-credentials";

export const POST = workerRoute(operations.addClientCredential, (context, { path, body }) =>
  addManagedClientCredential(context, path.id, body),
);

export const { GET, PUT, PATCH, DELETE, OPTIONS } = otherMethods("/idp-configs/{id}/client-credentials");
