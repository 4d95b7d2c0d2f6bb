import { composeRevision, type FormFields, fieldText, fingerprint } from "@/lib/revision/revision";

type IdpConfigFields = {
  name: string;
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
};
type InfoFields = { enabled: boolean; name: string; notes: string };
type NewestSecret = { id: string; expiresOn: Date | null } | undefined;

/** The fields that every form of an IdP Config has, but for the client secret. */
export function idpConfigFields(config: IdpConfigFields): FormFields {
  return {
    name: config.name,
    clientId: config.clientId,
    directoryId: config.directoryId ?? "",
    isSingleTenant: String(config.isSingleTenant),
    authorizationEndpoint: config.authorizationEndpoint,
    tokenEndpoint: config.tokenEndpoint,
    issuer: config.issuer ?? "",
    userInfoEndpoint: config.userInfoEndpoint ?? "",
    revocationEndpoint: config.revocationEndpoint ?? "",
    scopes: config.scopes,
    emailAttribute: config.emailAttribute,
  };
}

/** What of an IdP Config stands on the Info tab. */
export function infoFields({ enabled, name, notes }: InfoFields): FormFields {
  return { enabled: String(enabled), name, notes };
}

/** All fields of an IdP Config's forms as they show it, but for the client secret: of that only when it ends. */
export function textFields(config: IdpConfigFields & InfoFields, newest: NewestSecret): Record<string, string> {
  const { secretExpiresOn } = storedSecretFields(newest);
  const fields = { ...idpConfigFields(config), ...infoFields(config), secretExpiresOn };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, fieldText(value)]));
}

/** The newest client secret as it is stored: when it ends, and what changes with it. */
export function storedSecretFields(newest: NewestSecret): FormFields {
  return { secretExpiresOn: dayOf(newest?.expiresOn ?? null), clientSecret: fingerprint(newest?.id) };
}

/** A client secret as it was typed. An empty one leaves the newest as it is, but for when it ends. */
export function typedSecretFields(typed: { clientSecret: string; secretExpiresOn: Date | null }): FormFields {
  const secretExpiresOn = dayOf(typed.secretExpiresOn);
  return typed.clientSecret === "" ? { secretExpiresOn } : { secretExpiresOn, clientSecret: "typed" };
}

/** The Revision of the forms of an IdP Config: its own page, and both tabs of the OAuth2 dialog. */
export function composeIdpConfigRevision(config: IdpConfigFields & InfoFields, newest: NewestSecret): string {
  return composeRevision({ ...idpConfigFields(config), ...infoFields(config), ...storedSecretFields(newest) });
}

function dayOf(moment: Date | null): string {
  return moment?.toISOString().slice(0, 10) ?? "";
}
