import type { Failure } from "@/lib/errors";
import { deleteIdpConfig } from "@/lib/idp-config/delete-idp-config";
import type { Result } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { findIdpConfig } from "./find-idp-config";

/** Deletes an IdP Config that nothing uses. */
export async function deleteManagedIdpConfig(
  context: TenantContext,
  idpConfigId: string,
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  const config = await findIdpConfig(context, idpConfigId);
  return config.ok ? deleteIdpConfig(context, config.value.id) : config;
}
