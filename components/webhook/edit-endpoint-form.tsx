"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { Checkbox } from "@/components/ui/checkbox";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { type FormWords, switchWords } from "@/components/ui/form-words";
import { RevisionField } from "@/components/ui/revision-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { EndpointFields, type EndpointValues } from "./endpoint-fields";

type EditEndpointFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  values: EndpointValues;
  isEnabled: boolean;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
};

const endpointWords: FormWords = {
  enabled: { label: "Enabled", values: switchWords },
  url: { label: "Address" },
  description: { label: "Description" },
  "eventTypes[]": { label: "Events", isList: true },
};

/** Changes where an endpoint is, what it is told, and whether. */
export function EditEndpointForm({ action, values, isEnabled, stashKey, revision }: EditEndpointFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  const isRefused = state.status === "failed";
  const enabled = isRefused ? state.values?.enabled === "true" : isEnabled;
  return (
    <form action={submit} noValidate className="grid gap-6">
      <RevisionField state={state} revision={revision} />
      {state.conflict ? (
        <ConflictSummary state={state} words={endpointWords} />
      ) : (
        isRefused && <ErrorSummary message={state.message} fieldErrors={state.fieldErrors} />
      )}
      <Checkbox
        key={`enabled ${enabled}`}
        name="enabled"
        value="true"
        label="Enabled"
        defaultChecked={enabled}
        hint="Disabled, it is told nothing. What happens meanwhile is in the feed of events, and not sent later."
      />
      <EndpointFields key={values.eventTypes.join(" ")} state={state} values={values} />
      {state.status === "saved" && state.message && <Banner tone="success" title={state.message} />}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save Changes</SubmitButton>
        <FormStash stashKey={stashKey} state={state} />
      </div>
    </form>
  );
}
