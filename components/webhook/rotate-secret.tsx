"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { NewSecret } from "./new-secret";
import type { SecretState } from "./secret-state";

type RotateSecretProps = {
  action: (state: SecretState, form: FormData) => Promise<SecretState>;
  /** Until when the secret before the last rotation signs as well, in words; null where there is none. */
  previousUntil: string | null;
};

/** Gives an endpoint a new signing secret and shows it once. */
export function RotateSecret({ action, previousUntil }: RotateSecretProps) {
  const [state, rotate] = useActionState(action, { step: "form", form: idleFormState });
  if (state.step === "secret") {
    return (
      <NewSecret
        title={state.message}
        secret={state.secret}
        hint="For 24 hours every message carries two signatures, by this secret and by the one before, so put it in place within that time."
      />
    );
  }
  return (
    <section aria-labelledby="signing-secret-heading" className="grid gap-3">
      <h2 id="signing-secret-heading" className="text-base font-semibold">
        Signing secret
      </h2>
      <p className="text-ink-muted">
        The receiver checks with it that a message is from Mailgrant. After a rotation the secret before signs as well
        for 24 hours, so that nothing is refused while you change over.
      </p>
      {previousUntil && (
        <p>The secret before the last rotation signs until {previousUntil}. Rotate again now, and it stops at once.</p>
      )}
      {state.form.status === "failed" && <Banner tone="danger" title={state.form.message ?? ""} />}
      <form action={rotate}>
        <SubmitButton variant="secondary" pendingLabel="Rotating…">
          Rotate secret
        </SubmitButton>
      </form>
    </section>
  );
}
