import type { Database } from "@/lib/db/client";
import {
  type AuthorizationDiagnosis,
  explainAuthorizationFailure,
} from "@/lib/diagnosis/explain-authorization-failure";
import { callbackEndpoint } from "./provider-client";

/**
 * What explains failures of an authorization that was tried with an IdP Config, with the values of that one; `isConfigThere`
 * is false where it has been deleted since. Call it within the tenant.
 */
export async function explainerOf(
  db: Database,
  { idpConfigId, facts }: { idpConfigId: string | null; facts: Readonly<Record<string, string>> },
): Promise<{ explain: (code: string) => AuthorizationDiagnosis; isConfigThere: boolean }> {
  const config =
    idpConfigId === null
      ? null
      : await db.idpConfig.findUnique({
          where: { id: idpConfigId },
          select: { provider: true, clientId: true, directoryId: true },
        });
  const known = {
    provider: config?.provider ?? "other",
    systemEmailAddress: facts.address,
    callbackEndpoint: callbackEndpoint(),
    clientId: config?.clientId,
    directoryId: config?.directoryId ?? undefined,
  };
  return { explain: (code) => explainAuthorizationFailure({ code, facts }, known), isConfigThere: config !== null };
}
