import Link from "next/link";
import type { ReactNode } from "react";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ExplainedAlert } from "@/lib/alerts/explain-alert";
import { ownerLabels } from "@/lib/diagnosis/owner-words";

type AlertExplanationProps = {
  explained: ExplainedAlert;
  /** The cause that the alert is told with. */
  toldCause: string | null;
  isOver: boolean;
  timeZone: string;
  stepsId: string;
  /** The buttons of the next step; null where there is nothing to press. */
  step: ReactNode;
  /** The half's tab, where the whole check stands. */
  checkHref: (check: NonNullable<ExplainedAlert["check"]>) => string;
};

/** What an alert means: the diagnosis that Health gives too, of its newest check that failed, and the next step. */
export function AlertExplanation(props: AlertExplanationProps) {
  const { explained, toldCause, isOver, timeZone, stepsId, step, checkHref } = props;
  const { cause, check } = explained;
  const diagnosis = check?.diagnosis ?? cause?.diagnosis ?? null;
  const isOther = !isOver && check !== null && toldCause !== null && check.diagnosis.cause !== toldCause;
  return (
    <section aria-labelledby="meaning" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="meaning" className="text-base font-semibold">
          {isOver ? "What it was" : "What it means"}
        </h2>
        {step}
      </div>
      {isOther && (
        <p className="max-w-dialog text-ink-muted">
          The newest check failed in another way. The alert stays until a check shows whether what it tells of is
          mended.
        </p>
      )}
      {diagnosis === null ? (
        cause !== null && (
          <div className="grid gap-1 rounded-md border bg-canvas p-4">
            <p className="font-semibold wrap-anywhere">{cause.title}</p>
            <p className="wrap-anywhere">{cause.meaning}</p>
            <p className="text-ink-muted">
              Who can mend it: <span className="font-medium text-ink">{ownerLabels[cause.owner]}</span>
            </p>
          </div>
        )
      ) : (
        <div id={stepsId} tabIndex={-1} className="scroll-my-4">
          <DiagnosisPanel diagnosis={diagnosis} />
        </div>
      )}
      {check !== null && (
        <p className="text-xs text-ink-muted wrap-anywhere">
          From the check of{" "}
          <Link href={checkHref(check)} prefetch={false} className="link font-mono">
            {check.address}
          </Link>{" "}
          <RelativeTime at={check.at} timeZone={timeZone} />
        </p>
      )}
    </section>
  );
}
