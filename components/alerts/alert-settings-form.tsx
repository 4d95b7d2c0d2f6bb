"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { Checkbox } from "@/components/ui/checkbox";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { type FormWords, switchWords } from "@/components/ui/form-words";
import { RadioGroup } from "@/components/ui/radio-group";
import { RevisionField } from "@/components/ui/revision-field";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextArea } from "@/components/ui/text-area";
import { alertKindLabels, alertKinds } from "@/lib/alerts/schema";

export type AlertSettingsValues = {
  recipients: readonly string[];
  mutedKinds: readonly string[];
  digestEnabled: boolean;
  digestHour: number;
  digestWhenWell: boolean;
  admins: readonly string[];
  /** What the form is filled from. */
  revision: string;
};

const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), `${String(hour).padStart(2, "0")}:00`] as const);

const settingsWords: FormWords = {
  sendTo: { label: "Send alerts to", values: { admins: "Owners and admins", list: "These addresses" } },
  recipients: { label: "Addresses", isList: true },
  "kinds[]": { label: "Tell by e-mail of", values: alertKindLabels, isList: true },
  digestEnabled: { label: "Send a digest once a day", values: switchWords },
  digestWhenWell: { label: "Also when all is well", values: switchWords },
  digestHour: { label: "Daily digest at", values: Object.fromEntries(hours) },
};

type AlertSettingsFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  settings: AlertSettingsValues;
  timeZone: string;
  stashKey: string;
};

/** Who is told of alerts by e-mail, of which, and the daily digest; after a refusal with what was typed. */
export function AlertSettingsForm({ action, settings, timeZone, stashKey }: AlertSettingsFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  const { sendTo, recipients, kinds, digestEnabled, digestWhenWell, digestHour } = valuesOf(state, settings);
  const { fieldErrors } = state;
  return (
    <form action={submit} noValidate className="grid gap-8">
      <RevisionField state={state} revision={settings.revision} />
      {state.conflict ? (
        <ConflictSummary state={state} words={settingsWords} />
      ) : (
        state.status === "failed" && <ErrorSummary message={state.message} fieldErrors={fieldErrors} />
      )}
      <div className="grid gap-4">
        <RadioGroup
          key={`sendTo ${sendTo}`}
          name="sendTo"
          legend="Send alerts to"
          defaultValue={sendTo}
          error={fieldErrors?.sendTo}
          options={[
            {
              value: "admins",
              label: "Owners and admins",
              hint: `Whoever they are at the time; now ${settings.admins.join(", ")}`,
            },
            { value: "list", label: "These addresses", hint: "For example a mailing list or a pager's address" },
          ]}
        />
        <Field
          name="recipients"
          label="Addresses"
          error={fieldErrors?.recipients}
          hint="One a line. Not a System Email: what tells that it is broken would not arrive."
        >
          {(control) => <TextArea {...control} key={recipients} isMono rows={3} defaultValue={recipients} />}
        </Field>
      </div>
      <fieldset className="grid gap-2">
        <legend className="float-left mb-1 font-medium">Tell by e-mail of</legend>
        {alertKinds.map((kind, index) => (
          <Checkbox
            key={`${kind} ${kinds.has(kind)}`}
            name="kinds[]"
            id={index === 0 ? "kinds" : kind}
            value={kind}
            label={alertKindLabels[kind]}
            defaultChecked={kinds.has(kind)}
          />
        ))}
        <p className="text-xs text-ink-muted">
          All of them are shown here and told by webhook, whatever is chosen. What is told as open is told when it ends.
        </p>
      </fieldset>
      <fieldset className="grid gap-3">
        <legend className="float-left mb-1 font-medium">Daily digest</legend>
        <Checkbox
          key={`digest ${digestEnabled}`}
          name="digestEnabled"
          value="true"
          label="Send a digest once a day"
          hint="What is open, what recovered since yesterday, and what ends within 60 days."
          defaultChecked={digestEnabled}
        />
        <Checkbox
          key={`well ${digestWhenWell}`}
          name="digestWhenWell"
          value="true"
          label="Also when all is well"
          defaultChecked={digestWhenWell}
        />
        <Field
          name="digestHour"
          label="At"
          error={fieldErrors?.digestHour}
          hint={`In the time zone ${timeZone}`}
          className="max-w-40"
        >
          {(control) => (
            <Select {...control} defaultValue={digestHour}>
              {hours.map(([hour, label]) => (
                <option key={hour} value={hour}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </fieldset>
      {state.status === "saved" && state.message && <Banner tone="success" title={state.message} />}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save Changes</SubmitButton>
        <FormStash stashKey={stashKey} state={state} />
      </div>
    </form>
  );
}

function valuesOf(state: FormState, settings: AlertSettingsValues) {
  const typed = state.status === "failed" ? (state.values ?? {}) : null;
  if (typed !== null) {
    return {
      sendTo: typed.sendTo ?? "",
      recipients: typed.recipients ?? "",
      kinds: new Set(typed["kinds[]"]?.split("\n") ?? []),
      digestEnabled: typed.digestEnabled === "true",
      digestWhenWell: typed.digestWhenWell === "true",
      digestHour: typed.digestHour ?? "",
    };
  }
  const { recipients, mutedKinds } = settings;
  return {
    sendTo: recipients.length > 0 ? "list" : "admins",
    recipients: recipients.join("\n"),
    kinds: new Set<string>(alertKinds.filter((kind) => !mutedKinds.includes(kind))),
    digestEnabled: settings.digestEnabled,
    digestWhenWell: settings.digestWhenWell,
    digestHour: String(settings.digestHour),
  };
}
