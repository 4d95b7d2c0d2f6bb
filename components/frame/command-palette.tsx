"use client";

import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { PaletteContentProps } from "@/components/frame/palette-content";
import { type PaletteMode, usePaletteShortcuts } from "@/components/frame/palette-shortcuts";

// What a page does not show until somebody asks for it is not loaded with the page, but when that has settled.
const loadContent = () => import("@/components/frame/palette-content");
const loadAfterMs = 2_000;
const PaletteContent = lazy(loadContent);
const PaletteKeys = lazy(() => import("@/components/frame/palette-keys"));

export type CommandPaletteProps = Omit<PaletteContentProps, "onDone">;

/** ⌘K: type a few letters, Enter goes there. `?` lists the keys in the same place. */
export function CommandPalette(props: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState<{ mode: PaletteMode; times: number } | null>(null);

  useEffect(() => {
    const timer = setTimeout(loadContent, loadAfterMs);
    return () => clearTimeout(timer);
  }, []);
  usePaletteShortcuts(
    useCallback((mode) => {
      // Each time it begins anew.
      setOpened((before) => ({ mode, times: (before?.times ?? 0) + 1 }));
      if (!dialog.current?.open) dialog.current?.showModal();
    }, []),
  );

  return (
    <dialog ref={dialog} closedby="any" aria-label={opened?.mode === "keys" ? "Keys" : "Go to"} className="palette">
      <Suspense fallback={null}>
        {opened?.mode === "keys" && <PaletteKeys />}
        {opened?.mode === "go" && (
          <PaletteContent key={opened.times} {...props} onDone={() => dialog.current?.close()} />
        )}
      </Suspense>
    </dialog>
  );
}
