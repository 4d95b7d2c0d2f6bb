export type PaletteEntry = {
  label: string;
  /** What it does or where it belongs, in a few words. */
  hint?: string | undefined;
  /** Other words that it is found by. */
  words?: string | undefined;
  href: string;
};

/** Entries of the pages below a path alone; `{id}` in both stands for the id that is in the reader's. */
export type LocalEntries = { below: string; entries: readonly PaletteEntry[] };

/** As many as are shown when nothing is typed yet. */
const mostUntyped = 12;
const mostMatches = 8;

/** The entries that hold every word of what is typed: first those whose label begins with it, then those whose label holds it. */
export function filterEntries(entries: readonly PaletteEntry[], query: string): PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const matches = entries.filter(({ label, hint, words: others }) => {
    const text = `${label} ${hint ?? ""} ${others ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ label }: PaletteEntry) => {
    const place = label.toLowerCase().indexOf(wanted);
    return place === 0 ? 0 : place > 0 ? 1 : 2;
  };
  return matches.toSorted((left, right) => rank(left) - rank(right));
}

/**
 * What the palette offers for `query`: of its own entries those whose label begins with it, then what the server `found`,
 * then the rest; below them the search of all emails, for which `{query}` in `searchHref` is filled in.
 */
export function paletteMatches(
  entries: readonly PaletteEntry[],
  found: readonly PaletteEntry[],
  searchHref: string,
  query: string,
): PaletteEntry[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return entries.slice(0, mostUntyped);
  const own = filterEntries(entries, query).slice(0, mostMatches);
  const isFirst = ({ label }: PaletteEntry) => label.toLowerCase().startsWith(wanted);
  const best = [...own.filter(isFirst), ...found, ...own.filter((entry) => !isFirst(entry))];
  const href = searchHref.replace("{query}", encodeURIComponent(query.trim()));
  return [...withoutDoubles(best), { label: `Search emails for “${query.trim()}”`, href }];
}

/** The local entries of a path, with the id that is in it; none elsewhere. */
export function entriesAt(path: string, { below, entries }: LocalEntries): PaletteEntry[] {
  const [before = "", after = ""] = below.split("{id}");
  if (!path.startsWith(before)) return [];
  const [, id] = /^([0-9a-f-]{36})(?:\/|$)/.exec(path.slice(before.length)) ?? [];
  if (id === undefined || !path.slice(before.length + id.length).startsWith(after)) return [];
  return entries.map((entry) => ({ ...entry, href: entry.href.replace("{id}", id) }));
}

function withoutDoubles(entries: readonly PaletteEntry[]): PaletteEntry[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.href, entry])).values()].toReversed();
}
