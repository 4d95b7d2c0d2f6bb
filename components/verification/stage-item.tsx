import { CircleCheck, CircleMinus, CircleX, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ChallengeTable } from "@/components/diagnosis/challenge-table";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { classNames } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import type { ShownStage } from "@/components/verification/shown-verification";
import { AddressList, CertificateFacts } from "@/components/verification/stage-facts";
import { TokenReviewList } from "@/components/verification/token-review";

const looks = {
  passed: { icon: CircleCheck, word: "passed", ink: "text-success" },
  failed: { icon: CircleX, word: "failed", ink: "text-danger" },
  skipped: { icon: CircleMinus, word: "not reached", ink: "text-ink-faint" },
} as const;

type StageItemProps = {
  stage: ShownStage;
  /** What the stage is called. */
  label: string;
  /** What comes behind the steps of one that failed, such as another try. */
  action?: ReactNode;
};

/** A stage that is over: what it found and, to be opened, what the server said. One that failed is open and explained. */
export function StageItem({ stage, label, action }: StageItemProps) {
  const { icon: Icon, word, ink } = looks[stage.status];
  const { failure, diagnosis, summary, token, remarks = [] } = stage;
  const isFailed = stage.status === "failed";
  const note = failure?.title ?? (stage.status === "skipped" ? null : summary);
  return (
    <li data-stage={stage.name} className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-2.5 px-4 py-2.5">
      <Icon aria-hidden className={`mt-[3px] size-4 ${ink}`} />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium">{label}</span> <span className={ink}>{word}</span>
        {note && (
          <>
            <span className="text-ink-muted"> · </span>
            <span className={isFailed ? "font-medium" : "text-ink-muted"}>{note}</span>
          </>
        )}
      </p>
      <span className="min-w-13 text-right text-xs text-ink-muted tabular-nums">
        {stage.status === "skipped" ? "" : `${stage.durationMs} ms`}
      </span>
      <div
        className={classNames(
          "grid min-w-0 gap-3 empty:hidden",
          // On a phone an explanation takes the whole width.
          isFailed ? "col-span-3 mt-1 sm:col-span-2 sm:col-start-2" : "col-span-2 col-start-2",
        )}
      >
        {remarks.map((remark) => (
          <p key={remark} className="mt-1 flex items-start gap-1.5 text-xs">
            <TriangleAlert aria-hidden className="h-lh w-4 shrink-0 text-warning" />
            <span className="wrap-anywhere">{remark}</span>
          </p>
        ))}
        {failure && <p className="wrap-anywhere">{failure.message}</p>}
        <StageDetails stage={stage} label={label} />
        {diagnosis && (
          <DiagnosisPanel diagnosis={diagnosis}>{token && <TokenReviewList review={token} />}</DiagnosisPanel>
        )}
        {isFailed && action}
      </div>
    </li>
  );
}

/** The stage that is under way. */
export function RunningStage({ label }: { label: string }) {
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2.5 px-4 py-2.5">
      <LoaderCircle aria-hidden className="mt-[3px] size-4 animate-spin text-accent" />
      <p>
        <span className="font-medium">{label}</span> <span className="text-ink-muted">running…</span>
      </p>
    </li>
  );
}

/** What was said and seen in a stage, folded away unless it failed. */
function StageDetails({ stage, label }: { stage: ShownStage; label: string }) {
  const { challenge, replies, addresses = [], tls } = stage;
  const isFailed = stage.status === "failed";
  const isSaid = replies.length > 0 || challenge !== undefined;
  // One that answered is named in the summary already.
  const isOneOfMany = addresses.length > 1 || addresses.some(({ outcome }) => outcome === "failed");
  return (
    <>
      {isSaid && (
        <Details title="What the server said" isOpen={isFailed}>
          {challenge && <ChallengeTable challenge={challenge} />}
          {replies.length > 0 && <CodeBlock code={replies.join("\n")} label={`${label} replies`} />}
        </Details>
      )}
      {isOneOfMany && (
        <Details title={addresses.length === 1 ? "The address" : `The ${addresses.length} addresses`} isOpen={isFailed}>
          <AddressList addresses={addresses} />
        </Details>
      )}
      {tls && tls.chain.length > 0 && (
        <Details title={isFailed ? "The certificate that was refused" : "The certificate"} isOpen={isFailed}>
          <CertificateFacts tls={tls} isRefused={isFailed} />
        </Details>
      )}
    </>
  );
}

function Details({ title, isOpen, children }: { title: string; isOpen: boolean; children: ReactNode }) {
  return (
    <details open={isOpen} className="min-w-0">
      <summary className="link w-fit text-xs">{title}</summary>
      <div className="mt-2 grid gap-2">{children}</div>
    </details>
  );
}
