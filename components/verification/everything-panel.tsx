"use client";

import { ListChecks } from "lucide-react";
import { useRouter } from "next/navigation";
import { useActionState, useEffect, useEffectEvent } from "react";
import { Banner } from "@/components/ui/banner";
import { type FormState, idleFormState } from "@/components/ui/form-state";
import { SubmitButton } from "@/components/ui/submit-button";
import { EverythingPartItem } from "@/components/verification/everything-part";
import { type EverythingPart, partKey, type ShownEverythingEvent } from "@/components/verification/shown-everything";
import { type EverythingRun, useEverything } from "@/components/verification/use-everything";

type EverythingPanelProps = {
  parts: readonly EverythingPart[];
  /** A check that this page did not start is under way. */
  isUnderWay: boolean;
  timeZone: string;
  /** Checks, and tells each step when it is over. */
  stream: () => Promise<ReadableStream<ShownEverythingEvent>>;
  /** Checks in one go, for those without scripts. */
  check: (state: FormState, form: FormData) => Promise<FormState>;
  mayVerify: boolean;
};

/** How often a page looks that somebody came back to while a check runs, in milliseconds. */
const lookAgainMs = 2000;

/** Check everything: both halves and what they sign in by, as it runs and as it ended last time. */
export function EverythingPanel({ parts, isUnderWay, timeZone, stream, check, mayVerify }: EverythingPanelProps) {
  const router = useRouter();
  const [state, submit] = useActionState(check, idleFormState);
  const [run, start] = useEverything(stream);
  const isBusy = run?.phase === "running";
  useStartByAddress(mayVerify, start);
  useEffect(() => {
    if (!isUnderWay || isBusy) return;
    const timer = setInterval(() => router.refresh(), lookAgainMs);
    return () => clearInterval(timer);
  }, [isUnderWay, isBusy, router]);
  const failure = run?.failure ?? null;
  return (
    <section aria-labelledby="everything" className="grid max-w-form gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="everything" className="text-base font-semibold">
          Check everything
        </h2>
        {mayVerify && (
          <form
            action={submit}
            onSubmit={(event) => {
              event.preventDefault();
              if (!isBusy) void start();
            }}
          >
            <SubmitButton pendingLabel="Checking…" aria-disabled={isBusy || undefined}>
              <ListChecks aria-hidden /> {run === null ? "Check everything now" : "Check again"}
            </SubmitButton>
          </form>
        )}
      </div>
      <p className="text-xs text-ink-muted">
        Signs in to the mail servers with the settings that are saved, and looks at the IdP Config at its provider.
        Nothing is changed there. You can leave and come back; the outcome is kept.
      </p>
      {isUnderWay && !isBusy && <Banner tone="info" title="A check is under way" />}
      {failure && (
        <Banner tone="danger" title={failure.title}>
          {failure.message}
        </Banner>
      )}
      {run === null && state.status === "failed" && <Banner tone="danger" title={state.message ?? ""} />}
      {parts.map((part) => {
        const key = partKey(part);
        const isShownRunning = isBusy && !part.isMissing;
        const waiting = { stages: [], items: [], isOver: false, failure: null };
        const followed = run?.parts[key] ?? (isShownRunning ? waiting : null);
        // What was kept says the same, and when; only a part that could not be checked has nothing that was kept.
        const shown = run?.phase === "finished" && followed?.failure == null ? null : followed;
        return <EverythingPartItem key={key} part={part} run={shown} timeZone={timeZone} />;
      })}
      <p aria-live="polite" className="sr-only">
        {run && spokenWords(run, parts)}
      </p>
    </section>
  );
}

/** Starts at once where the address says so, once: the mark is taken out of it, so that a reload checks nothing. */
function useStartByAddress(mayStart: boolean, start: () => Promise<void>): void {
  const startOnce = useEffectEvent(() => {
    if (!mayStart || window.location.hash !== "#start") return;
    // Without a state of its own, so that the router takes the address over and does not bring the mark back.
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    void start();
  });
  useEffect(() => startOnce(), []);
}

function spokenWords({ phase, parts: runs }: EverythingRun, parts: readonly EverythingPart[]): string {
  if (phase === "failed") return "The check could not be finished.";
  const over = parts.filter((part) => runs[partKey(part)]?.isOver);
  const failed = over.filter((part) => {
    const run = runs[partKey(part)];
    return (
      run?.failure != null || [...(run?.stages ?? []), ...(run?.items ?? [])].some(({ status }) => status === "failed")
    );
  });
  if (phase === "running") return over.at(-1) ? `${over.at(-1)?.title} is checked.` : "";
  return failed.length === 0
    ? "Checked: nothing failed."
    : `Checked: failed at ${failed.map(({ title }) => title).join(" and ")}.`;
}
