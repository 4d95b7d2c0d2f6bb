"use client";

import { useEffect } from "react";

/** Closes the drawer and the menus once one of their links is followed; the frame itself stays from page to page. */
export function ClosePopovers() {
  useEffect(() => {
    const close = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || !event.target.closest(":popover-open a[href]")) return;
      for (const popover of document.querySelectorAll<HTMLElement>(":popover-open")) popover.hidePopover();
    };
    document.addEventListener("click", close);
    return () => document.removeEventListener("click", close);
  }, []);
  return null;
}
