import { classNames } from "@/components/ui/class-names";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "regular" | "small";

const base =
  "inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none " +
  "transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-accent-contrast enabled:hover:bg-accent-hover [a]:hover:bg-accent-hover",
  secondary: "border-line-strong/60 bg-surface text-ink enabled:hover:bg-hover [a]:hover:bg-hover",
  quiet:
    "border-transparent text-ink-muted enabled:hover:bg-hover enabled:hover:text-ink [a]:hover:bg-hover [a]:hover:text-ink",
  danger:
    "border-transparent bg-danger-fill text-danger-fill-contrast enabled:hover:bg-danger-fill-hover [a]:hover:bg-danger-fill-hover",
};

const sizes: Record<ButtonSize, string> = {
  regular: "min-h-10 px-4 text-sm sm:min-h-9",
  small: "min-h-8 px-2.5 text-xs sm:min-h-7",
};

/** The classes of a button, or of a link that looks like one. */
export function buttonStyle(variant: ButtonVariant, size: ButtonSize, extra?: string): string {
  return classNames(base, variants[variant], sizes[size], extra);
}
