import { type ProviderName, presets } from "@/lib/providers/presets";

/** What the fields of an IdP Config hold, by field name; never its secret. */
export type IdpConfigValues = Record<string, string>;

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
