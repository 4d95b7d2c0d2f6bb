"use client";

import { useActionState } from "react";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { exampleMessages, providerLabels, stageLabels } from "@/components/health/message-words";
import { buttonStyle } from "@/components/ui/button-style";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FocusOnAnswer } from "@/components/ui/focus-on-answer";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextArea } from "@/components/ui/text-area";
import type { Diagnosis, DiagnosisProvider, DiagnosisStage } from "@/lib/diagnosis/schema";

export type DiagnoseState = {
  message?: string;
  fieldErrors?: Record<string, string>;
  values?: Record<string, string>;
  /** The Diagnosis, where the text was taken to come from, and in words how sure it is. */
  answer?: { stage: DiagnosisStage; provider: DiagnosisProvider; diagnosis: Diagnosis; howSure: string };
};

type DiagnoseFormProps = {
  action: (state: DiagnoseState, form: FormData) => Promise<DiagnoseState>;
  /** The System Emails whose values the steps can be filled with. */
  emails: readonly { id: string; address: string }[];
};

/** Paste what another program said; below the form comes what it means and what to do. */
export function DiagnoseForm({ action, emails }: DiagnoseFormProps) {
  const [state, submit] = useActionState(action, {});
  const { values = {}, fieldErrors = {}, answer } = state;
  return (
    <div className="grid gap-6">
      <form action={submit} noValidate aria-label="Diagnose a message" className="grid max-w-form gap-5">
        <DefaultSubmit name="intent" value="diagnose" />
        <ErrorSummary message={state.message} fieldErrors={fieldErrors} />
        <Field
          name="raw"
          label="Message"
          error={fieldErrors.raw}
          hint="An error, an answer of a server, an exception or several lines of a log, as it is. It is looked at and forgotten: nothing of it is stored or logged."
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
      {answer && <Answer answer={answer} />}
    </div>
  );
}

function Answer({ answer }: { answer: NonNullable<DiagnoseState["answer"]> }) {
  const { stage, provider, diagnosis, howSure } = answer;
  return (
    <FocusOnAnswer answer={answer}>
      <section aria-labelledby="answer" className="grid max-w-dialog gap-3">
        <h2 id="answer" className="text-base font-semibold">
          What it means
        </h2>
        <p className="text-ink-muted">
          Read as: {stageLabels[stage]}, {providerLabels[provider]}. {howSure}
        </p>
        <DiagnosisPanel diagnosis={diagnosis} />
      </section>
    </FocusOnAnswer>
  );
}
