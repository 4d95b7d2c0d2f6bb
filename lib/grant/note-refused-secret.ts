import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import { sureFrom } from "@/lib/diagnosis/confidence-schema";
import { explainAuthorizationFailure } from "@/lib/diagnosis/explain-authorization-failure";
import type { Failure } from "@/lib/errors";
import { forgetRefusedCredential, noteRefusedCredentials } from "@/lib/idp-config/judge-client-credential";
import { lockIdpConfig } from "@/lib/idp-config/lock-idp-config";
import { refuseIdpConfig } from "@/lib/idp-config/refuse-idp-config";
import type { ProviderName } from "@/lib/providers/presets";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { joinProviderWords } from "./refresh-failure";

/**
 * Notes that the token endpoint refused a client secret when a code was exchanged, as a refresh notes it: a wrong one that
 * was never taken is forgotten where another remains, and an IdP Config that has no other is refused. Only for what the
 * provider itself answered: what a browser brought back would let anybody stop the tenant's Grants.
 */
export async function noteRefusedSecret(
  context: AuthorizerContext,
  refused: {
    idpConfig: { id: string; name: string; configSignature: string; provider: ProviderName };
    clientCredentialId: string;
    code: "client_secret_wrong" | "client_secret_expired";
    failure: Failure;
  },
): Promise<void> {
  const { idpConfig, clientCredentialId, code, failure } = refused;
  const { message, facts } = failure;
  const { cause, confidence } = explainAuthorizationFailure({ code, facts }, { provider: idpConfig.provider });
  await inTenant(context, async (db) => {
    // Whoever changes an IdP Config locks it first and its Client Credentials then.
    await lockIdpConfig(db, idpConfig.id);
    if (code === "client_secret_wrong") await forgetRefusedCredential(db, idpConfig.id, clientCredentialId);
    await noteRefusedCredentials(db, [clientCredentialId], systemClock());
    await refuseIdpConfig(db, context, {
      idpConfig,
      triedCredentialIds: [clientCredentialId],
      grantId: null,
      code,
      cause: confidence < sureFrom ? null : cause,
      detail: joinProviderWords(message, facts?.description),
    });
  });
}
