import type { ComponentProps } from "react";
import { classNames } from "@/components/ui/class-names";

type TextInputProps = ComponentProps<"input"> & {
  /** For addresses, hosts, endpoints and codes, which are also not spell-checked or capitalized. */
  isMono?: boolean | undefined;
};

/** A one-line input. Secrets want `SecretInput`. */
export function TextInput({ isMono, type = "text", className, ...rest }: TextInputProps) {
  const literal = isMono ? ({ spellCheck: false, autoCapitalize: "none", autoCorrect: "off" } as const) : {};
  return (
    <input type={type} {...literal} className={classNames("control", isMono && "font-mono", className)} {...rest} />
  );
}
