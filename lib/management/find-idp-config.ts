import type { Failure } from "@/lib/errors";
import { getIdpConfig, type IdpConfigView } from "@/lib/idp-config/get-idp-config";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";

/** The IdP Config that a path names. What is no id, what does not exist and what is another tenant's are the same. */
export async function findIdpConfig(
  context: TenantContext,
  idpConfigId: string,
): Promise<Result<IdpConfigView, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(idpConfigId);
  const config = id.success ? await getIdpConfig(context, id.data) : null;
  return config === null ? fail({ code: "not_found", message: "There is no such IdP Config." }) : succeed(config);
}
