import { CircleCheck, CircleDashed, CircleHelp, CircleX, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { RelativeTime } from "@/components/ui/relative-time";
import { ConfigItemRow } from "@/components/verification/config-item-row";
import { configItemLabels, type EverythingPart } from "@/components/verification/shown-everything";
import { expectedStages, stageLabel } from "@/components/verification/shown-verification";
import { RunningStage, StageItem } from "@/components/verification/stage-item";
import type { PartRun } from "@/components/verification/use-everything";
import { configItemNames } from "@/lib/verification/config-check-schema";

type State = "passed" | "failed" | "unknown" | "running" | "none";

const looks = {
  passed: { icon: CircleCheck, word: "Passed", ink: "text-success" },
  failed: { icon: CircleX, word: "Failed", ink: "text-danger" },
  unknown: { icon: CircleHelp, word: "Not all of it can be known from here", ink: "text-ink-muted" },
  running: { icon: LoaderCircle, word: "Checking…", ink: "text-accent animate-spin" },
  none: { icon: CircleDashed, word: "Not checked yet", ink: "text-ink-muted" },
} as const;

type EverythingPartItemProps = {
  part: EverythingPart;
  /** How far it has come while a check runs, or null for what was kept. */
  run: PartRun | null;
  timeZone: string;
};

/** One part of a check of everything: how it stands, when it was looked at, and its steps; open unless all is well. */
export function EverythingPartItem({ part, run, timeZone }: EverythingPartItemProps) {
  const { rows, state, at, isOutdated } = describePart(part, run);
  const { icon: Icon, word, ink } = looks[state];
  const failure = run?.failure ?? null;
  return (
    <section aria-label={part.title} className="grid gap-2">
      <details open={state !== "passed" && state !== "none"} key={state} className="rounded-md border bg-surface">
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-2.5 gap-y-1 px-4 py-3">
          <Icon aria-hidden className={`size-4 shrink-0 ${ink}`} />
          <h3 className="min-w-0 font-semibold wrap-anywhere">{part.title}</h3>
          <span className="text-ink-muted">{part.isMissing ? missingWords[part.kind] : word}</span>
          {at && (
            <span className="ml-auto text-xs text-ink-muted">
              <RelativeTime at={at} timeZone={timeZone} />
              {isOutdated && <strong className="font-medium text-warning"> · changed since</strong>}
            </span>
          )}
        </summary>
        {failure && (
          <div className="border-t p-4">
            <Banner tone="danger" title={failure.title}>
              {failure.message}
            </Banner>
          </div>
        )}
        {rows.length > 0 && <ol className="divide-y border-t">{rows}</ol>}
      </details>
    </section>
  );
}

const missingWords = { half: "No mail server is filled in yet", config: "No IdP Config has been chosen yet" } as const;

type Described = { rows: ReactNode[]; state: State; at: Date | null; isOutdated: boolean };

function describePart(part: EverythingPart, run: PartRun | null): Described {
  return part.kind === "half" ? describeHalf(part, run) : describeConfig(part, run);
}

function describeHalf(part: Extract<EverythingPart, { kind: "half" }>, run: PartRun | null): Described {
  const { last, protocol, security } = part;
  const stages = run?.stages ?? last?.stages ?? [];
  const isRunning = run !== null && !run.isOver;
  const running = isRunning
    ? expectedStages(protocol, security).find((name) => !stages.some((one) => one.name === name))
    : undefined;
  const isFailed = run?.failure != null || stages.some(({ status }) => status === "failed");
  const state = isRunning ? "running" : isFailed ? "failed" : stages.length > 0 ? "passed" : "none";
  const rows = stages.map((stage) => (
    <StageItem key={stage.name} stage={stage} label={stageLabel(stage.name, protocol)} />
  ));
  if (running) rows.push(<RunningStage key="running" label={stageLabel(running, protocol)} />);
  const isOutdated = run === null && last !== null && !last.isCurrent;
  return { rows, state, at: run === null ? (last?.finishedAt ?? null) : null, isOutdated };
}

function describeConfig(part: Extract<EverythingPart, { kind: "config" }>, run: PartRun | null): Described {
  const { last } = part;
  const items = run?.items ?? last?.items ?? [];
  const isRunning = run !== null && !run.isOver;
  const pending = isRunning ? configItemNames.filter((name) => !items.some((item) => item.name === name)) : [];
  const has = (status: string) => items.some((item) => item.status === status);
  const isFailed = run?.failure != null || has("failed");
  const ended = isFailed ? "failed" : has("unknown") ? "unknown" : items.length > 0 ? "passed" : "none";
  const rows = configItemNames.flatMap((name) => {
    const item = items.find((candidate) => candidate.name === name);
    if (item) return [<ConfigItemRow key={name} item={item} />];
    return pending.includes(name) ? [<RunningStage key={name} label={configItemLabels[name]} />] : [];
  });
  const isOutdated = run === null && last !== null && !last.isCurrent;
  return { rows, state: isRunning ? "running" : ended, at: run === null ? (last?.at ?? null) : null, isOutdated };
}
