"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonStyle } from "@/components/ui/button-style";

const confirmationMs = 2000;

type CopyButtonProps = { text: string; label?: string | undefined; className?: string | undefined };

/** Copies `text` and says so, to the eye and to a screen reader. Absent without scripts: the text can be selected. */
export function CopyButton({ text, label = "Copy", className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), confirmationMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const words = { idle: label, copied: "Copied", failed: "Select and copy" }[outcome];
  return (
    <>
      <button
        type="button"
        className={buttonStyle("secondary", "small", `noscript:hidden ${className ?? ""}`)}
        onClick={async (event) => setOutcome((await copy(text, event.currentTarget)) ? "copied" : "failed")}
      >
        {outcome === "copied" ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />}
        {words}
      </button>
      <span aria-live="polite" className="sr-only">
        {outcome === "idle" ? "" : words}
      </span>
    </>
  );
}

/** The clipboard interface exists on secure origins only; elsewhere the old command still works on a selection. */
async function copy(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr-only";
    // Beside the button, because everything outside an open dialog is inert.
    button.after(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    button.focus();
    return isCopied;
  }
}
