import { Banner } from "@/components/ui/banner";
import type { FormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { SubmitButton } from "@/components/ui/submit-button";

type FormEndProps = { state: FormState; submitLabel: string; cancelHref?: string | undefined };

/** The end of a form: what the last save did, and the button for the next. */
export function FormEnd({ state, submitLabel, cancelHref }: FormEndProps) {
  return (
    <>
      {state.status === "saved" && state.message && (
        <Banner tone="success" title={state.message} list={state.warnings} />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton name="intent" value="save" pendingLabel="Saving…">
          {submitLabel}
        </SubmitButton>
        {cancelHref && <LinkButton href={cancelHref}>Cancel</LinkButton>}
      </div>
    </>
  );
}
