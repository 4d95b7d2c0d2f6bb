import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";

type CopyFieldProps = { id: string; label: string; value: string; hint?: ReactNode };

/** A value to take elsewhere: read-only, in mono, with a Copy button. It is never submitted. */
export function CopyField({ id, label, value, hint }: CopyFieldProps) {
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          type="text"
          readOnly
          value={value}
          spellCheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="control border-line bg-sunken pr-24 font-mono noscript:pr-3 text-ellipsis"
        />
        <span className="absolute inset-y-0 right-1 flex items-center">
          <CopyButton text={value} />
        </span>
      </div>
      {hint && (
        <div id={`${id}-hint`} className="text-xs text-ink-muted">
          {hint}
        </div>
      )}
    </div>
  );
}
