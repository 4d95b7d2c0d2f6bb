import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { checkUrl, nameEndpoint } from "./check-url";
import { readPosition } from "./read-position";
import type { WebhookEndpointInput } from "./schema";
import { createSigningSecret, signingSecretPlace } from "./signing-secret";

const maxEndpoints = 20;

/**
 * Adds a webhook endpoint, which is told what happens from now on. Its signing secret is in the answer and never
 * again. A tenant has at most 20.
 */
export async function createWebhookEndpoint(
  context: TenantContext,
  input: WebhookEndpointInput,
): Promise<Result<{ id: string; secret: Secret }, Failure<"invalid_request" | "conflict">>> {
  requirePermission(context, "webhook:write");
  const url = checkUrl(input.url);
  if (!url.ok) return url;
  const { tenantId } = context;
  const id = randomUUID();
  const secret = createSigningSecret();
  return inTenant(context, async (db) => {
    if ((await db.webhookEndpoint.count()) >= maxEndpoints) {
      return fail({
        code: "conflict",
        message: `There are ${maxEndpoints} webhook endpoints already; delete one first.`,
      });
    }
    const vault = await openVault(db, context);
    await db.webhookEndpoint.create({
      data: {
        id,
        tenantId,
        ...input,
        url: url.value,
        secretSealed: vault.seal(secret, signingSecretPlace(id)),
        position: await readPosition(db, context),
        createdByLabel: context.actor.label,
      },
    });
    await recordAudit(db, context, {
      action: "webhook_endpoint.created",
      subject: { type: "webhook_endpoint", id, label: nameEndpoint({ ...input, url: url.value }) },
      details: { host: new URL(url.value).host, eventTypes: input.eventTypes },
    });
    return succeed({ id, secret });
  });
}
