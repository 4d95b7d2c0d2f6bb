import type { Secret } from "@/lib/secret";

/**
 * The client's answer of SASL XOAUTH2 in base64 ("OAuth 2.0 Mechanism", Google Workspace: Gmail IMAP;
 * Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth). The result is a secret.
 */
export function encodeXoauth2(username: string, accessToken: Secret): string {
  return Buffer.from(`user=${username}\u0001auth=Bearer ${accessToken.reveal()}\u0001\u0001`, "utf8").toString(
    "base64",
  );
}

/** The client's answer of SASL PLAIN in base64 (RFC 4616, section 2). The result is a secret. */
export function encodePlain(username: string, password: Secret): string {
  return Buffer.from(`\u0000${username}\u0000${password.reveal()}`, "utf8").toString("base64");
}

/**
 * The JSON by which a server explains why it refuses a token, from its base64 challenge; as a flat record of
 * strings. Undefined when it is not JSON: Exchange sends none, so nobody may depend on it.
 */
export function decodeChallenge(base64: string): Record<string, string> | undefined {
  try {
    return flattenChallenge(JSON.parse(Buffer.from(base64.trim(), "base64").toString("utf8")));
  } catch {
    return undefined;
  }
}

/** A decoded challenge as a flat record of strings; members that hold structures are kept as JSON. */
export function flattenChallenge(challenge: unknown): Record<string, string> | undefined {
  if (typeof challenge !== "object" || challenge === null || Array.isArray(challenge)) return undefined;
  const members = Object.entries(challenge).slice(0, 20);
  return Object.fromEntries(
    members.map(([name, value]) => [name, (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 500)]),
  );
}
