import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

/** A native select; its options are ordinary `<option>` children. */
export function Select({ className, defaultValue, ...rest }: ComponentProps<"select">) {
  return (
    <div className={classNames("relative", className)}>
      {/* React resets a select to its first default; the key lets a new default, after a failed submit, take. */}
      <select
        key={String(defaultValue)}
        defaultValue={defaultValue}
        className="control appearance-none pr-9"
        {...rest}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-muted"
      />
    </div>
  );
}
