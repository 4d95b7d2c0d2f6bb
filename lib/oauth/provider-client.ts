import type { ProviderName } from "@/lib/providers/presets";

/** All that is known of a provider and of our registration there: an IdP Config and what discovery adds to it. */
export type ProviderClient = {
  provider: ProviderName;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Unknown where neither the admin nor discovery names it; may have Entra's slot `{tenantid}`. */
  issuer?: string | undefined;
  jwksUri?: string | undefined;
  userInfoEndpoint?: string | undefined;
  revocationEndpoint?: string | undefined;
  /** Whether the provider promises `iss` in every answer at the Callback Endpoint (RFC 9207 §3). */
  isIssuerPromised?: boolean | undefined;
  scopes: readonly string[];
  emailAttribute: string;
};
