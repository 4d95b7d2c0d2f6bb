import { type ProviderName, presets } from "@/lib/providers/presets";

/** What the fields of an IdP Config hold, by field name; never its secret. */
export type IdpConfigValues = Record<string, string>;

type ShownIdpConfig = {
  provider: ProviderName;
  name: string;
  enabled: boolean;
  notes: string;
  clientId: string;
  directoryId: string | null;
  isSingleTenant: boolean;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  issuer: string | null;
  userInfoEndpoint: string | null;
  revocationEndpoint: string | null;
  scopes: string[];
  emailAttribute: string;
  clientCredentials: { expiresOn: Date | null }[];
};

/** The fields of a saved IdP Config. */
export function valuesOfConfig(config: ShownIdpConfig): IdpConfigValues {
  return {
    name: config.name,
    notes: config.notes,
    clientId: config.clientId,
    directoryId: config.directoryId ?? "",
    isSingleTenant: String(config.isSingleTenant),
    authorizationEndpoint: config.authorizationEndpoint,
    tokenEndpoint: config.tokenEndpoint,
    issuer: config.issuer ?? "",
    userInfoEndpoint: config.userInfoEndpoint ?? "",
    revocationEndpoint: config.revocationEndpoint ?? "",
    scopes: config.scopes.join("\n"),
    emailAttribute: config.emailAttribute,
    secretExpiresOn: config.clientCredentials[0]?.expiresOn?.toISOString().slice(0, 10) ?? "",
  };
}

/** The fields of a new IdP Config, filled in but for what only the customer knows. */
export function valuesOfPreset(provider: ProviderName, name: string): IdpConfigValues {
  const preset = presets[provider];
  return {
    name,
    isSingleTenant: "true",
    authorizationEndpoint: preset.authorizationEndpoint,
    tokenEndpoint: preset.tokenEndpoint,
    scopes: preset.scopes.map(({ scope }) => scope).join("\n"),
    emailAttribute: preset.emailAttribute,
  };
}

/** A name that no IdP Config of the tenant has yet, such as "Microsoft – acme.test". */
export function suggestName(provider: ProviderName, address: string, taken: readonly string[]): string {
  const base = `${providerNames[provider]} – ${address.split("@").at(-1) ?? address}`;
  if (!taken.includes(base)) return base;
  for (let count = 2; ; count++) if (!taken.includes(`${base} ${count}`)) return `${base} ${count}`;
}

/** The providers as people call them. */
export const providerNames: Readonly<Record<ProviderName, string>> = {
  microsoft: "Microsoft",
  google: "Google",
  other: "Other Provider",
};
