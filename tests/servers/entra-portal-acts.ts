import type { EntraDirectory } from "./entra-directory";
import { accountIdOf, type EntraState, findUser } from "./entra-state";

/** Registers one more redirect URI of type Web, exactly as it was typed. As at Microsoft, plain http is for this machine alone. */
export function addRedirectUri(state: EntraState, clientId: string, typed: string): void {
  const registration = state.registrations.get(clientId);
  if (!registration) throw new Error(`No application ${clientId} is registered.`);
  const redirectUri = typed.trim();
  if (!/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])/.test(redirectUri) || !URL.canParse(redirectUri)) {
    throw new Error("A redirect URI must start with https://, or with http://localhost on this machine.");
  }
  const redirectUris = [...new Set([...registration.redirectUris, redirectUri])];
  state.registrations.set(clientId, { ...registration, redirectUris });
}

/** Ends all grants of one person. Returns how many there were. */
export function revokeGrantsOf(state: EntraState, directories: readonly EntraDirectory[], address: string): number {
  const user = findUser(state, address);
  if (!user) throw new Error(`Nobody has the address ${address}.`);
  return directories.reduce((revoked, { store }) => revoked + store.revokeGrantsOf(accountIdOf(user)), 0);
}
