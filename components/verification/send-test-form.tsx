"use client";

import { Send } from "lucide-react";
import { useActionState } from "react";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { Banner } from "@/components/ui/banner";
import { CodeBlock } from "@/components/ui/code-block";
import { Field } from "@/components/ui/field";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";
import type { ShownFailure } from "@/components/verification/shown-verification";
import type { Diagnosis } from "@/lib/diagnosis/schema";

/** What became of a test email. */
export type SendTestState = FormState & {
  sent?: { facts: { label: string; value: string }[]; reply: string };
  failure?: ShownFailure & { reply: string | null; diagnosis: Diagnosis | null };
};

type SendTestFormProps = {
  action: (state: SendTestState, form: FormData) => Promise<SendTestState>;
  address: string;
};

/** Send a test email: which way it took, and what the mail server answered. */
export function SendTestForm({ action, address }: SendTestFormProps) {
  const [state, submit] = useActionState<SendTestState, FormData>(action, idleFormState);
  return (
    <section aria-labelledby="test-email" className="mt-8 grid gap-4 border-t pt-6">
      <div className="grid gap-1">
        <h2 id="test-email" className="text-base font-semibold">
          Send a test email
        </h2>
        <p className="text-xs text-ink-muted">
          Sends one short message as <span className="font-mono">{address}</span> with the settings that are saved, also
          while Status is Disabled.
        </p>
      </div>
      <form action={submit} noValidate aria-label="Send a test email" className="grid gap-4">
        <Field name="to" id="test-email-to" label="Send to" error={state.fieldErrors?.to}>
          {(control) => (
            <div className="flex flex-wrap gap-2 sm:flex-nowrap">
              <TextInput
                {...control}
                isMono
                type="email"
                autoComplete="email"
                placeholder="you@example.com"
                defaultValue={state.values?.to}
              />
              <SubmitButton variant="secondary" pendingLabel="Sending…">
                <Send aria-hidden /> Send a test email
              </SubmitButton>
            </div>
          )}
        </Field>
      </form>
      {state.failure ? (
        <div className="grid gap-3">
          <Banner tone="danger" title={state.failure.title}>
            {state.failure.message}
          </Banner>
          {state.failure.reply && <CodeBlock code={state.failure.reply} label="What the server said" />}
          {state.failure.diagnosis && <DiagnosisPanel diagnosis={state.failure.diagnosis} />}
        </div>
      ) : (
        state.status === "failed" &&
        state.fieldErrors === undefined && <Banner tone="danger" title={state.message ?? ""} />
      )}
      {state.sent && (
        <div className="grid gap-3">
          <Banner tone="success" title={state.message ?? "Sent"}>
            The mail server has taken the message. Whether it arrives is decided after that.
          </Banner>
          <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 rounded-md border bg-surface px-4 py-3">
            {state.sent.facts.map(({ label, value }) => (
              <div key={label} className="contents">
                <dt className="text-ink-muted">{label}</dt>
                <dd className="font-mono wrap-anywhere">{value}</dd>
              </div>
            ))}
          </dl>
          <CodeBlock code={state.sent.reply} label="What the server said" />
        </div>
      )}
    </section>
  );
}
