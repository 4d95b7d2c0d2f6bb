import { systemClock } from "@/lib/clock";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { readClientSecrets } from "@/lib/idp-config/read-client-secrets";
import { type DiscoveryFailure, discover } from "@/lib/oauth/discover";
import { type ExchangeFailure, exchangeCode } from "@/lib/oauth/exchange-code";
import { findResourceOwner } from "@/lib/oauth/find-resource-owner";
import { judgeToken, type TokenVerdict } from "@/lib/oauth/judge-token";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import { type CallbackFailure, readCallback } from "@/lib/oauth/read-callback";
import { fail, type Result } from "@/lib/result";
import { Secret } from "@/lib/secret";
import type { AuthorizerContext } from "@/lib/tenancy/context";
import { openVault } from "@/lib/tenancy/open-vault";
import type { PendingAuthorization } from "./consume-pending-authorization";
import { findGrant } from "./find-grant";
import { noteRefusedSecret } from "./note-refused-secret";
import { callbackEndpoint, providerDeadlineMs, providerFetch, toProviderClient } from "./provider-client";
import { type ReplaceFailure, replaceGrant } from "./replace-grant";
import { codeVerifierPlace, noncePlace } from "./seal-places";

export type AcceptFailure =
  | DiscoveryFailure
  | ExchangeFailure
  | TokenVerdict
  | ReplaceFailure
  | Failure<"resource_owner_unknown" | "client_secret_wrong" | "config_changed" | "address_changed">;

/**
 * Exchanges the code, finds out who signed in, judges what came back, and only then replaces the Grant.
 * The newest client secret alone is tried, so that a wrong one is noticed now and not when the older one dies.
 */
export async function acceptAuthorization(
  context: AuthorizerContext,
  pending: PendingAuthorization,
  parameters: URLSearchParams,
): Promise<Result<null, AcceptFailure>> {
  const prepared = await prepare(context, pending);
  if (!prepared.ok) return prepared;
  const { config, credential, codeVerifier, nonce, isStrictMatching } = prepared.value;
  const request = { fetch: providerFetch(), deadlineMs: providerDeadlineMs };

  const client = await discover({ client: toProviderClient(config), ...request });
  if (!client.ok) return readRefusal(toProviderClient(config), parameters) ?? client;
  const tokens = await exchangeCode({
    ...request,
    client: client.value,
    clientSecret: credential.clientSecret,
    redirectUri: callbackEndpoint(),
    callbackParameters: parameters,
    codeVerifier,
    nonce,
    expectedState: new Secret(parameters.get("state") ?? ""),
    clock: systemClock,
  });
  if (!tokens.ok) {
    const { failure } = tokens;
    const { code } = failure;
    // What came back with the browser was never an answer to the secret, whatever it says.
    if ((code === "client_secret_wrong" || code === "client_secret_expired") && !parameters.has("error")) {
      const { clientCredentialId } = credential;
      await noteRefusedSecret(context, { idpConfig: config, clientCredentialId, code, failure });
    }
    return tokens;
  }
  const resourceOwner = await findResourceOwner({
    ...request,
    client: client.value,
    idTokenClaims: tokens.value.idTokenClaims,
    accessToken: tokens.value.accessToken,
  });
  if (!resourceOwner.ok) return resourceOwner;
  const judged = judgeToken({
    provider: config.provider,
    tokens: tokens.value,
    askedScopes: config.scopes,
    resourceOwner: resourceOwner.value,
    systemEmailAddress: pending.address,
    isStrictMatching,
  });
  if (!judged.ok) return judged;
  return replaceGrant(context, pending, {
    tokens: { ...tokens.value, refreshToken: judged.value.refreshToken },
    resourceOwner: resourceOwner.value,
    isStrictMatching,
    clientCredentialId: credential.clientCredentialId,
  });
}

/** Why the provider sent nobody back with a code, which counts for more than a discovery document that cannot be had. */
function readRefusal(client: ProviderClient, parameters: URLSearchParams): Result<null, CallbackFailure> | null {
  if (!parameters.has("error")) return null;
  const refusal = readCallback(client, parameters, new Secret(parameters.get("state") ?? ""));
  return refusal.ok ? null : refusal;
}

/** Reads what the exchange needs, and refuses an authorization that was started for other settings than there are now. */
async function prepare(context: AuthorizerContext, pending: PendingAuthorization) {
  return inTenant(context, async (db) => {
    const found = await findGrant(db, pending.systemEmailId, pending.half);
    const config = await db.idpConfig.findUnique({ where: { id: pending.idpConfigId } });
    if (found === null || config === null || config.configSignature !== pending.configSignature) {
      return fail({
        code: "config_changed" as const,
        message: "The IdP Config was changed between Submit and the provider's answer.",
      });
    }
    if (found.systemEmail.address !== pending.address) {
      return fail({
        code: "address_changed" as const,
        message: `The address was ${pending.address} at Submit and is ${found.systemEmail.address} now.`,
      });
    }
    const [credential] = await readClientSecrets(db, context, config.id);
    if (credential === undefined) {
      return fail({
        code: "client_secret_wrong" as const,
        message: `The IdP Config "${config.name}" has no Client Secret.`,
      });
    }
    const vault = await openVault(db, context);
    return {
      ok: true as const,
      value: {
        config,
        credential,
        isStrictMatching: found.now.strictMatching,
        codeVerifier: vault.open(pending.codeVerifierSealed, codeVerifierPlace(pending.stateHash)),
        nonce: vault.open(pending.nonceSealed, noncePlace(pending.stateHash)),
      },
    };
  });
}
