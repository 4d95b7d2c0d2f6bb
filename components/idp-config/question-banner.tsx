import { Banner } from "@/components/ui/banner";
import { SubmitButton } from "@/components/ui/submit-button";

type QuestionBannerProps = {
  title: string;
  message: string | undefined;
  /** What the button that goes ahead sends, and its words. */
  answer: { name: string; value: string; label: string };
};

/** A question before a form is saved; the answer goes with everything that is typed in the form around it. */
export function QuestionBanner({ title, message, answer }: QuestionBannerProps) {
  return (
    <Banner
      tone="warning"
      title={title}
      actions={
        <SubmitButton name={answer.name} value={answer.value} size="small">
          {answer.label}
        </SubmitButton>
      }
    >
      {message}
    </Banner>
  );
}
