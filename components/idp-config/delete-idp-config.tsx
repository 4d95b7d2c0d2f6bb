"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";

type DeleteIdpConfigProps = {
  name: string;
  closeHref: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Asks before an IdP Config is deleted; one that is used is refused there. */
export function DeleteIdpConfig({ name, closeHref, action }: DeleteIdpConfigProps) {
  const [state, dispatch] = useActionState(action, idleFormState);
  return (
    <ConfirmDialog
      title={`Delete ${name}`}
      closeHref={closeHref}
      action={dispatch}
      confirmLabel="Delete"
      error={state.status === "failed" ? state.message : undefined}
      consequences={[
        "Its Client ID, endpoints and client secrets are deleted here. The registration at the provider stays.",
        "No mailbox can be authorized with it any more.",
      ]}
    />
  );
}
