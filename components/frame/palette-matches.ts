export type PaletteEntry = {
  label: string;
  /** What it does or where it belongs, in a few words. */
  hint?: string | undefined;
  href: string;
};

const mostMatches = 8;

/**
 * The entries that hold every word of `query`, those whose label begins with it first; below them the search of all
 * emails, for which `{query}` in `searchHref` is filled in.
 */
export function paletteMatches(entries: readonly PaletteEntry[], searchHref: string, query: string): PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return entries.slice(0, mostMatches);
  const words = wanted.split(/\s+/);
  const matches = entries.filter((entry) => {
    const text = `${entry.label} ${entry.hint ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const isFirst = (entry: PaletteEntry) => Number(entry.label.toLowerCase().startsWith(wanted));
  const best = matches.toSorted((left, right) => isFirst(right) - isFirst(left)).slice(0, mostMatches);
  const href = searchHref.replace("{query}", encodeURIComponent(query.trim()));
  return [...best, { label: `Search emails for “${query.trim()}”`, href }];
}
