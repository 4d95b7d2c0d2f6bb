"use client";

import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import type { FormWords } from "@/components/ui/form-words";
import { RevisionField } from "@/components/ui/revision-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { LimitFields } from "./limit-fields";

type KeyLimitsFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  networks: readonly string[];
  expiresAt: Date | null;
  /** The first day that may be chosen, as YYYY-MM-DD. */
  today: string;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
};

const limitsWords: FormWords = { networks: { label: "Networks", isList: true }, expiresOn: { label: "Expires" } };

/** Changes from where and until when a Worker Key that is issued may be used. */
export function KeyLimitsForm(props: KeyLimitsFormProps) {
  const { action, networks, expiresAt, today, stashKey, revision } = props;
  const [state, submit] = useActionState(action, idleFormState);
  const isRefused = state.status === "failed";
  const saved = { networks: networks.join("\n"), expiresOn: expiresAt?.toISOString().slice(0, 10) ?? "" };
  return (
    <form action={submit} noValidate aria-label="Limits" className="grid gap-6">
      <RevisionField state={state} revision={revision} />
      {state.conflict ? (
        <ConflictSummary state={state} words={limitsWords} />
      ) : (
        isRefused && <ErrorSummary message={state.message} fieldErrors={state.fieldErrors} />
      )}
      <LimitFields
        key={`${saved.networks} ${saved.expiresOn}`}
        {...saved}
        {...(isRefused ? state.values : {})}
        today={today}
        errors={state.fieldErrors ?? {}}
      />
      {state.status === "saved" && state.message && <Banner tone="success" title={state.message} />}
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton pendingLabel="Saving…">Save Changes</SubmitButton>
        <FormStash stashKey={stashKey} state={state} />
      </div>
    </form>
  );
}
