"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";

type ChangePasswordFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Whose password it is; a password manager keeps the new one under it. */
  email: string;
};

/** Another password for the person who is signed in. */
export function ChangePasswordForm({ action, email }: ChangePasswordFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  const { status, message, fieldErrors } = state;
  return (
    <form action={submit} noValidate aria-label="Password" className="grid gap-5">
      {status === "failed" && (
        <ErrorSummary title="Your password is not changed" message={message} fieldErrors={fieldErrors} />
      )}
      {status === "saved" && message && <Banner tone="success" title={message} />}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field name="currentPassword" label="Current password" error={fieldErrors?.currentPassword}>
        {(control) => <TextInput {...control} type="password" required autoComplete="current-password" />}
      </Field>
      <Field name="newPassword" label="New password" error={fieldErrors?.newPassword} hint="At least 12 characters.">
        {(control) => <TextInput {...control} type="password" required minLength={12} autoComplete="new-password" />}
      </Field>
      <Field name="newPasswordAgain" label="New password, once more" error={fieldErrors?.newPasswordAgain}>
        {(control) => <TextInput {...control} type="password" required autoComplete="new-password" />}
      </Field>
      <div>
        <SubmitButton pendingLabel="Changing it…">Change the password</SubmitButton>
      </div>
    </form>
  );
}
