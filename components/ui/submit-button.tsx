"use client";

import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "@/components/ui/button-style";

type SubmitButtonProps = Omit<ComponentProps<"button">, "type"> & {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  /** What a screen reader hears while the form is under way. */
  pendingLabel?: string | undefined;
};

/**
 * Submits its form once: while the action is under way it spins and ignores further presses. It is marked
 * `aria-disabled` rather than disabled, so that the focus stays on it.
 */
export function SubmitButton({
  variant = "primary",
  size = "regular",
  pendingLabel = "Working…",
  className,
  children,
  onClick,
  ...rest
}: SubmitButtonProps) {
  const { pending: isPending } = useFormStatus();
  return (
    <>
      <button
        type="submit"
        aria-disabled={isPending || undefined}
        className={buttonStyle(variant, size, className)}
        {...rest}
        onClick={(event) => {
          if (isPending) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {isPending && <LoaderCircle aria-hidden className="animate-spin" />}
        {children}
      </button>
      <span role="status" className="sr-only">
        {isPending ? pendingLabel : ""}
      </span>
    </>
  );
}
