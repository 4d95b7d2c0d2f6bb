import type { ReactNode, RefObject } from "react";
import { FormAnswer } from "@/components/system-email/form-answer";
import { FormEnd } from "@/components/system-email/form-end";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { FormStash } from "@/components/ui/form-stash";
import type { FormState } from "@/components/ui/form-state";
import type { FormWords } from "@/components/ui/form-words";
import { RevisionField } from "@/components/ui/revision-field";

type HalfFormProps = {
  form: RefObject<HTMLFormElement | null>;
  formId: string;
  label: string;
  state: FormState;
  submit: (form: FormData) => void;
  stashKey: string;
  /** What the form is filled from. */
  revision: string;
  words: FormWords;
  idOf: (name: string) => string;
  /** The server is the provider's preset and not saved yet. */
  isServerSuggested: boolean;
  isReadOnly: boolean;
  children: ReactNode;
};

/** The form of one half of a System Email around its fields: what was answered, what others saved, and Save Changes. */
export function HalfForm(props: HalfFormProps) {
  const { state, isReadOnly } = props;
  return (
    <form
      ref={props.form}
      id={props.formId}
      action={props.submit}
      noValidate
      aria-label={props.label}
      className="grid gap-5"
      // A refused form keeps what was typed, the password too, which the server never sends back.
      onReset={(event) => state.status === "failed" && event.preventDefault()}
    >
      {!isReadOnly && <DefaultSubmit name="intent" value="save" />}
      <RevisionField state={state} revision={props.revision} />
      <FormAnswer state={state} questionTitle="This ends an authorization" words={props.words} idOf={props.idOf} />
      {props.isServerSuggested && <span hidden data-unsaved="" />}
      <fieldset disabled={isReadOnly} className="grid min-w-0 gap-5">
        {props.children}
      </fieldset>
      {!isReadOnly && <FormEnd state={state} submitLabel="Save Changes" />}
      <FormStash stashKey={props.stashKey} state={state} />
    </form>
  );
}
