"use client";

import { RotateCw } from "lucide-react";
import { useActionState } from "react";
import type { ButtonVariant } from "@/components/ui/button-style";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

type RetryFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** What is tried, for those who hear the button among others. */
  title: string;
  /** Primary where trying again is all there is to do. */
  variant: ButtonVariant;
};

/** The button that tries at once whether a cause is mended, and tells what came of it. */
export function RetryForm({ action, title, variant }: RetryFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <form action={submit} className="grid max-w-card justify-items-start gap-1.5 sm:justify-items-end">
      <SubmitButton variant={variant} size="small" pendingLabel="Trying…">
        <RotateCw aria-hidden /> Retry<span className="sr-only">: {title}</span>
      </SubmitButton>
      <p role="status" className="text-xs text-ink-muted wrap-anywhere empty:hidden sm:text-right">
        {state.message}
      </p>
    </form>
  );
}
