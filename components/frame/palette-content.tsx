"use client";

import { usePathname, useRouter } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { optionId, PaletteList, paletteListId } from "@/components/frame/palette-list";
import { entriesAt, type LocalEntries, type PaletteEntry, paletteMatches } from "@/components/frame/palette-matches";
import { useFoundEntries } from "@/components/frame/use-found-entries";

export type PaletteContentProps = {
  entries: readonly PaletteEntry[];
  /** What can be done on a page of one thing, before the others. */
  here: LocalEntries;
  /** What finds entries as one types, as JSON `{ entries }`, with `{query}` in the place of what is typed. */
  findHref: string;
  /** Where emails are searched, with `{query}` in the place of what is typed. */
  searchHref: string;
  /** An entry was chosen. */
  onDone: () => void;
};

/** The field of the palette and what fits what is typed there. */
export default function PaletteContent({ entries, here, findHref, searchHref, onDone }: PaletteContentProps) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const path = usePathname();
  const found = useFoundEntries(findHref, query);
  const matches = paletteMatches([...entriesAt(path, here), ...entries], found, searchHref, query);

  // The answer of the server may be shorter than what it replaces.
  const current = Math.min(chosen, matches.length - 1);
  const goTo = (entry: PaletteEntry | undefined) => {
    onDone();
    if (entry) router.push(entry.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move) setChosen((current + move + matches.length) % matches.length);
    else if (event.key === "Enter") goTo(matches[current]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: it stands in a dialog that was opened a moment ago.
        autoFocus
        role="combobox"
        aria-label="Go to, or search emails"
        aria-expanded
        aria-controls={paletteListId}
        aria-activedescendant={optionId(current)}
        autoComplete="off"
        spellCheck={false}
        placeholder="An email, a page, or what to do: verify support"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        className="w-full border-b bg-transparent px-4 py-3 text-base outline-none"
      />
      <PaletteList matches={matches} chosen={current} onChoose={setChosen} onGo={goTo} />
      <p role="status" className="sr-only">
        {query.trim() !== "" && (matches.length === 1 ? "1 choice" : `${matches.length} choices`)}
      </p>
    </>
  );
}
