import { recordAudit } from "@/lib/audit/record-audit";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import type { Failure } from "@/lib/errors";
import { findIdpConfigMistakes } from "@/lib/oauth/check-idp-config";
import { fail, type Result, succeed } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { addClientCredential } from "./add-client-credential";
import { recoverIdpConfig } from "./recover-idp-config";
import type { ClientCredentialInput } from "./schema";

export type SavedClientCredential = { id: string; expiresOn: Date | null; createdAt: Date };

/**
 * Adds a client secret to an IdP Config and leaves everything else of it. What can be seen to be no secret, such as
 * the secret's ID in its place, is refused (fact `fields.clientSecret`), because refreshes would try it at once.
 */
export async function saveClientCredential(
  context: TenantContext,
  idpConfigId: string,
  credential: ClientCredentialInput,
): Promise<Result<SavedClientCredential, Failure<"not_found" | "invalid_request">>> {
  requirePermission(context, "idp_config:write");
  if (credential.clientSecret === "") return fail(refuse("Enter the Client Secret."));
  return inTenant(context, async (db) => {
    const config = await db.idpConfig.findUnique({ where: { id: idpConfigId } });
    if (config === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
    const mistake = findIdpConfigMistakes(
      { ...config, clientSecret: new Secret(credential.clientSecret) },
      { policy: environment().egressPolicy },
    ).find(({ field, severity }) => field === "clientSecret" && severity === "error");
    if (mistake !== undefined) return fail(refuse(mistake.message));
    await addClientCredential(db, context, idpConfigId, credential);
    await recordAudit(db, context, {
      action: "client_credential.added",
      subject: { type: "idp_config", id: idpConfigId, label: config.name },
      details: { expiresOn: credential.secretExpiresOn?.toISOString().slice(0, 10) ?? null },
    });
    const added = await db.clientCredential.findFirstOrThrow({
      where: { idpConfigId },
      orderBy: { createdAt: "desc" },
      select: { id: true, expiresOn: true, createdAt: true },
    });
    await recoverIdpConfig(db, context, idpConfigId);
    return succeed(added);
  });
}

function refuse(message: string): Failure<"invalid_request"> {
  return { code: "invalid_request", message, facts: { "fields.clientSecret": message } };
}
