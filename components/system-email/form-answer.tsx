import { ConfirmQuestion } from "@/components/system-email/confirm-question";
import { ErrorSummary } from "@/components/ui/error-summary";
import type { FormState } from "@/components/ui/form-state";

type FormAnswerProps = {
  state: FormState;
  /** What the question is about, where saving would invalidate something. */
  questionTitle: string;
  idOf?: ((name: string) => string) | undefined;
};

/** What the last save was refused for, on top of the form: a question to confirm, or the mistakes with links to them. */
export function FormAnswer({ state, questionTitle, idOf }: FormAnswerProps) {
  if (state.confirm) return <ConfirmQuestion state={state} title={questionTitle} confirmLabel="Save and invalidate" />;
  const message = state.status === "failed" ? state.message : undefined;
  return <ErrorSummary message={message} fieldErrors={state.fieldErrors} idOf={idOf} />;
}
