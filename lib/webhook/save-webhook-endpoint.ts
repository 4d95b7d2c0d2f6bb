import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { checkUrl, nameEndpoint } from "./check-url";
import { readPosition } from "./read-position";
import type { SavedWebhookEndpointInput } from "./schema";

/**
 * Changes where a webhook endpoint is, what it is told, and whether. One that is enabled again is told what happens
 * from then on: what happened while it was disabled is in the feed of events alone.
 */
export async function saveWebhookEndpoint(
  context: TenantContext,
  endpointId: string,
  input: SavedWebhookEndpointInput,
): Promise<Result<null, Failure<"invalid_request" | "not_found">>> {
  requirePermission(context, "webhook:write");
  const url = checkUrl(input.url);
  if (!url.ok) return url;
  return inTenant(context, async (db) => {
    const known = await db.webhookEndpoint.findUnique({ where: { id: endpointId }, select: { enabled: true } });
    if (known === null) return fail({ code: "not_found", message: "There is no such webhook endpoint." });
    const restart = input.enabled && !known.enabled ? { position: await readPosition(db, context), goneAt: null } : {};
    await db.webhookEndpoint.update({ where: { id: endpointId }, data: { ...input, url: url.value, ...restart } });
    await recordAudit(db, context, {
      action: "webhook_endpoint.changed",
      subject: { type: "webhook_endpoint", id: endpointId, label: nameEndpoint({ ...input, url: url.value }) },
      details: { host: new URL(url.value).host, enabled: input.enabled, eventTypes: input.eventTypes },
    });
    return succeed(null);
  });
}
