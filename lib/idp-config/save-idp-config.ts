import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { addClientCredential } from "./add-client-credential";
import { signConfig } from "./config-signature";
import { describeDisabling } from "./describe-disabling";
import { keepsClientSecrets } from "./keeps-client-secrets";
import { recoverIdpConfig } from "./recover-idp-config";
import { resumeGrants } from "./resume-grants";
import type { ClientCredentialInput, IdpConfigInput } from "./schema";

/**
 * Creates an IdP Config (`idpConfigId` null) or changes one, and takes a client secret along when one was
 * typed. A change that its Grants depend on invalidates them, and a disabled one stops them, so while there are any
 * it is refused until `isConfirmed`, naming the System Emails (code conflict, fact `confirm`). With a Token Endpoint
 * on another host the saved client secrets are forgotten. One that the provider refused is tried again.
 */
export async function saveIdpConfig(
  context: TenantContext,
  idpConfigId: string | null,
  input: IdpConfigInput,
  credential: ClientCredentialInput,
  { isConfirmed }: { isConfirmed: boolean },
): Promise<Result<{ id: string; invalidatedGrants: number }, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "idp_config:write");
  const { tenantId } = context;
  return inTenant(context, async (db) => {
    const configSignature = signConfig(await openVault(db, context), input);
    const taken = await db.idpConfig.count({
      where: { name: input.name, ...(idpConfigId === null ? {} : { id: { not: idpConfigId } }) },
    });
    if (taken > 0) {
      return fail({
        code: "conflict",
        message: `There is an IdP Config "${input.name}" already.`,
        facts: { field: "name" },
      });
    }
    const id = idpConfigId ?? randomUUID();
    let invalidatedGrants = 0;
    if (idpConfigId === null) {
      await db.idpConfig.create({ data: { id, tenantId, ...input, configSignature } });
    } else {
      const changed = await change(db, id, { ...input, configSignature }, isConfirmed);
      if (!changed.ok) return changed;
      invalidatedGrants = changed.value;
    }
    const secretAdded = await addClientCredential(db, context, id, credential);
    // Grants that rested because of what stood here before are worth trying again at once.
    if (input.enabled) await resumeGrants(db, id);
    const { provider, clientId, directoryId, authorizationEndpoint, tokenEndpoint, scopes, enabled } = input;
    await recordAudit(db, context, {
      action: idpConfigId === null ? "idp_config.created" : "idp_config.changed",
      subject: { type: "idp_config", id, label: input.name },
      details: {
        provider,
        enabled,
        clientId,
        directoryId,
        authorizationEndpoint,
        tokenEndpoint,
        scopes,
        secretAdded,
        invalidatedGrants,
      },
    });
    if (input.enabled) await recoverIdpConfig(db, context, id);
    return succeed({ id, invalidatedGrants });
  });
}

/** Changes an IdP Config unless that needs a confirmation, and gives how many Grants no longer count. */
async function change(
  db: Database,
  id: string,
  input: IdpConfigInput & { configSignature: string },
  isConfirmed: boolean,
): Promise<Result<number, Failure<"conflict" | "not_found">>> {
  const known = await db.idpConfig.findUnique({
    where: { id },
    select: {
      configSignature: true,
      tokenEndpoint: true,
      enabled: true,
      grants: { select: { configSignature: true, systemEmail: { select: { address: true } } } },
    },
  });
  if (known === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
  const isLost = input.configSignature !== known.configSignature;
  const lost = known.grants.filter((grant) => isLost && grant.configSignature === known.configSignature);
  const addressesOf = (grants: typeof lost) => grants.map(({ systemEmail }) => systemEmail.address);
  const questions = [
    ...(lost.length > 0 ? [describeLoss(addressesOf(lost))] : []),
    ...(known.enabled && !input.enabled ? [describeDisabling(addressesOf(known.grants))] : []),
  ].filter((question) => question !== null);
  if (questions.length > 0 && !isConfirmed) {
    return fail({ code: "conflict", message: questions.join(" "), facts: { confirm: "idpConfig" } });
  }
  // A secret was typed for the host that it would be sent to.
  if (!keepsClientSecrets(known, input)) await db.clientCredential.deleteMany({ where: { idpConfigId: id } });
  await db.idpConfig.update({ where: { id }, data: { ...input, updatedAt: new Date() } });
  return succeed(lost.length);
}

function describeLoss(addresses: string[]): string {
  const shown = addresses.slice(0, 5).join(", ");
  const more = addresses.length > 5 ? ` and ${addresses.length - 5} more` : "";
  if (addresses.length === 1) {
    return `${shown} is authorized by this IdP Config as it is now. After this change that no longer counts, and it has to be authorized again.`;
  }
  return `${addresses.length} System Emails are authorized by this IdP Config as it is now: ${shown}${more}. After this change that no longer counts, and each of them has to be authorized again.`;
}
