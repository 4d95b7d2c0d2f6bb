import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a high-entropy value, base64url. For passwords use lib/tenancy/password.ts. */
export function sha256(value: string): string {
  return createHash("sha256").update(value).digest("base64url");
}

/** Compares in a time that does not depend on where the texts differ. */
export function isEqualInConstantTime(left: string, right: string): boolean {
  const [a, b] = [createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest()];
  return timingSafeEqual(a, b);
}
