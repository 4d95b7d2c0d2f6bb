/** The halves by what `keyOf` says of them, in their order; those of which it says null are left out. */
export function groupHalves<Row>(halves: readonly Row[], keyOf: (half: Row) => string | null): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const half of halves) {
    const key = keyOf(half);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [half]);
    else group.push(half);
  }
  return groups;
}
