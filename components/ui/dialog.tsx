"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useId, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { useModalDialog } from "@/components/ui/modal-dialog";
import { UnsavedQuestion } from "@/components/ui/unsaved-question";
import { hasUnsavedTyping } from "@/components/ui/unsaved-typing";

type DialogProps = {
  title: string;
  /** Where the page behind the dialog is; the dialog has a URL of its own. */
  closeHref: string;
  size?: "large" | "regular" | "small" | undefined;
  children: ReactNode;
};

const widths = { large: "max-w-page", regular: "max-w-dialog", small: "max-w-card" };

/**
 * A dialog that is a page: rendered open by the server, modal once scripts run, closed by going to `closeHref`. The
 * cross and Escape ask first when something typed in it would be lost.
 */
export function Dialog({ title, closeHref, size = "regular", children }: DialogProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const closeLink = useRef<HTMLAnchorElement>(null);
  const [isAsking, setAsking] = useState(false);
  useModalDialog(dialog);

  return (
    <dialog
      ref={dialog}
      open
      aria-labelledby={titleId}
      className={classNames("dialog-panel", widths[size])}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        if (isAsking) setAsking(false);
        else closeLink.current?.click();
      }}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        closeLink.current?.click();
      }}
    >
      <header className="sticky top-0 z-10 flex items-center justify-between gap-4 border-b bg-surface py-3 pr-3 pl-5">
        <h2 id={titleId} tabIndex={-1} className="min-w-0 text-base font-semibold wrap-anywhere">
          {title}
        </h2>
        <Link
          ref={closeLink}
          href={closeHref}
          scroll={false}
          aria-label="Close"
          className="grid size-9 shrink-0 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
          onClick={(event) => {
            if (!dialog.current || !hasUnsavedTyping(dialog.current)) return;
            event.preventDefault();
            setAsking(true);
          }}
        >
          <X aria-hidden className="size-5" />
        </Link>
      </header>
      {isAsking && <UnsavedQuestion closeHref={closeHref} onKeep={() => setAsking(false)} />}
      <div className="p-5">{children}</div>
    </dialog>
  );
}
