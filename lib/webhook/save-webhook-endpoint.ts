import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { checkUrl, nameEndpoint } from "./check-url";
import { endpointFields } from "./form-fields";
import { readPosition } from "./read-position";
import type { SavedWebhookEndpointInput } from "./schema";
import { shownEndpoint } from "./shown-fields";

/**
 * Changes where a webhook endpoint is, what it is told, and whether. One that is enabled again is told what happens
 * from then on: what happened while it was disabled is in the feed of events alone. What would undo a change that was
 * saved since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function saveWebhookEndpoint(
  context: TenantContext,
  endpointId: string,
  input: SavedWebhookEndpointInput,
  { revision }: { revision?: string | undefined } = {},
): Promise<Result<null, Failure<"invalid_request" | "not_found" | "conflict">>> {
  requirePermission(context, "webhook:write");
  return inTenant(context, async (db) => {
    const known = await lockWebhookEndpoint(db, endpointId);
    if (known === null) return fail({ code: "not_found", message: "There is no such webhook endpoint." });
    const url = checkUrl(input.url);
    if (!url.ok) return url;
    const refusal = await refuseOverwrite(db, context, {
      revision,
      stored: endpointFields(known),
      typed: endpointFields({ ...input, url: url.value }),
      changed: { subjectIds: [endpointId], actions: ["webhook_endpoint.changed"] },
    });
    return refusal === null ? writeWebhookEndpoint(db, context, known, input) : fail(refusal);
  });
}

/** A webhook endpoint without its secrets, or null; nobody else changes it until the transaction is over. */
export async function lockWebhookEndpoint(db: Database, endpointId: string) {
  await db.$executeRaw`SELECT 1 FROM webhook_endpoints WHERE id = ${endpointId}::uuid FOR UPDATE`;
  return db.webhookEndpoint.findUnique({ where: { id: endpointId }, select: shownEndpoint });
}

/** saveWebhookEndpoint within a transaction that has locked the endpoint as it is `known`. */
export async function writeWebhookEndpoint(
  db: Database,
  context: TenantContext,
  known: { id: string; enabled: boolean },
  input: SavedWebhookEndpointInput,
): Promise<Result<null, Failure<"invalid_request">>> {
  requirePermission(context, "webhook:write");
  const url = checkUrl(input.url);
  if (!url.ok) return url;
  const restart = input.enabled && !known.enabled ? { position: await readPosition(db, context), goneAt: null } : {};
  await db.webhookEndpoint.update({ where: { id: known.id }, data: { ...input, url: url.value, ...restart } });
  await recordAudit(db, context, {
    action: "webhook_endpoint.changed",
    subject: { type: "webhook_endpoint", id: known.id, label: nameEndpoint({ ...input, url: url.value }) },
    details: { host: new URL(url.value).host, enabled: input.enabled, eventTypes: input.eventTypes },
  });
  return succeed(null);
}
