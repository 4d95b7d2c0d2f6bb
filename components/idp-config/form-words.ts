import { type FormWords, switchWords } from "@/components/ui/form-words";

/** The fields of the forms of an IdP Config, and of the Info tab. */
export const idpConfigWords: FormWords = {
  enabled: { label: "Enabled", values: switchWords },
  strictMatching: { label: "Strict Matching", values: switchWords },
  name: { label: "Name" },
  notes: { label: "Notes" },
  clientId: { label: "Client ID" },
  clientSecret: { label: "Client Secret", isSecret: true },
  secretExpiresOn: { label: "Client Secret expires on" },
  directoryId: { label: "Directory (tenant) ID" },
  isSingleTenant: { label: "Supported account types", values: { true: "Single tenant", false: "Multitenant" } },
  authorizationEndpoint: { label: "Authorization Endpoint" },
  tokenEndpoint: { label: "Token Endpoint" },
  issuer: { label: "Issuer" },
  userInfoEndpoint: { label: "User Info Endpoint" },
  revocationEndpoint: { label: "Revocation Endpoint" },
  scopes: { label: "Scopes", isList: true },
  emailAttribute: { label: "Email Address Attribute" },
};
