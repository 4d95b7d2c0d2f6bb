"use client";

import { useActionState } from "react";
import { FormAnswer } from "@/components/system-email/form-answer";
import { FormEnd } from "@/components/system-email/form-end";
import { accountWords } from "@/components/system-email/words";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { RadioGroup } from "@/components/ui/radio-group";
import { RevisionField } from "@/components/ui/revision-field";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";

type AccountFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  stashKey: string;
  /** What the form is filled from; none for a new one. */
  revision?: string | undefined;
  account: { address: string; name: string; mailboxType: string; notes: string };
  submitLabel: string;
  cancelHref?: string | undefined;
  isReadOnly?: boolean | undefined;
};

/** The Account tab: the address and what it is. */
export function AccountForm(props: AccountFormProps) {
  const { action, stashKey, revision, account, submitLabel, cancelHref, isReadOnly } = props;
  const [state, submit] = useActionState(action, idleFormState);
  const shown = { ...account, ...state.values };
  const errors = state.fieldErrors ?? {};
  return (
    <form action={submit} noValidate aria-label="Account" className="grid gap-5">
      {!isReadOnly && <DefaultSubmit name="intent" value="save" />}
      {revision !== undefined && <RevisionField state={state} revision={revision} />}
      <FormAnswer state={state} questionTitle="The address is authorized" words={accountWords} />
      <fieldset disabled={isReadOnly} className="grid min-w-0 gap-5">
        <Field
          name="address"
          label="Email Address"
          error={errors.address}
          hint="The mailbox's own address, which it is signed in to with."
        >
          {(control) => (
            <TextInput
              {...control}
              isMono
              type="email"
              required
              autoComplete="off"
              placeholder="support@example.com"
              defaultValue={shown.address}
            />
          )}
        </Field>
        <Field name="name" label="Email Name" error={errors.name} hint="What people see as the sender.">
          {(control) => (
            <TextInput {...control} required autoComplete="off" placeholder="Acme Support" defaultValue={shown.name} />
          )}
        </Field>
        <RadioGroup
          key={shown.mailboxType}
          name="mailboxType"
          legend="Mailbox Type"
          defaultValue={shown.mailboxType}
          error={errors.mailboxType}
          options={[
            {
              value: "user",
              label: "User mailbox",
              hint: "It has a sign-in of its own: whoever authorizes it signs in as this very address.",
            },
            {
              value: "shared",
              label: "Shared mailbox",
              hint: "Nobody can sign in as it: a person with access to it signs in, and reads and sends on its behalf.",
            },
          ]}
        />
        <Field name="notes" label="Internal Notes" isOptional error={errors.notes}>
          {(control) => <TextArea {...control} defaultValue={shown.notes} />}
        </Field>
      </fieldset>
      {!isReadOnly && <FormEnd state={state} submitLabel={submitLabel} cancelHref={cancelHref} />}
      <FormStash stashKey={stashKey} state={state} />
    </form>
  );
}
