// GET and POST /api/v1/idp-configs
import { otherMethods, workerRoute } from "@/app/_server/worker-route";
import { operations } from "@/lib/mail-worker/contract";
import { listManagedIdpConfigs } from "@/lib/management/list-managed-idp-configs";
import { createManagedIdpConfig } from "@/lib/management/save-managed-idp-config";
import { succeed } from "@/lib/result";

export const GET = workerRoute(operations.listIdpConfigs, async (context, { query }) =>
  succeed(await listManagedIdpConfigs(context, query)),
);

export const POST = workerRoute(operations.createIdpConfig, (context, { body }) =>
  createManagedIdpConfig(context, body),
);

export const { PUT, PATCH, DELETE, OPTIONS } = otherMethods("/idp-configs");
