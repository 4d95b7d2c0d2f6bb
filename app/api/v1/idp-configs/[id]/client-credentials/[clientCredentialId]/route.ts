// DELETE /api/v1/idp-configs/{id}/client-credentials/{clientCredentialId}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { removeManagedClientCredential } from "@/lib/management/manage-client-credentials";

export const DELETE = workerRoute(operations.removeClientCredential, (context, { path }) =>
  removeManagedClientCredential(context, path),
);

export const { GET, POST, PUT, PATCH, OPTIONS } = otherMethods(
  "/idp-configs/{id}/client-credentials/{clientCredentialId}",
);
