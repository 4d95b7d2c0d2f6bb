"use client";

import { useActionState } from "react";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";

type SignInFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Where the person was going. */
  next: string | null;
};

/** E-mail and password. */
export function SignInForm({ action, next }: SignInFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <form action={submit} noValidate className="grid gap-5">
      {state.status === "failed" && (
        <ErrorSummary title="You are not signed in" message={state.message} fieldErrors={state.fieldErrors} />
      )}
      {next !== null && <input type="hidden" name="next" value={next} />}
      <Field name="email" label="Email" error={state.fieldErrors?.email}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            required
            autoComplete="username"
            spellCheck={false}
            defaultValue={state.values?.email}
          />
        )}
      </Field>
      <Field name="password" label="Password" error={state.fieldErrors?.password}>
        {(control) => <TextInput {...control} type="password" required autoComplete="current-password" />}
      </Field>
      <SubmitButton className="w-full" pendingLabel="Signing in…">
        Sign in
      </SubmitButton>
    </form>
  );
}
