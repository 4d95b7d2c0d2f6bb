import type { Secret } from "@/lib/secret";

/** More than any provider explains itself in; what follows is not looked at. */
const maxReadCharacters = 20_000;

/**
 * Removes control characters and the given secrets from a text of the provider's, and caps its length. Half a surrogate
 * pair, which no database takes, is removed as well. Takes a time that grows with the text's length and no faster,
 * whatever it holds: it comes from outside.
 */
export function cleanProviderText(text: string, secrets: readonly Secret[], cap: number): string {
  let cleaned = text.slice(0, maxReadCharacters);
  for (const secret of secrets) {
    const value = secret.reveal();
    // A value this short is no secret, and replacing it would tear ordinary words apart.
    if (value.length < 4) continue;
    cleaned = cleaned.replaceAll(value, "[secret]").replaceAll(encodeURIComponent(value), "[secret]");
  }
  cleaned = cleaned
    // Whatever looks like a JWT or another long token is taken out too, although nobody named it.
    .replace(/(?<![\w-])[\w-]{11,}(\.[\w-]*){1,4}/g, (run) => (/eyJ[\w-]{8}/.test(run) ? "[secret]" : run))
    .replace(/[\w~.+/=-]{120,}/g, "[secret]")
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return cleaned.length <= cap ? cleaned : `${cleaned.slice(0, cap - 1).replace(/\p{Surrogate}/gu, "")}…`;
}
