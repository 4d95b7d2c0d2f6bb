"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";

type WithdrawLinkDialogProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  address: string;
  createdByLabel: string;
  closeHref: string;
};

/** Asks before an Authorization Link is withdrawn, and says what whoever has it is told. */
export function WithdrawLinkDialog({ action, address, createdByLabel, closeHref }: WithdrawLinkDialogProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <ConfirmDialog
      title={`Withdraw the link by ${createdByLabel}`}
      closeHref={closeHref}
      action={submit}
      confirmLabel="Withdraw the link"
      error={state.message}
      consequences={[
        `Nobody can authorize ${address} by this link any more, not even somebody who is signing in at the provider right now.`,
        "Whoever opens it reads that it was withdrawn, and by whom.",
        "It cannot be brought back; whoever still has to sign in gets a new link.",
      ]}
    />
  );
}
