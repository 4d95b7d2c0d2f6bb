"use client";

import { useActionState, useState } from "react";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";
import { slugFromName } from "./slug-from-name";

type NewTenantFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  publicUrl: string;
  /** Asks for the code that the console printed. */
  isCodeAsked: boolean;
};

/** What it takes to create a tenant with its first owner. The address follows the name until it is edited. */
export function NewTenantForm({ action, publicUrl, isCodeAsked }: NewTenantFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  const { values, fieldErrors } = state;
  const [slug, setSlug] = useState(values?.slug ?? "");
  const [isSlugOwn, setSlugOwn] = useState(slug !== "");
  return (
    <form action={submit} noValidate className="grid gap-5">
      {state.status === "failed" && <ErrorSummary message={state.message} fieldErrors={fieldErrors} />}
      {isCodeAsked && (
        <Field
          name="code"
          label="First-run code"
          error={fieldErrors?.code}
          hint="The console in which Mailgrant was started printed it, four groups of five characters."
        >
          {(control) => (
            <TextInput
              {...control}
              isMono
              required
              autoComplete="off"
              data-secret=""
              placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
            />
          )}
        </Field>
      )}
      <Field name="name" label="Name of the helpdesk" error={fieldErrors?.name}>
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={80}
            autoComplete="organization"
            defaultValue={values?.name}
            onInput={(event) => {
              if (!isSlugOwn) setSlug(slugFromName(event.currentTarget.value));
            }}
          />
        )}
      </Field>
      <Field
        name="slug"
        label="Address"
        error={fieldErrors?.slug}
        hint={
          <>
            Your Admin Panel will be at{" "}
            <span className="font-mono wrap-anywhere text-ink">
              {publicUrl}/{slug || "…"}/admin
            </span>
          </>
        }
      >
        {(control) => (
          <TextInput
            {...control}
            isMono
            required
            maxLength={40}
            autoComplete="off"
            value={slug}
            onChange={(event) => {
              setSlug(event.currentTarget.value);
              setSlugOwn(event.currentTarget.value !== "");
            }}
          />
        )}
      </Field>
      <Field
        name="ownerEmail"
        label="Your email"
        error={fieldErrors?.ownerEmail}
        hint="You sign in with it, and you are the owner of this helpdesk."
      >
        {(control) => (
          <TextInput
            {...control}
            type="email"
            required
            autoComplete="username"
            spellCheck={false}
            defaultValue={values?.ownerEmail}
          />
        )}
      </Field>
      <Field name="ownerPassword" label="Password" error={fieldErrors?.ownerPassword} hint="At least 12 characters.">
        {(control) => (
          <TextInput {...control} type="password" required minLength={12} maxLength={200} autoComplete="new-password" />
        )}
      </Field>
      <SubmitButton className="w-full" pendingLabel="Creating the helpdesk…">
        Create the helpdesk
      </SubmitButton>
    </form>
  );
}
