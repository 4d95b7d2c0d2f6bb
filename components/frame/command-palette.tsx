"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useCallback, useRef, useState } from "react";
import { PaletteKeys } from "@/components/frame/palette-keys";
import { optionId, PaletteList, paletteListId } from "@/components/frame/palette-list";
import { type PaletteEntry, paletteMatches } from "@/components/frame/palette-matches";
import { type PaletteMode, usePaletteShortcuts } from "@/components/frame/palette-shortcuts";

type CommandPaletteProps = {
  entries: readonly PaletteEntry[];
  /** Where emails are searched, with `{query}` in the place of what is typed. */
  searchHref: string;
};

/** ⌘K: type a few letters, Enter goes there. `?` lists the keys in the same place. */
export function CommandPalette({ entries, searchHref }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [mode, setMode] = useState<PaletteMode>("go");
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const matches = paletteMatches(entries, searchHref, query);

  usePaletteShortcuts(
    useCallback((wanted) => {
      setMode(wanted);
      setQuery("");
      setChosen(0);
      if (!dialog.current?.open) dialog.current?.showModal();
    }, []),
  );

  const goTo = (entry: PaletteEntry | undefined) => {
    dialog.current?.close();
    if (entry) router.push(entry.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move) setChosen((chosen + move + matches.length) % matches.length);
    else if (event.key === "Enter") goTo(matches[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog ref={dialog} closedby="any" aria-label={mode === "keys" ? "Keys" : "Go to"} className="palette">
      {mode === "keys" ? (
        <PaletteKeys />
      ) : (
        <>
          <input
            autoFocus
            role="combobox"
            aria-label="Go to, or search emails"
            aria-expanded
            aria-controls={paletteListId}
            aria-activedescendant={optionId(chosen)}
            autoComplete="off"
            spellCheck={false}
            placeholder="Go to an email or a page…"
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
            className="w-full border-b bg-transparent px-4 py-3 text-base outline-none"
          />
          <PaletteList matches={matches} chosen={chosen} onChoose={setChosen} onGo={goTo} />
        </>
      )}
    </dialog>
  );
}
