import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export type Step = {
  title: ReactNode;
  /** Commands, values to copy, a link. */
  body?: ReactNode;
  state?: "done" | "current" | "open" | undefined;
};

const marks = {
  done: "border-success-line bg-success-surface text-success",
  current: "border-accent bg-accent text-accent-contrast",
  open: "bg-surface text-ink-muted",
};

/** Numbered steps, to be done in order; those that are done have a tick. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="grid">
      {steps.map(({ title, body, state = "open" }, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order.
          key={index}
          aria-current={state === "current" ? "step" : undefined}
          className="group relative grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 pb-4 last:pb-0"
        >
          <span aria-hidden className="absolute top-7 bottom-1 left-3 border-l group-last:hidden" />
          <span
            className={classNames(
              "grid size-6 place-items-center rounded-full border text-xs font-medium tabular-nums",
              marks[state],
            )}
          >
            {state === "done" ? <Check aria-hidden className="size-3.5" /> : index + 1}
          </span>
          <div className="min-w-0 pt-px">
            <p className={classNames("wrap-anywhere", state === "current" && "font-medium")}>
              {title}
              {state === "done" && <span className="sr-only"> (done)</span>}
            </p>
            {body && <div className="mt-2 space-y-2 text-ink-muted">{body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
