import { CircleCheck, MessageCircleQuestion, Scissors } from "lucide-react";
import type { ReactNode } from "react";
import { ChallengeTable } from "@/components/diagnosis/challenge-table";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { formatCount } from "@/components/health/health-words";
import { findLogSteps, providerLabels, stageLabels } from "@/components/health/message-words";
import { FocusOnAnswer } from "@/components/ui/focus-on-answer";
import { Steps } from "@/components/ui/steps";
import type { Diagnosis, DiagnosisProvider, DiagnosisStage } from "@/lib/diagnosis/schema";

/** What was made of a text: its Diagnosis, where it was taken to come from, and in words how sure that is. */
export type ShownAnswer = {
  stage: DiagnosisStage;
  provider: DiagnosisProvider;
  diagnosis: Diagnosis;
  howSure: string;
  kind: "failure" | "description" | "success";
  isForeign: boolean;
  challenge?: Record<string, string> | undefined;
  /** So much of the text was too old to be looked at. */
  leftOutCharacters: number;
};

/** What the text means and what to do; of one that tells of no failure, that it does not. */
export function DiagnoseAnswer({ answer }: { answer: ShownAnswer }) {
  const { leftOutCharacters } = answer;
  return (
    <FocusOnAnswer answer={answer}>
      <section aria-labelledby="answer" className="grid max-w-dialog gap-3">
        <h2 id="answer" className="text-base font-semibold">
          What it means
        </h2>
        {leftOutCharacters > 0 && (
          <p className="flex items-start gap-2">
            <Scissors aria-hidden className="h-lh w-4 shrink-0 text-warning" />
            The text is too long to be read as a whole: its newest part was read, and the{" "}
            {formatCount(leftOutCharacters)} characters before it were not.
          </p>
        )}
        <Meaning answer={answer} />
      </section>
    </FocusOnAnswer>
  );
}

function Meaning({ answer }: { answer: ShownAnswer }) {
  const { stage, provider, diagnosis, howSure, kind, isForeign, challenge } = answer;
  if (kind === "success")
    return (
      <Note
        kind={kind}
        icon={<CircleCheck aria-hidden className="h-lh w-4 shrink-0 text-success" />}
        title="This says that it worked"
        text="The server let the sign-in, or the message, through. Nothing in this text has to be mended. If something failed, another line tells of it: paste the lines before and after, too."
      />
    );
  if (kind === "description")
    return (
      <Note
        kind={kind}
        icon={<MessageCircleQuestion aria-hidden className="h-lh w-4 shrink-0 text-info" />}
        title="This is a description, not a server's answer"
        text="It says that something does not work, and any cause would be a guess. What settles it is the line in which the server or the provider itself answers."
      >
        <p className="font-medium">Where to find it</p>
        <Steps steps={findLogSteps.map((step) => ({ title: step }))} />
      </Note>
    );
  return (
    <>
      <p className="text-ink-muted">
        Read as: {stageLabels[stage]}, {provider === "other" ? "no particular provider" : providerLabels[provider]}.{" "}
        {howSure}
      </p>
      {challenge && <ChallengeTable challenge={challenge} />}
      <DiagnosisPanel diagnosis={diagnosis} isForeign={isForeign} />
    </>
  );
}

type NoteProps = { kind: string; icon: ReactNode; title: string; text: string; children?: ReactNode };

function Note({ kind, icon, title, text, children }: NoteProps) {
  return (
    <div data-kind={kind} className="grid min-w-0 gap-4 rounded-md border bg-canvas p-4">
      <div className="flex items-start gap-2">
        {icon}
        <div className="grid min-w-0 gap-1">
          <h3 className="text-sm font-semibold">{title}</h3>
          <p>{text}</p>
        </div>
      </div>
      {children && <div className="grid gap-2">{children}</div>}
    </div>
  );
}
