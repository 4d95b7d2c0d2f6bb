import { hideSecrets } from "@/lib/diagnosis/hide-secrets";
import { decodeChallenge } from "@/lib/mail/xoauth2";

/** More of them are no conversation with a mail server. */
const maxBlobs = 50;

/**
 * What the newest challenge in a text says, by which a mail server explains that it refuses a token (`334 eyJ…`,
 * `+ eyJ…`, or the base64 alone); undefined where there is none. Secrets are left out.
 */
export function decodeTextChallenge(text: string): Record<string, string> | undefined {
  const blobs = [...text.matchAll(/eyJ[A-Za-z0-9+/_-]{8,4000}={0,2}/g)].slice(-maxBlobs).reverse();
  for (const [blob] of blobs) {
    const challenge = decodeChallenge(blob);
    // The header and the claims of a token are JSON in base64 as well.
    if (challenge === undefined || !isChallenge(challenge)) continue;
    return Object.fromEntries(
      Object.entries(challenge).map(([name, value]) => [hideSecrets(name), hideSecrets(value)]),
    );
  }
  return undefined;
}

function isChallenge({ status, schemes }: Record<string, string>): boolean {
  return schemes !== undefined || (status !== undefined && /^\d{3}$|^invalid_/.test(status));
}
