import { Banner } from "@/components/ui/banner";
import { FocusOnAnswer } from "@/components/ui/focus-on-answer";
import type { FormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";

type QuestionBannerProps = {
  title: string;
  /** The form's answer, whose message is the question. */
  state: FormState;
  /** What the button that goes ahead sends, and its words. */
  answer: { name: string; value: string; label: string };
};

/** A question before a form is saved; the answer goes with everything that is typed in the form around it. */
export function QuestionBanner({ title, state, answer }: QuestionBannerProps) {
  return (
    <FocusOnAnswer answer={state}>
      <Banner
        tone="warning"
        title={title}
        actions={
          <SubmitButton name={answer.name} value={answer.value} size="small">
            {answer.label}
          </SubmitButton>
        }
      >
        {state.message}
      </Banner>
    </FocusOnAnswer>
  );
}
