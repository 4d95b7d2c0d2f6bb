"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** How much of a neighbour stays in sight beside the current tab, in pixels: more than the fade hides. */
const margin = 56;

/**
 * Put inside a strip of tabs that scrolls sideways, scrolls it so far that the current tab is in view, and the page not at
 * all. Browsers that know `scroll-initial-target` have done so before scripts run.
 */
export function ShowCurrentTab() {
  const anchor = useRef<HTMLSpanElement>(null);
  const path = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current tab.
  useEffect(() => {
    const strip = anchor.current?.parentElement;
    const tab = strip?.querySelector("[aria-current=page]");
    if (!strip || !tab) return;
    const { left, right } = strip.getBoundingClientRect();
    const box = tab.getBoundingClientRect();
    if (box.left - margin < left) strip.scrollLeft += box.left - margin - left;
    else if (box.right + margin > right) strip.scrollLeft += box.right + margin - right;
  }, [path]);

  return <span ref={anchor} hidden />;
}
