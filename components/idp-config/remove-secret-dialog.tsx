"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { exactWords } from "@/components/ui/time-words";

type RemoveSecretDialogProps = {
  addedAt: Date;
  /** The provider takes it, so that refreshes may depend on it. */
  isProven: boolean;
  closeHref: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  timeZone: string;
};

/** Asks before one of several client secrets of an IdP Config is forgotten. */
export function RemoveSecretDialog({ addedAt, isProven, closeHref, action, timeZone }: RemoveSecretDialogProps) {
  const [state, dispatch] = useActionState(action, idleFormState);
  return (
    <ConfirmDialog
      title="Remove a client secret"
      closeHref={closeHref}
      action={dispatch}
      confirmLabel="Remove"
      error={state.status === "failed" ? state.message : undefined}
      consequences={[
        `Mailgrant forgets the client secret that was added ${exactWords(addedAt, timeZone)}. At the provider it stays until it is deleted there.`,
        isProven
          ? "The provider takes it: tokens are renewed by the others from now on, so one of those has to be right."
          : "The provider does not take it now, so nothing stops that still works.",
      ]}
    />
  );
}
