import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import type {
  ChangeWebhook,
  CreatedWebhook,
  CreateWebhook,
  ManagedWebhook,
  RotatedSecret,
} from "@/lib/mail-worker/webhook-contract";
import { parseFields, tellFailure } from "@/lib/management/parse-fields";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { createWebhookEndpoint } from "./create-webhook-endpoint";
import { deleteWebhookEndpoint } from "./delete-webhook-endpoint";
import { describeWebhook } from "./describe-webhook";
import { getWebhookEndpoint } from "./get-webhook-endpoint";
import { listWebhookEndpoints } from "./list-webhook-endpoints";
import { rotateWebhookSecret } from "./rotate-webhook-secret";
import { lockWebhookEndpoint, writeWebhookEndpoint } from "./save-webhook-endpoint";
import { savedWebhookEndpointSchema, webhookEndpointSchema } from "./schema";

const notFound = { code: "not_found", message: "There is no such webhook endpoint." } as const;

/** Every webhook endpoint, for the API. */
export async function listManagedWebhooks(context: TenantContext): Promise<{ data: ManagedWebhook[] }> {
  return { data: (await listWebhookEndpoints(context)).map(describeWebhook) };
}

/** Adds a webhook endpoint by the form's own rules; the answer holds its signing secret, this once. */
export async function createManagedWebhook(
  context: TenantContext,
  body: CreateWebhook,
): Promise<Result<CreatedWebhook, Failure<"invalid_request" | "conflict" | "not_found">>> {
  const input = parseFields(webhookEndpointSchema, body, {});
  if (!input.ok) return input;
  const created = await createWebhookEndpoint(context, input.value);
  if (!created.ok) return fail(tellFailure(created.failure));
  const endpoint = await readManagedWebhook(context, created.value.id);
  return endpoint.ok ? succeed({ ...endpoint.value, secret: created.value.secret.reveal() }) : endpoint;
}

/** Changes what is sent of a webhook endpoint and leaves the rest, as it is at that moment. */
export async function changeManagedWebhook(
  context: TenantContext,
  endpointId: string,
  body: ChangeWebhook,
): Promise<Result<ManagedWebhook, Failure<"invalid_request" | "not_found">>> {
  requirePermission(context, "webhook:write");
  const id = rowIdSchema.safeParse(endpointId);
  if (!id.success) return fail(notFound);
  const changed = await inTenant(context, async (db) => {
    const known = await lockWebhookEndpoint(db, id.data);
    if (known === null) return fail(notFound);
    const { url, description, eventTypes, enabled } = known;
    const input = parseFields(savedWebhookEndpointSchema, { url, description, eventTypes, enabled, ...body }, {});
    if (!input.ok) return input;
    const written = await writeWebhookEndpoint(db, context, known, input.value);
    return written.ok ? written : fail(tellFailure(written.failure));
  });
  return changed.ok ? readManagedWebhook(context, id.data) : changed;
}

/** Rotates a signing secret; the answer holds the new one, this once. */
export async function rotateManagedWebhookSecret(
  context: TenantContext,
  endpointId: string,
): Promise<Result<RotatedSecret, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(endpointId);
  if (!id.success) return fail(notFound);
  const rotated = await rotateWebhookSecret(context, id.data);
  if (!rotated.ok) return rotated;
  const { secret, previousUntil } = rotated.value;
  return succeed({ secret: secret.reveal(), previousSecretUntil: previousUntil.toISOString() });
}

/** Deletes a webhook endpoint with its deliveries. */
export async function deleteManagedWebhook(
  context: TenantContext,
  endpointId: string,
): Promise<Result<null, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(endpointId);
  return id.success ? deleteWebhookEndpoint(context, id.data) : fail(notFound);
}

/** One webhook endpoint, for the API. */
export async function readManagedWebhook(
  context: TenantContext,
  endpointId: string,
): Promise<Result<ManagedWebhook, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(endpointId);
  const endpoint = id.success ? await getWebhookEndpoint(context, id.data) : null;
  return endpoint === null ? fail(notFound) : succeed(describeWebhook(endpoint));
}
