"use client";

import { type ReactNode, useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

type ActButtonProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  pendingLabel: string;
  /** The button's icon and words. */
  children: ReactNode;
};

/** A button that does one thing, with what came of it below. */
export function ActButton({ action, pendingLabel, children }: ActButtonProps) {
  const [state, act] = useActionState(action, idleFormState);
  return (
    <div className="grid justify-items-start gap-3">
      <form action={act}>
        <SubmitButton variant="secondary" pendingLabel={pendingLabel}>
          {children}
        </SubmitButton>
      </form>
      {state.status !== "idle" && (
        <Banner tone={state.status === "saved" ? "success" : "danger"} title={state.message ?? ""} />
      )}
    </div>
  );
}
