import type { TenantVault } from "@/lib/crypto/tenant-vault";
import type { IdpConfigInput } from "./schema";

/**
 * The Config Signature: a keyed hash of everything in an IdP Config that a Grant depends on. Name, notes and
 * client credentials are not in it, because replacing a secret needs no new consent.
 */
export function signConfig(vault: TenantVault, config: Omit<IdpConfigInput, "name" | "enabled" | "notes">): string {
  const {
    provider,
    clientId,
    directoryId,
    authorizationEndpoint,
    tokenEndpoint,
    issuer,
    userInfoEndpoint,
    emailAttribute,
  } = config;
  return vault.sign(
    "config signature",
    JSON.stringify([
      provider,
      clientId,
      directoryId,
      authorizationEndpoint,
      tokenEndpoint,
      issuer,
      userInfoEndpoint,
      emailAttribute,
      [...config.scopes].sort(),
    ]),
  );
}
