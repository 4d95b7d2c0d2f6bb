/**
 * What stops when an IdP Config that issued Grants to these System Emails is disabled, in a sentence; null where
 * nothing does.
 */
export function describeDisabling(addresses: readonly string[]): string | null {
  const unique = [...new Set(addresses)];
  if (unique.length === 0) return null;
  const more = unique.length > 5 ? ` and ${unique.length - 5} more` : "";
  return `Disabled, this IdP Config renews no token: fetching and sending stop for ${unique.slice(0, 5).join(", ")}${more} until it is enabled.`;
}
