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
import type { ClientCredentialInput, IdpConfigInput } from "./schema";

/**
 * Creates an IdP Config (`idpConfigId` null) or changes one, and takes a client secret along when one was
 * typed. A change that its Grants depend on invalidates them, and a disabled one stops them, so while there are any
 * it is refused until `isConfirmed`, naming the System Emails (code conflict, fact `confirm`). With a Token Endpoint
 * on another host the saved client secrets are forgotten.
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
      const lost = known.grants.filter(
        (grant) => grant.configSignature === known.configSignature && grant.configSignature !== configSignature,
      );
      const addresses = known.grants.map(({ systemEmail }) => systemEmail.address);
      const stopped = known.enabled && !input.enabled ? describeDisabling(addresses) : null;
      const lostSentence = lost.length > 0 ? describeLoss(lost.map(({ systemEmail }) => systemEmail.address)) : null;
      const question = [lostSentence, stopped].filter((sentence) => sentence !== null).join(" ");
      if (question !== "" && !isConfirmed) {
        return fail({ code: "conflict", message: question, facts: { confirm: "idpConfig" } });
      }
      invalidatedGrants = lost.length;
      await forgetSecretsOfAnotherHost(db, id, { stored: known, changed: input });
      await db.idpConfig.update({ where: { id }, data: { ...input, configSignature, updatedAt: new Date() } });
    }
    const secretAdded = await addClientCredential(db, context, id, credential);
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
    return succeed({ id, invalidatedGrants });
  });
}

async function forgetSecretsOfAnotherHost(
  db: Database,
  idpConfigId: string,
  { stored, changed }: Record<"stored" | "changed", { tokenEndpoint: string }>,
): Promise<void> {
  if (!keepsClientSecrets(stored, changed)) await db.clientCredential.deleteMany({ where: { idpConfigId } });
}

function describeLoss(addresses: string[]): string {
  const shown = addresses.slice(0, 5).join(", ");
  const more = addresses.length > 5 ? ` and ${addresses.length - 5} more` : "";
  if (addresses.length === 1) {
    return `${shown} is authorized by this IdP Config as it is now. After this change that no longer counts, and it has to be authorized again.`;
  }
  return `${addresses.length} System Emails are authorized by this IdP Config as it is now: ${shown}${more}. After this change that no longer counts, and each of them has to be authorized again.`;
}
