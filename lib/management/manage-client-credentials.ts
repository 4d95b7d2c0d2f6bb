import type { z } from "zod";
import type { Failure } from "@/lib/errors";
import { removeClientCredential } from "@/lib/idp-config/remove-client-credential";
import { saveClientCredential } from "@/lib/idp-config/save-client-credential";
import { clientCredentialSchema } from "@/lib/idp-config/schema";
import type { addClientCredentialSchema } from "@/lib/mail-worker/idp-config-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { describeClientCredential } from "./describe-idp-config";
import { findIdpConfig } from "./find-idp-config";
import { parseFields, tellFailure } from "./parse-fields";

const names = { clientSecret: "secret", secretExpiresOn: "expiresOn" };

/** Adds a client secret to an IdP Config, by the form's own rules. */
export async function addManagedClientCredential(
  context: TenantContext,
  idpConfigId: string,
  { secret, expiresOn }: z.infer<typeof addClientCredentialSchema>,
): Promise<Result<ReturnType<typeof describeClientCredential>, Failure<"not_found" | "invalid_request">>> {
  const config = await findIdpConfig(context, idpConfigId);
  if (!config.ok) return config;
  const fields = { clientSecret: secret, secretExpiresOn: expiresOn ?? "" };
  const credential = parseFields(clientCredentialSchema, fields, names);
  if (!credential.ok) return credential;
  const saved = await saveClientCredential(context, config.value.id, credential.value);
  return saved.ok ? succeed(describeClientCredential(saved.value)) : fail(tellFailure(saved.failure, names));
}

/** Forgets a client secret of an IdP Config. */
export async function removeManagedClientCredential(
  context: TenantContext,
  ids: { id: string; clientCredentialId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  const idpConfigId = rowIdSchema.safeParse(ids.id);
  const clientCredentialId = rowIdSchema.safeParse(ids.clientCredentialId);
  if (!idpConfigId.success || !clientCredentialId.success) {
    return fail({ code: "not_found", message: "There is no such Client Credential." });
  }
  return removeClientCredential(context, {
    idpConfigId: idpConfigId.data,
    clientCredentialId: clientCredentialId.data,
  });
}
