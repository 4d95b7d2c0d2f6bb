"use client";

import { useActionState } from "react";
import { idpConfigWords } from "@/components/idp-config/form-words";
import { QuestionBanner } from "@/components/idp-config/question-banner";
import { SavedBanner } from "@/components/idp-config/saved-banner";
import { Banner } from "@/components/ui/banner";
import { Checkbox } from "@/components/ui/checkbox";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { RevisionField } from "@/components/ui/revision-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";

type InfoFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  address: string;
  isShared: boolean;
  strictMatching: boolean;
  /** Null while the half has none. */
  idpConfig: { name: string; enabled: boolean; notes: string; servedEmails: number } | null;
  isReadOnly: boolean;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
};

/** The Info tab: what the IdP Config is called and whether it is on, and whether the sign-in must be the mailbox itself. */
export function InfoForm(props: InfoFormProps) {
  const { action, address, isShared, idpConfig, isReadOnly, stashKey } = props;
  const [state, dispatch] = useActionState(action, idleFormState);
  const typed = state.status === "failed" ? state.values : undefined;
  const strictMatching = typed ? typed.strictMatching === "true" : props.strictMatching;
  const enabled = typed ? typed.enabled === "true" : idpConfig?.enabled;
  return (
    <form action={dispatch} className="grid max-w-form gap-5">
      <RevisionField state={state} revision={props.revision} />
      <InfoState state={state} />
      <fieldset disabled={isReadOnly} className="grid gap-4">
        <legend className="sr-only">This System Email</legend>
        <Field name="address" label="Email Address" hint="Changed on the Account tab">
          {({ name: _notSent, ...control }) => (
            <TextInput {...control} isMono readOnly value={address} className="border-line bg-sunken" />
          )}
        </Field>
        <Checkbox
          key={`strict ${strictMatching}`}
          name="strictMatching"
          value="true"
          label="Strict Matching"
          defaultChecked={strictMatching}
          hint={`On, only ${address} itself may authorize this mailbox; any other account is refused. Off, a delegate may sign in, which is what a shared mailbox needs.`}
        />
        {isShared && props.strictMatching && (
          <Banner tone="info" title="Turn Strict Matching off for this shared mailbox">
            Nobody signs in as {address}. A delegate with Full Access signs in instead, which Strict Matching refuses.
          </Banner>
        )}
      </fieldset>
      {idpConfig === null ? (
        <p className="text-ink-muted">
          There is no IdP Config yet. Its name, notes and whether it is enabled appear here once it is saved.
        </p>
      ) : (
        <fieldset disabled={isReadOnly} className="grid gap-4 border-t pt-5">
          <legend className="float-left pb-1 text-base font-semibold">IdP Config</legend>
          <p className="clear-both text-ink-muted">{describeReach(idpConfig.servedEmails)}</p>
          <Checkbox
            key={`enabled ${enabled}`}
            name="enabled"
            value="true"
            label="Enabled"
            defaultChecked={enabled}
            hint="Disabled, it neither authorizes mailboxes nor renews their tokens."
          />
          <Field name="name" label="Name" error={state.fieldErrors?.name}>
            {(control) => (
              <TextInput {...control} required maxLength={120} defaultValue={typed?.name ?? idpConfig.name} />
            )}
          </Field>
          <Field name="notes" label="Notes" error={state.fieldErrors?.notes} isOptional>
            {(control) => <TextArea {...control} defaultValue={typed?.notes ?? idpConfig.notes} />}
          </Field>
        </fieldset>
      )}
      {!isReadOnly && (
        <div className="flex flex-wrap items-center justify-end gap-3 border-t pt-4">
          <FormStash stashKey={stashKey} state={state} />
          <SubmitButton>Save</SubmitButton>
        </div>
      )}
    </form>
  );
}

function InfoState({ state }: { state: FormState }) {
  if (state.status === "saved") return <SavedBanner state={state} />;
  if (state.conflict) return <ConflictSummary state={state} words={idpConfigWords} />;
  if (state.confirm === undefined) return <ErrorSummary message={state.message} fieldErrors={state.fieldErrors} />;
  return (
    <QuestionBanner
      title="This stops a mailbox"
      state={state}
      answer={{ name: "confirmed", value: state.confirm, label: "Save and invalidate" }}
    />
  );
}

function describeReach(servedEmails: number): string {
  const whose = "Enabled, Name and Notes belong to the IdP Config";
  return servedEmails === 1
    ? `${whose}. It serves this System Email alone.`
    : `${whose}, which serves ${servedEmails} System Emails: a change here is a change for all of them.`;
}
