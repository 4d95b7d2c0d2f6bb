import type { Secret } from "@/lib/secret";

/** Removes control characters and the given secrets from a text of the provider's, and caps its length. */
export function cleanProviderText(text: string, secrets: readonly Secret[], cap: number): string {
  let cleaned = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    // A value this short is no secret, and replacing it would tear ordinary words apart.
    if (value.length < 4) continue;
    cleaned = cleaned.replaceAll(value, "[secret]").replaceAll(encodeURIComponent(value), "[secret]");
  }
  cleaned = cleaned
    // Whatever looks like a JWT or another long token is taken out too, although nobody named it.
    .replace(/eyJ[\w-]{8,}(\.[\w-]*){1,4}/g, "[secret]")
    .replace(/[\w~.+/=-]{120,}/g, "[secret]")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return cleaned.length <= cap ? cleaned : `${cleaned.slice(0, cap - 1)}…`;
}
