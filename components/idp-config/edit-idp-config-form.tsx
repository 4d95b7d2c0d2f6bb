"use client";

import { useActionState } from "react";
import { idpConfigWords } from "@/components/idp-config/form-words";
import { IdpConfigFields, type SavedSecret } from "@/components/idp-config/idp-config-fields";
import type { IdpConfigValues } from "@/components/idp-config/idp-config-values";
import { QuestionBanner } from "@/components/idp-config/question-banner";
import { SavedBanner } from "@/components/idp-config/saved-banner";
import { Checkbox } from "@/components/ui/checkbox";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { RevisionField } from "@/components/ui/revision-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextArea } from "@/components/ui/text-area";
import type { ProviderName } from "@/lib/providers/presets";

type EditIdpConfigFormProps = {
  provider: ProviderName;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  values: IdpConfigValues;
  isEnabled: boolean;
  savedSecret: SavedSecret;
  isReadOnly: boolean;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
};

/** An IdP Config on its own page: saved, and nothing is authorized by it. */
export function EditIdpConfigForm(props: EditIdpConfigFormProps) {
  const { provider, action, values, isEnabled, savedSecret, isReadOnly, stashKey } = props;
  const [state, dispatch] = useActionState(action, idleFormState);
  const isRefused = state.status === "failed";
  const shown = isRefused ? { ...values, ...state.values } : values;
  const enabled = isRefused ? state.values?.enabled === "true" : isEnabled;
  return (
    <form
      action={dispatch}
      noValidate
      className="grid gap-4"
      // A refused form keeps what was typed, the secret too, which the server never sends back.
      onReset={(event) => isRefused && event.preventDefault()}
    >
      {state.status === "saved" && <SavedBanner state={state} />}
      <RevisionField state={state} revision={props.revision} />
      {state.conflict && <ConflictSummary state={state} words={idpConfigWords} />}
      {isRefused && state.conflict === undefined && state.confirm === undefined && (
        <ErrorSummary message={state.message} fieldErrors={state.fieldErrors} />
      )}
      {state.confirm !== undefined && (
        <QuestionBanner
          title="This ends authorizations"
          state={state}
          answer={{ name: "confirmed", value: state.confirm, label: "Save and invalidate" }}
        />
      )}
      <input type="hidden" name="provider" value={provider} />
      <fieldset disabled={isReadOnly} className="grid gap-4">
        <legend className="sr-only">IdP Config</legend>
        <Checkbox
          key={`enabled ${enabled}`}
          name="enabled"
          value="true"
          label="Enabled"
          defaultChecked={enabled}
          hint="Disabled, it neither authorizes mailboxes nor renews their tokens."
        />
        <IdpConfigFields
          provider={provider}
          values={shown}
          errors={state.fieldErrors ?? {}}
          savedSecret={savedSecret}
          isRefused={isRefused}
        />
        <Field name="notes" label="Notes" error={state.fieldErrors?.notes} isOptional>
          {(control) => <TextArea {...control} defaultValue={shown.notes} />}
        </Field>
      </fieldset>
      {!isReadOnly && (
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton>Save</SubmitButton>
          <FormStash stashKey={stashKey} state={state} />
        </div>
      )}
    </form>
  );
}
