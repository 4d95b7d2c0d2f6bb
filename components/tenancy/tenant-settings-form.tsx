"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import type { FormWords } from "@/components/ui/form-words";
import { RevisionField } from "@/components/ui/revision-field";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { type TimeZoneGroup, timeZoneWord } from "./time-zones";

const settingsWords: FormWords = { timeZone: { label: "Time zone" } };

type TenantSettingsFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  timeZone: string;
  groups: readonly TimeZoneGroup[];
  /** What time it is there, in words. */
  nowThere: string;
  /** What the form is filled from. */
  revision: string;
  stashKey: string;
};

/** What holds for the whole helpdesk; after a refusal with what was chosen. */
export function TenantSettingsForm(props: TenantSettingsFormProps) {
  const { action, timeZone, groups, nowThere, revision, stashKey } = props;
  const [state, submit] = useActionState(action, idleFormState);
  const { status, message, fieldErrors, values } = state;
  return (
    <form action={submit} noValidate aria-label="Settings" className="grid gap-6">
      <RevisionField state={state} revision={revision} />
      {state.conflict ? (
        <ConflictSummary state={state} words={settingsWords} />
      ) : (
        status === "failed" && <ErrorSummary message={message} fieldErrors={fieldErrors} />
      )}
      <Field
        name="timeZone"
        label="Time zone"
        error={fieldErrors?.timeZone}
        hint={`Times are told in it here and in e-mails, and the daily digest goes by it. There it is ${nowThere} now.`}
        className="max-w-80"
      >
        {(control) => (
          <Select {...control} defaultValue={values?.timeZone ?? timeZone}>
            {groups.map(({ region, zones }) => {
              const options = zones.map((zone) => (
                <option key={zone} value={zone}>
                  {timeZoneWord(zone)}
                </option>
              ));
              return region === "" ? (
                options
              ) : (
                <optgroup key={region} label={region}>
                  {options}
                </optgroup>
              );
            })}
          </Select>
        )}
      </Field>
      {status === "saved" && message && <Banner tone="success" title={message} />}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save Changes</SubmitButton>
        <FormStash stashKey={stashKey} state={state} />
      </div>
    </form>
  );
}
