"use client";

import { type RefObject, useEffect } from "react";

/**
 * Makes a `<dialog>` that the server rendered open a modal one: the page behind it is inert and the focus is inside.
 * When it goes, the focus returns to what had it, or else to the link that leads to the dialog's URL.
 */
export function useModalDialog(dialogRef: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const dialog = dialogRef.current;
    if (!dialog) return;
    const opener = document.activeElement;
    const path = window.location.pathname;
    dialog.removeAttribute("open");
    dialog.showModal();
    // The page may have come with another dialog in this one, which was made modal first and would lie behind it.
    for (const inner of dialog.querySelectorAll<HTMLDialogElement>("dialog:modal")) {
      inner.close();
      inner.showModal();
    }
    // An error summary inside has taken the focus already and keeps it.
    if (opener instanceof HTMLElement && dialog.contains(opener)) opener.focus();
    return () => {
      if (dialog.isConnected) dialog.close();
      const isThere = opener?.isConnected && opener !== document.body;
      const target = isThere ? opener : document.querySelector(`main a[href="${CSS.escape(path)}"]`);
      if (target instanceof HTMLElement) target.focus();
    };
  }, [dialogRef]);
}
