"use client";

import { useEffect } from "react";

export type PaletteMode = "go" | "keys";

/** Calls `open` on ⌘K, Ctrl-K, `?` and on whatever is marked `data-opens-palette`; `/` goes to the page's search field. */
export function usePaletteShortcuts(open: (mode: PaletteMode) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("go");
      } else if (
        !event.metaKey &&
        !event.ctrlKey &&
        !isTyping(event.target) &&
        !document.querySelector("dialog:modal")
      ) {
        if (event.key === "?") open("keys");
        else if (event.key === "/" && focusSearch()) event.preventDefault();
      }
    };
    const onClick = (event: MouseEvent) => {
      // A click with a modifier wants the link itself, in another tab.
      if (event.metaKey || event.ctrlKey || event.shiftKey || !(event.target instanceof Element)) return;
      if (!event.target.closest("[data-opens-palette]")) return;
      event.preventDefault();
      open("go");
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
    };
  }, [open]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  field?.focus();
  return field !== null;
}
