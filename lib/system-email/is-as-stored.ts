/**
 * Whether what is to be saved is what is stored already: then there is nothing to do, and nothing to tell of. What was
 * never entered is stored as null and typed as empty.
 */
export function isAsStored(
  input: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(input).every(([name, value]) => (value ?? "") === (stored[name] ?? ""));
}
