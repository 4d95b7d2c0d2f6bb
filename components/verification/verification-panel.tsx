"use client";

import { PlugZap } from "lucide-react";
import { type ReactNode, useActionState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import { SubmitButton } from "@/components/ui/submit-button";
import {
  expectedStages,
  type ShownFailure,
  type ShownVerification,
  stageLabel,
  type VerificationEvent,
} from "@/components/verification/shown-verification";
import { RunningStage, StageItem } from "@/components/verification/stage-item";
import { type Run, useVerification } from "@/components/verification/use-verification";

type VerificationPanelProps = {
  health: Status;
  protocol: "imap" | "pop3" | "smtp";
  security: string;
  last: ShownVerification | null;
  timeZone: string;
  /** Checks and tells each stage when it is over. */
  stream: () => Promise<ReadableStream<VerificationEvent>>;
  /** Checks in one go, for those without scripts. */
  verify: (state: FormState, form: FormData) => Promise<FormState>;
  /** Saves what is typed on the page and not saved yet; answers whether all is saved. */
  saveBefore: () => Promise<boolean>;
  mayVerify: boolean;
  /** Chooses Enabled in the settings; left out for those who may not. */
  enable?: (() => void) | undefined;
};

/** Verify connection: the check of one half, as it runs and as it ended last time. */
export function VerificationPanel(props: VerificationPanelProps) {
  const { health, protocol, security, last, timeZone, stream, verify, saveBefore, mayVerify, enable } = props;
  const [state, submit] = useActionState(verify, idleFormState);
  const [followed, start] = useVerification(stream, last?.finishedAt ?? null);
  // Once the page knows the outcome that was kept, it also knows whether settings have changed since.
  const isKept = followed?.phase === "finished" && followed.lastBefore?.getTime() !== last?.finishedAt.getTime();
  const run = isKept ? null : followed;
  const isBusy = run?.phase === "saving" || run?.phase === "running";
  const failure =
    run?.failure ??
    (run === null && state.status === "failed"
      ? { title: state.message ?? "", message: state.warnings?.join(" ") ?? "" }
      : null);
  const stages = run?.stages ?? last?.stages ?? [];
  const running =
    run?.phase === "running" ? expectedStages(protocol, security).find((name) => !isIn(name, run.stages)) : undefined;
  const tryAgain = mayVerify && (
    <Button size="small" className="justify-self-start noscript:hidden" onClick={() => void start(saveBefore)}>
      Try again
    </Button>
  );

  return (
    <section
      id="verification"
      aria-labelledby="verification-title"
      className="mt-8 grid scroll-mt-20 gap-4 border-t pt-6"
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 id="verification-title" className="text-base font-semibold">
            Verification
          </h2>
          {!isBusy && <StatusBadge status={health} look="pill" />}
        </div>
        {mayVerify && (
          <form
            action={submit}
            onSubmit={(event) => {
              event.preventDefault();
              if (!isBusy) void start(saveBefore);
            }}
          >
            <SubmitButton variant="secondary" pendingLabel="Checking…" aria-disabled={isBusy || undefined}>
              <PlugZap aria-hidden /> Verify connection
            </SubmitButton>
          </form>
        )}
      </div>
      <p className="text-xs text-ink-muted">
        <Standing run={run} last={last} timeZone={timeZone} />
        {mayVerify && !isBusy && " Verify connection saves what you typed, then checks it."}
      </p>
      {failure && <FailureBanner failure={failure} />}
      {run === null && health === "disabled" && last?.isHealthy && last.isCurrent && (
        <Banner
          tone="info"
          title="It works, and its Status is Disabled"
          actions={
            enable && (
              <Button
                size="small"
                variant="primary"
                className="noscript:hidden"
                onClick={() => {
                  enable();
                  void start(saveBefore);
                }}
              >
                Enable
              </Button>
            )
          }
        >
          Mail workers are given only what is enabled.
        </Banner>
      )}
      {(stages.length > 0 || running) && (
        <ol className="divide-y rounded-md border bg-surface">
          {stages.map((stage) => (
            <StageItem
              key={`${stage.name} ${stage.status}`}
              stage={stage}
              label={stageLabel(stage.name, protocol)}
              action={!isBusy && failure === null && tryAgain}
            />
          ))}
          {running && <RunningStage label={stageLabel(running, protocol)} />}
        </ol>
      )}
      {!isBusy && failure !== null && tryAgain}
      <p aria-live="polite" className="sr-only">
        {followed && spokenWords(followed, protocol)}
      </p>
    </section>
  );
}

function Standing({ run, last, timeZone }: { run: Run | null; last: ShownVerification | null; timeZone: string }) {
  if (run?.phase === "saving") return "Saving what you typed first…";
  if (run?.phase === "running") return "Checking, for at most 30 seconds. You can leave; the outcome is kept.";
  if (run !== null) return run.phase === "finished" ? "Checked just now, with the settings that are saved." : null;
  if (last === null) {
    return "Not checked yet. The check signs in to the mail server and changes nothing there.";
  }
  const outcome: ReactNode = last.isHealthy ? "Every stage passed" : "The check failed";
  return (
    <>
      {outcome} <RelativeTime at={last.finishedAt} timeZone={timeZone} isExactShown />
      {!last.isCurrent && (
        <strong className="font-medium text-warning"> · The settings have changed since: verify again</strong>
      )}
      .
    </>
  );
}

function FailureBanner({ failure }: { failure: ShownFailure }) {
  return (
    <Banner tone="danger" title={failure.title}>
      {failure.message}
    </Banner>
  );
}

function isIn(name: string, stages: Run["stages"]): boolean {
  return stages.some((stage) => stage.name === name);
}

function spokenWords({ phase, stages }: Run, protocol: VerificationPanelProps["protocol"]): string {
  if (phase === "saving") return "Saving first.";
  const newest = stages.at(-1);
  const failed = stages.find(({ status }) => status === "failed");
  if (phase === "finished") {
    if (failed === undefined) return "Verified: every stage passed.";
    return `The check failed at ${stageLabel(failed.name, protocol)}. ${failed.diagnosis?.title ?? ""}`;
  }
  if (newest === undefined || newest.status === "skipped") return "";
  return `${stageLabel(newest.name, protocol)} ${newest.status}.`;
}
