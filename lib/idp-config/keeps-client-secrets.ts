import { isSameOrigin } from "@/lib/egress/same-origin";

type WithTokenEndpoint = { tokenEndpoint: string };

/**
 * Whether the client secrets of an IdP Config stay when it is changed. They were entered for the host of its Token
 * Endpoint; with another host they have to be entered again, or whoever may edit the endpoint could have them sent
 * to a server of their own, although nobody may read them.
 */
export function keepsClientSecrets(stored: WithTokenEndpoint, changed: WithTokenEndpoint): boolean {
  return stored.tokenEndpoint === changed.tokenEndpoint || isSameOrigin(stored.tokenEndpoint, changed.tokenEndpoint);
}
