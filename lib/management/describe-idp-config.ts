import { callbackEndpoint } from "@/lib/grant/provider-client";
import type { IdpConfigView } from "@/lib/idp-config/get-idp-config";
import type { SavedClientCredential } from "@/lib/idp-config/save-client-credential";
import type { ManagedIdpConfig } from "@/lib/mail-worker/idp-config-contract";

/** An IdP Config as the API answers it: of its client secrets only the dates. */
export function describeIdpConfig(config: IdpConfigView): ManagedIdpConfig {
  return {
    id: config.id,
    provider: config.provider,
    name: config.name,
    enabled: config.enabled,
    notes: config.notes,
    clientId: config.clientId,
    directoryId: config.directoryId,
    isSingleTenant: config.isSingleTenant,
    authorizationEndpoint: config.authorizationEndpoint,
    tokenEndpoint: config.tokenEndpoint,
    issuer: config.issuer,
    userInfoEndpoint: config.userInfoEndpoint,
    revocationEndpoint: config.revocationEndpoint,
    scopes: config.scopes,
    emailAttribute: config.emailAttribute,
    callbackEndpoint: callbackEndpoint(),
    clientCredentials: config.clientCredentials.map(describeClientCredential),
    usedBy: config.usedBy.map(({ id, address, half }) => ({ mailboxId: id, address, half })),
  };
}

/** A Client Credential without its secret. */
export function describeClientCredential({ id, expiresOn, createdAt }: SavedClientCredential) {
  return { id, expiresOn: expiresOn?.toISOString().slice(0, 10) ?? null, createdAt: createdAt.toISOString() };
}
