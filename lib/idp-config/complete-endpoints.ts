import { directoryPlaceholder, fillEndpoints, readEntraEndpoint } from "@/lib/providers/entra-endpoints";
import { presets } from "@/lib/providers/presets";
import type { IdpConfigChange } from "./schema";

/** What of an IdP Config is stored already, or null for a new one. */
export type StoredEndpoints = {
  directoryId: string | null;
  authorizationEndpoint: string;
  tokenEndpoint: string;
} | null;

/**
 * Fills in what follows from the rest, as the form does while one types, for those whose browser runs no script: at
 * Microsoft the endpoints from the Directory (tenant) ID, the other endpoint and the ID from a pasted endpoint; at
 * every provider the revocation endpoint that it is known to have. What was typed is left as it is.
 */
export function completeEndpoints(input: IdpConfigChange, stored: StoredEndpoints): IdpConfigChange {
  const revocationEndpoint = input.revocationEndpoint ?? presets[input.provider].revocationEndpoint;
  if (input.provider !== "microsoft") return { ...input, revocationEndpoint };
  return { ...input, revocationEndpoint, ...completeDirectory(input, stored) };
}

function completeDirectory(input: IdpConfigChange, stored: StoredEndpoints) {
  const { authorizationEndpoint, tokenEndpoint } = input;
  const isSame = stored?.authorizationEndpoint === authorizationEndpoint && stored.tokenEndpoint === tokenEndpoint;
  if (isSame && input.directoryId !== null && input.directoryId !== stored?.directoryId) {
    return fillEndpoints(input.directoryId, authorizationEndpoint);
  }
  const authorize = readEntraEndpoint(authorizationEndpoint);
  const token = readEntraEndpoint(tokenEndpoint);
  const isDirectoryKept = !isSame && stored !== null && input.directoryId === stored.directoryId;
  const named = authorize?.directoryId ?? token?.directoryId ?? null;
  const directoryId = (isDirectoryKept ? named : null) ?? input.directoryId ?? named;
  if (directoryId === null) return { directoryId };
  const pasted = authorize === null ? tokenEndpoint : authorizationEndpoint;
  const filled = fillEndpoints(directoryId, pasted);
  return {
    directoryId,
    authorizationEndpoint: isOpen(authorizationEndpoint) ? filled.authorizationEndpoint : authorizationEndpoint,
    tokenEndpoint: isOpen(tokenEndpoint) ? filled.tokenEndpoint : tokenEndpoint,
  };
}

function isOpen(endpoint: string): boolean {
  return endpoint.includes(directoryPlaceholder);
}
