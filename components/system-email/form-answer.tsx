import { ConfirmQuestion } from "@/components/system-email/confirm-question";
import { ConflictSummary } from "@/components/ui/conflict-summary";
import { ErrorSummary } from "@/components/ui/error-summary";
import type { FormState } from "@/components/ui/form-state";
import type { FormWords } from "@/components/ui/form-words";

type FormAnswerProps = {
  state: FormState;
  /** What the question is about, where saving would invalidate something. */
  questionTitle: string;
  words: FormWords;
  idOf?: ((name: string) => string) | undefined;
};

/**
 * What the last save was refused for, on top of the form: a question to confirm, what others saved meanwhile, or the
 * mistakes with links to them.
 */
export function FormAnswer({ state, questionTitle, words, idOf }: FormAnswerProps) {
  if (state.conflict) {
    const { pendingIntent, intent = "save" } = state.values ?? {};
    return (
      <ConflictSummary
        state={state}
        words={words}
        idOf={idOf}
        press={{ name: "intent", value: pendingIntent ?? intent }}
      />
    );
  }
  if (state.confirm) return <ConfirmQuestion state={state} title={questionTitle} confirmLabel="Save and invalidate" />;
  const message = state.status === "failed" ? state.message : undefined;
  return <ErrorSummary message={message} fieldErrors={state.fieldErrors} idOf={idOf} />;
}
