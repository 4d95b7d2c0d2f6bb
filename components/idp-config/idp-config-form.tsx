"use client";

import { useActionState } from "react";
import { idpConfigWords } from "@/components/idp-config/form-words";
import { IdpConfigFields, type SavedSecret } from "@/components/idp-config/idp-config-fields";
import type { IdpConfigValues } from "@/components/idp-config/idp-config-values";
import { QuestionBanner } from "@/components/idp-config/question-banner";
import { SavedBanner } from "@/components/idp-config/saved-banner";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { RevisionField } from "@/components/ui/revision-field";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ProviderName } from "@/lib/providers/presets";

type IdpConfigFormProps = {
  provider: ProviderName;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Empty registers a new one. */
  idpConfigId: string;
  values: IdpConfigValues;
  savedSecret: SavedSecret;
  isReadOnly: boolean;
  cancelHref: string;
  stashKey: string;
  /** What the form is filled from; none for a new one. */
  revision?: string | undefined;
};

/** The IdP Config tab's form: Submit goes on to the provider, the other button only saves. */
export function IdpConfigForm(props: IdpConfigFormProps) {
  const { provider, action, idpConfigId, values, savedSecret, isReadOnly, cancelHref, stashKey } = props;
  const [state, dispatch] = useActionState(action, idleFormState);
  const isRefused = state.status === "failed";
  const shown = isRefused ? { ...values, ...state.values } : values;
  return (
    <form
      action={dispatch}
      noValidate
      className="grid gap-4"
      // A refused form keeps what was typed, the secret too, which the server never sends back.
      onReset={(event) => isRefused && event.preventDefault()}
    >
      {props.revision !== undefined && <RevisionField state={state} revision={props.revision} />}
      <SubmitState state={state} />
      <input type="hidden" name="idpConfigId" value={idpConfigId} />
      {/* Enter in a field does what Submit does, wherever the other buttons stand. */}
      <button type="submit" name="intent" value="submit" hidden aria-hidden="true" tabIndex={-1} />
      <fieldset disabled={isReadOnly} className="grid gap-4">
        <legend className="sr-only">IdP Config</legend>
        <IdpConfigFields
          provider={provider}
          values={shown}
          errors={state.fieldErrors ?? {}}
          savedSecret={savedSecret}
          isRefused={isRefused}
        />
      </fieldset>
      {!isReadOnly && (
        <div className="grid gap-3 border-t pt-4">
          <FormStash stashKey={stashKey} state={state} />
          <div className="flex flex-wrap items-center justify-end gap-2">
            <LinkButton href={cancelHref} scroll={false} variant="quiet">
              Cancel
            </LinkButton>
            <SubmitButton variant="secondary" name="intent" value="save">
              Save without authorizing
            </SubmitButton>
            <SubmitButton name="intent" value="submit" pendingLabel="Asking the provider…">
              Submit
            </SubmitButton>
          </div>
          <p className="text-right text-xs text-ink-muted">
            Submit saves and leads to the provider to sign in. A new Client Secret needs no new sign-in: save it without
            authorizing.
          </p>
        </div>
      )}
    </form>
  );
}

function SubmitState({ state }: { state: FormState }) {
  if (state.status === "saved") {
    return <SavedBanner state={state} />;
  }
  const { intent = "submit" } = state.values ?? {};
  const [act = "submit", answered = ""] = intent.split(":");
  if (state.conflict) {
    const label = act === "save" ? "Save anyway" : "Submit anyway";
    return <ConflictSummary state={state} words={idpConfigWords} press={{ name: "intent", value: act, label }} />;
  }
  if (state.confirm === undefined) return <ErrorSummary message={state.message} fieldErrors={state.fieldErrors} />;
  const value = `${act}:${[answered, state.confirm].filter(Boolean).join(",")}`;
  const words =
    state.confirm === "warnings"
      ? { title: "Is this meant so?", label: "Submit anyway" }
      : { title: "This ends authorizations", label: act === "save" ? "Save and invalidate" : "Submit and invalidate" };
  return <QuestionBanner title={words.title} state={state} answer={{ name: "intent", value, label: words.label }} />;
}
