"use client";

import { Undo2 } from "lucide-react";
import { useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

type UnacknowledgeFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** What the button says beyond "Undo", for those who hear it among others; null where it is the only one and says all. */
  of: string | null;
};

/** Takes an acknowledgement back; gone once that has happened, so that only a failure is told here. */
export function UnacknowledgeForm({ action, of }: UnacknowledgeFormProps) {
  const [state, submit] = useActionState(action, idleFormState);
  return (
    <form action={submit} className="grid justify-items-start gap-1.5">
      <SubmitButton variant="secondary" size="small" pendingLabel="Undoing…">
        <Undo2 aria-hidden />
        {of === null ? (
          "Undo the acknowledgement"
        ) : (
          <>
            Undo<span className="sr-only"> the acknowledgement of {of}</span>
          </>
        )}
      </SubmitButton>
      {state.status === "failed" && state.message !== undefined && <Banner tone="danger" title={state.message} />}
    </form>
  );
}
