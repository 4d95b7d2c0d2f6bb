import { z } from "zod";
import type { Secret } from "@/lib/secret";
import { cleanProviderText } from "./clean-provider-text";

/**
 * The claims of a JWT, read without checking its signature: good for a look at what a provider issued to us over
 * TLS, never for a decision about who somebody is. Null where the token is opaque or encrypted.
 */
export function readJwtClaims(token: Secret): Record<string, unknown> | null {
  const [, payload, signature, ...more] = token.reveal().split(".");
  if (payload === undefined || signature === undefined || more.length > 0) return null;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}

/** More than any audience has. */
const longestAudience = 2000;

/**
 * The audience of an access token (RFC 7519 §4.1.3), several of them separated by spaces; null where the token
 * is opaque and so tells nothing about it. Cut off and without control characters, since it is kept.
 */
export function readAudience(accessToken: Secret): string | null {
  const audience = audienceSchema.safeParse(readJwtClaims(accessToken)?.aud);
  if (!audience.success) return null;
  const text = typeof audience.data === "string" ? audience.data : audience.data.join(" ");
  return cleanProviderText(text, [], longestAudience);
}

const claimsSchema = z.record(z.string(), z.unknown());
const audienceSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
