import type { ProviderName } from "@/lib/providers/presets";
import type { Secret } from "@/lib/secret";

export type IdpConfigField =
  | "clientId"
  | "clientSecret"
  | "directoryId"
  | "authorizationEndpoint"
  | "tokenEndpoint"
  | "scopes"
  | "emailAttribute"
  | "issuer"
  | "userInfoEndpoint"
  | "revocationEndpoint";

/** An IdP Config as it was typed. Null and absent mean: left empty; for the secret: the saved one stays. */
export type IdpConfigInput = {
  provider: ProviderName;
  clientId: string;
  clientSecret?: Secret | null | undefined;
  directoryId?: string | null | undefined;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  issuer?: string | null | undefined;
  userInfoEndpoint?: string | null | undefined;
  revocationEndpoint?: string | null | undefined;
  scopes: readonly string[];
  emailAttribute: string;
  /** Whether the registration is for one directory only; absent where nobody said so. */
  isSingleTenant?: boolean | undefined;
};

export type IdpConfigMistake = {
  field: IdpConfigField;
  code: string;
  /** An `error` keeps the authorization from succeeding; a `warning` may be meant so. */
  severity: "error" | "warning";
  message: string;
};
