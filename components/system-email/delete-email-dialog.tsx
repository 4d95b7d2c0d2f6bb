"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";

type DeleteEmailDialogProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  address: string;
  closeHref: string;
  consequences: readonly string[];
};

/** Asks for the address before a System Email is deleted. */
export function DeleteEmailDialog({ action, address, closeHref, consequences }: DeleteEmailDialogProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <ConfirmDialog
      title="Delete System Email"
      closeHref={closeHref}
      action={submit}
      confirmLabel={`Delete ${address}`}
      consequences={consequences}
      nameToType={address}
      error={state.status === "failed" ? state.message : undefined}
    />
  );
}
