// GET, PATCH and DELETE /api/v1/idp-configs/{id}
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { deleteManagedIdpConfig } from "@/lib/management/delete-managed-idp-config";
import { describeIdpConfig } from "@/lib/management/describe-idp-config";
import { findIdpConfig } from "@/lib/management/find-idp-config";
import { changeManagedIdpConfig } from "@/lib/management/save-managed-idp-config";
import { succeed } from "@/lib/result";

export const GET = workerRoute(operations.getIdpConfig, async (context, { path }) => {
  const found = await findIdpConfig(context, path.id);
  return found.ok ? succeed(describeIdpConfig(found.value)) : found;
});

export const PATCH = workerRoute(operations.changeIdpConfig, (context, { path, body }) =>
  changeManagedIdpConfig(context, path.id, body),
);

export const DELETE = workerRoute(operations.deleteIdpConfig, (context, { path }) =>
  deleteManagedIdpConfig(context, path.id),
);

export const { POST, PUT, OPTIONS } = otherMethods("/idp-configs/{id}");
