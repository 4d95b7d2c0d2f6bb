import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

type TextAreaProps = ComponentProps<"textarea"> & {
  /** For lists of scopes, certificates and the like. */
  isMono?: boolean | undefined;
};

/** A many-line input that grows with its text where the browser can. */
export function TextArea({ isMono, rows = 3, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      rows={rows}
      spellCheck={!isMono}
      className={classNames("control field-sizing-content max-h-80 min-h-20", isMono && "font-mono", className)}
      {...rest}
    />
  );
}
