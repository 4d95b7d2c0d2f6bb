"use client";

import { useActionState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type FormState, idleFormState } from "@/components/ui/form-state";

type RevokeKeyDialogProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  name: string;
  prefix: string;
  /** How many System Emails the key may see. */
  reach: number | "all";
  closeHref: string;
};

/** Asks before a Worker Key is revoked, and says what stops working. */
export function RevokeKeyDialog({ action, name, prefix, reach, closeHref }: RevokeKeyDialogProps) {
  const [state, submit] = useActionState(action, idleFormState);
  const emails =
    reach === "all"
      ? "any System Email of this helpdesk"
      : reach === 1
        ? "its one System Email"
        : `its ${reach} System Emails`;
  return (
    <ConfirmDialog
      title={`Revoke ${name}`}
      closeHref={closeHref}
      action={submit}
      confirmLabel={`Revoke ${name}`}
      error={state.message}
      consequences={[
        `Every program that uses the key ${prefix}… is refused from its next request on.`,
        `It gets no settings and no token for ${emails} any more. An access token that it holds already works until it expires, usually within the hour.`,
        "A revoked key cannot be brought back; a program that is still needed gets a new one.",
      ]}
    />
  );
}
