/**
 * Whether an issuer is the expected one: compared as text (RFC 9207 §2.4), except that the ID of any directory fits
 * the slot `{tenantid}` in the issuer that Entra gives to `common` and `organizations`.
 */
export function matchesIssuer(actual: string, expected: string): boolean {
  if (actual === expected) return true;
  const [before, after] = expected.split("{tenantid}");
  if (before === undefined || after === undefined) return false;
  if (!actual.startsWith(before) || !actual.endsWith(after)) return false;
  return /^[0-9a-f-]{36}$/i.test(actual.slice(before.length, actual.length - after.length));
}
