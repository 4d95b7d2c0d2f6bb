import { randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import { refuseOverwrite } from "@/lib/revision/refuse-overwrite";
import type { TenantContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { addClientCredential } from "./add-client-credential";
import { signConfig } from "./config-signature";
import { describeDisabling } from "./describe-disabling";
import { idpConfigFields, infoFields, storedSecretFields, typedSecretFields } from "./form-fields";
import { keepsClientSecrets } from "./keeps-client-secrets";
import { lockIdpConfig } from "./lock-idp-config";
import { recoverIdpConfig } from "./recover-idp-config";
import { resumeGrants } from "./resume-grants";
import type { ClientCredentialInput, IdpConfigChange, IdpConfigInput } from "./schema";

/**
 * Creates an IdP Config (`idpConfigId` null) or changes one, and takes a client secret along when one was
 * typed. A change that its Grants depend on invalidates them, and a disabled one stops them, so while there are any
 * it is refused until `isConfirmed`, naming the System Emails (code conflict, fact `confirm`). With a Token Endpoint
 * on another host the saved client secrets are forgotten. One that the provider refused is tried again. What would undo a
 * change that was saved since the form was filled (`revision`) is refused as refuseOverwrite tells.
 */
export async function saveIdpConfig(
  context: TenantContext,
  idpConfigId: string | null,
  typed: IdpConfigChange,
  credential: ClientCredentialInput,
  { isConfirmed, revision }: { isConfirmed: boolean; revision?: string | undefined },
): Promise<Result<{ id: string; invalidatedGrants: number }, Failure<"conflict" | "not_found">>> {
  requirePermission(context, "idp_config:write");
  const { tenantId } = context;
  return inTenant(context, async (db) => {
    const configSignature = signConfig(await openVault(db, context), typed);
    const found = await lockKnown(db, context, idpConfigId, { revision, typed, credential });
    if (!found.ok) return found;
    const known = found.value;
    const input = {
      ...typed,
      enabled: typed.enabled ?? known?.enabled ?? true,
      notes: typed.notes ?? known?.notes ?? "",
    };
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
    if (known === null) {
      await db.idpConfig.create({ data: { id, tenantId, ...input, configSignature } });
    } else {
      const changed = await change(db, known, { ...input, configSignature }, isConfirmed);
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

function readKnown(db: Database, id: string) {
  return db.idpConfig.findUnique({
    where: { id },
    include: {
      clientCredentials: { select: { id: true, expiresOn: true }, orderBy: { createdAt: "desc" }, take: 1 },
      grants: { select: { configSignature: true, systemEmail: { select: { address: true } } } },
    },
  });
}
type KnownConfig = NonNullable<Awaited<ReturnType<typeof readKnown>>>;

/** The stored IdP Config, which nobody else changes meanwhile, unless what was typed would undo what others saved; null for a new one. */
async function lockKnown(
  db: Database,
  context: TenantContext,
  id: string | null,
  sent: { revision: string | undefined; typed: IdpConfigChange; credential: ClientCredentialInput },
): Promise<Result<KnownConfig | null, Failure<"conflict" | "not_found">>> {
  if (id === null) return succeed(null);
  await lockIdpConfig(db, id);
  const known = await readKnown(db, id);
  if (known === null) return fail({ code: "not_found", message: "There is no such IdP Config." });
  const { enabled, notes, name } = sent.typed;
  const isInfoShown = enabled !== undefined && notes !== undefined;
  const refusal = await refuseOverwrite(db, context, {
    revision: sent.revision,
    stored: { ...idpConfigFields(known), ...infoFields(known), ...storedSecretFields(known.clientCredentials[0]) },
    typed: {
      ...idpConfigFields(sent.typed),
      ...(isInfoShown ? infoFields({ enabled, notes, name }) : {}),
      ...typedSecretFields(sent.credential),
    },
    secrets: ["clientSecret"],
    changed: {
      subjectIds: [id],
      actions: ["idp_config.changed", "client_credential.added", "client_credential.removed"],
    },
  });
  return refusal === null ? succeed(known) : fail(refusal);
}

/** Changes an IdP Config unless that needs a confirmation, and gives how many Grants no longer count. */
async function change(
  db: Database,
  known: KnownConfig,
  input: IdpConfigInput & { configSignature: string },
  isConfirmed: boolean,
): Promise<Result<number, Failure<"conflict">>> {
  const { id } = known;
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
