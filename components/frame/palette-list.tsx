"use client";

import { useEffect, useRef } from "react";
import type { PaletteEntry } from "@/components/frame/palette-matches";

export const paletteListId = "palette-list";

/** The id of the option at `index`, which the input names as its active one. */
export const optionId = (index: number) => `palette-option-${index}`;

type PaletteListProps = {
  matches: readonly PaletteEntry[];
  chosen: number;
  onChoose: (index: number) => void;
  onGo: (entry: PaletteEntry) => void;
};

/** What the palette found. */
export function PaletteList({ matches, chosen, onChoose, onGo }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);

  // The keyboard may choose what is out of sight. Nothing is returned: newer browsers give a promise, which ends no effect.
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  return (
    <div
      ref={list}
      id={paletteListId}
      role="listbox"
      aria-label="Where to"
      className="max-h-[50dvh] overflow-y-auto p-1.5"
    >
      {matches.map((entry, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keyboard.
        <div
          key={entry.href}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onPointerMove={() => onChoose(index)}
          onClick={() => onGo(entry)}
          className="flex cursor-pointer items-baseline justify-between gap-4 rounded-sm px-3 py-2 aria-selected:bg-hover"
        >
          <span className="min-w-0 truncate">{entry.label}</span>
          {entry.hint && <span className="shrink-0 text-xs text-ink-muted">{entry.hint}</span>}
        </div>
      ))}
    </div>
  );
}
