import type { Known } from "./cause";

/** The link by which an administrator consents for everybody, where app and directory are known. */
export function adminConsentStep({ context: { clientId, directoryId }, provider }: Known): string[] {
  if (provider !== "microsoft" || clientId === undefined || directoryId === undefined) return [];
  const address = new URL(`https://login.microsoftonline.com/${encodeURIComponent(directoryId)}/adminconsent`);
  address.searchParams.set("client_id", clientId);
  return [`Or send this link to an administrator: ${address.href}`];
}
