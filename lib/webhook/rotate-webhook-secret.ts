import { recordAudit } from "@/lib/audit/record-audit";
import { addSeconds, systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { nameEndpoint } from "./check-url";
import { createSigningSecret, previousSecretPlace, previousSecretSeconds, signingSecretPlace } from "./signing-secret";

/**
 * Gives a webhook endpoint a new signing secret, which is in the answer and never again. The one before signs as well
 * until `previousUntil`, a day from now, so that the receiver can change over when it suits it.
 */
export async function rotateWebhookSecret(
  context: TenantContext,
  endpointId: string,
): Promise<Result<{ secret: Secret; previousUntil: Date }, Failure<"not_found">>> {
  requirePermission(context, "webhook:write");
  const secret = createSigningSecret();
  const previousUntil = addSeconds(systemClock(), previousSecretSeconds);
  return inTenant(context, async (db) => {
    const endpoint = await db.webhookEndpoint.findUnique({
      where: { id: endpointId },
      select: { url: true, description: true, secretSealed: true },
    });
    if (endpoint === null) return fail({ code: "not_found", message: "There is no such webhook endpoint." });
    const vault = await openVault(db, context);
    const previous = vault.open(endpoint.secretSealed, signingSecretPlace(endpointId));
    await db.webhookEndpoint.update({
      where: { id: endpointId },
      data: {
        secretSealed: vault.seal(secret, signingSecretPlace(endpointId)),
        previousSecretSealed: vault.seal(previous, previousSecretPlace(endpointId)),
        previousSecretUntil: previousUntil,
      },
    });
    await recordAudit(db, context, {
      action: "webhook_endpoint.secret_rotated",
      subject: { type: "webhook_endpoint", id: endpointId, label: nameEndpoint(endpoint) },
    });
    return succeed({ secret, previousUntil });
  });
}
