"use client";

import { useActionState, useEffect, useRef } from "react";
import { DiagnoseAnswer, type ShownAnswer } from "@/components/health/diagnose-answer";
import { exampleMessages, providerLabels, stageLabels } from "@/components/health/message-words";
import { sendNewest } from "@/components/health/send-newest";
import { buttonStyle } from "@/components/ui/button-style";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextArea } from "@/components/ui/text-area";

export type DiagnoseState = FormState & { answer?: ShownAnswer };

const stashWords = { kept: "Kept in this tab until it is diagnosed", discard: "Discard" };
const idle: DiagnoseState = idleFormState;

type DiagnoseFormProps = {
  action: (state: DiagnoseState, form: FormData) => Promise<DiagnoseState>;
  /** The System Emails whose values the steps can be filled with. */
  emails: readonly { id: string; address: string }[];
};

/** Paste what another program said; below the form comes what it means and what to do. */
export function DiagnoseForm({ action, emails }: DiagnoseFormProps) {
  const [state, submit] = useActionState(action, idle);
  const form = useRef<HTMLFormElement>(null);
  const { values = {}, fieldErrors = {}, answer } = state;
  useEffect(() => (form.current === null ? undefined : sendNewest(form.current, "raw")), []);
  return (
    <div className="grid gap-6">
      <form ref={form} action={submit} noValidate aria-label="Diagnose a message" className="grid max-w-form gap-5">
        <DefaultSubmit name="intent" value="diagnose" />
        <ErrorSummary message={state.message} fieldErrors={fieldErrors} />
        <Field
          name="raw"
          label="Message"
          error={fieldErrors.raw}
          hint="An error, an answer of a server, an exception or several lines of a log, as it is. Of a long log the newest 200,000 characters are read. It is looked at and forgotten: nothing of it is stored or logged here."
        >
          {(control) => (
            <TextArea
              {...control}
              isMono
              rows={8}
              required
              autoComplete="off"
              className="min-h-44"
              defaultValue={values.raw ?? ""}
            />
          )}
        </Field>
        <div className="grid gap-5 sm:grid-cols-2">
          <Field name="stage" label="Where it happened" isOptional error={fieldErrors.stage}>
            {(control) => (
              <Select {...control} defaultValue={values.stage ?? ""}>
                <option value="">Find out from the text</option>
                {Object.entries(stageLabels).map(([stage, label]) => (
                  <option key={stage} value={stage}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field name="provider" label="Provider" isOptional error={fieldErrors.provider}>
            {(control) => (
              <Select {...control} defaultValue={values.provider ?? ""}>
                <option value="">Find out from the text</option>
                {Object.entries(providerLabels).map(([provider, label]) => (
                  <option key={provider} value={provider}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {emails.length > 0 && (
          <Field
            name="systemEmailId"
            label="System Email"
            isOptional
            error={fieldErrors.systemEmailId}
            hint="Fills its address, server and Client ID into the steps and commands."
          >
            {(control) => (
              <Select {...control} defaultValue={values.systemEmailId ?? ""}>
                <option value="">None</option>
                {emails.map(({ id, address }) => (
                  <option key={id} value={id}>
                    {address}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <div className="flex flex-wrap gap-2">
          <SubmitButton name="intent" value="diagnose" pendingLabel="Looking at it…">
            Diagnose
          </SubmitButton>
        </div>
        <FormStash stashKey="diagnose" state={state} words={stashWords} />
        <div className="grid gap-1.5 text-xs">
          <p className="text-ink-muted">Or try an example:</p>
          <ul className="flex flex-wrap gap-2">
            {exampleMessages.map(({ name }, index) => (
              <li key={name}>
                <button type="submit" name="example" value={index} className={buttonStyle("secondary", "small")}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </form>
      {answer && <DiagnoseAnswer answer={answer} />}
    </div>
  );
}
