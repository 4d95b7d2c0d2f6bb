"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";

type DeleteEndpointDialogProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  name: string;
  closeHref: string;
};

/** Asks before a webhook endpoint is deleted. */
export function DeleteEndpointDialog({ action, name, closeHref }: DeleteEndpointDialogProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <ConfirmDialog
      title={`Delete ${name}`}
      closeHref={closeHref}
      action={submit}
      confirmLabel="Delete"
      error={state.status === "failed" ? state.message : undefined}
      consequences={[
        "Its server is told nothing any more, and what is still on its way is not delivered.",
        "The log of its deliveries and its signing secret are deleted. The events themselves stay in the feed.",
      ]}
    />
  );
}
