"use client";

import { TriangleAlert } from "lucide-react";
import { useActionState } from "react";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { FormStash } from "@/components/ui/form-stash";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextInput } from "@/components/ui/text-input";
import { EmailChoice, type OfferedEmail } from "./email-choice";
import type { IssueState } from "./issue-state";
import { IssuedKey } from "./issued-key";
import { LimitFields } from "./limit-fields";
import { ScopeChoice } from "./scope-choice";

type IssueKeyFormProps = {
  action: (state: IssueState, form: FormData) => Promise<IssueState>;
  emails: readonly OfferedEmail[];
  publicUrl: string;
  /** The page of the Mail Workers. */
  path: string;
  /** The first day that may be chosen, as YYYY-MM-DD. */
  today: string;
};

/** Issues a Worker Key; then, in its place, shows the key once. */
export function IssueKeyForm({ action, emails, publicUrl, path, today }: IssueKeyFormProps) {
  const [state, submit] = useActionState(action, { step: "form", form: idleFormState });
  if (state.step === "issued") return <IssuedKey issued={state.issued} publicUrl={publicUrl} doneHref={path} />;
  return <Fields {...{ submit, emails, path, today }} state={state.form} />;
}

type FieldsProps = Pick<IssueKeyFormProps, "emails" | "path" | "today"> & {
  state: FormState;
  submit: (form: FormData) => void;
};

function Fields({ state, submit, emails, path, today }: FieldsProps) {
  const { status, message, fieldErrors, values } = state;
  const ticked = (name: string) => new Set(values?.[name]?.split("\n"));
  return (
    <form action={submit} noValidate className="group/form grid gap-6">
      {status === "failed" && <ErrorSummary message={message} fieldErrors={fieldErrors} />}
      <Field
        name="name"
        label="Name"
        error={fieldErrors?.name}
        hint="What will use it, such as “fetcher on mail-01”. It stands in the list and in the audit."
      >
        {(control) => <TextInput {...control} required autoComplete="off" defaultValue={values?.name} />}
      </Field>
      <ScopeChoice chosen={values ? ticked("scopes[]") : undefined} error={fieldErrors?.scopes} />
      <Reach
        emails={emails}
        reach={values?.reach ?? "all"}
        chosen={ticked("systemEmailIds[]")}
        errors={fieldErrors ?? {}}
      />
      <LimitFields networks={values?.networks} expiresOn={values?.expiresOn} today={today} errors={fieldErrors ?? {}} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Issuing the key…">Issue Worker Key</SubmitButton>
        <LinkButton href={path}>Cancel</LinkButton>
      </div>
      <FormStash stashKey={`worker-key:new ${path}`} state={state} />
    </form>
  );
}

type ReachProps = {
  emails: readonly OfferedEmail[];
  reach: string;
  chosen: ReadonlySet<string>;
  errors: Record<string, string>;
};

/** Which System Emails the key is for; without scripts too, the choice of some shows when that is chosen. */
function Reach({ emails, reach, chosen, errors }: ReachProps) {
  return (
    <div className="group/reach grid gap-4">
      <RadioGroup
        name="reach"
        legend="System Emails"
        defaultValue={reach}
        error={errors.reach}
        options={[
          { value: "all", label: "All System Emails", hint: "Also those that are added later." },
          {
            value: "chosen",
            label: "Chosen System Emails only",
            hint: emails.length === 0 ? "There is none yet." : "For the worker, the others do not exist.",
            isDisabled: emails.length === 0,
          },
        ]}
      />
      <div className="hidden gap-4 group-has-[[value=chosen]:checked]/reach:grid">
        <p className="hidden items-start gap-1.5 text-xs text-warning group-has-[[value=manage]:checked]/form:flex">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          The scope manage is for keys of all System Emails. Choose all of them, or leave manage out.
        </p>
        <EmailChoice emails={emails} chosen={chosen} error={errors.systemEmailIds} />
      </div>
    </div>
  );
}
