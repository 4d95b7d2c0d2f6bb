import { CircleCheck, CircleDashed, CirclePause, CircleX, KeyRound, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const statuses = {
  healthy: { word: "Healthy", icon: CircleCheck, ink: "text-success", box: "border-success-line bg-success-surface" },
  degraded: {
    word: "Degraded",
    icon: TriangleAlert,
    ink: "text-warning",
    box: "border-warning-line bg-warning-surface",
  },
  broken: { word: "Broken", icon: CircleX, ink: "text-danger", box: "border-danger-line bg-danger-surface" },
  needs_reauthorization: {
    word: "Needs re-authorization",
    icon: KeyRound,
    ink: "text-attention",
    box: "border-attention-line bg-attention-surface",
  },
  not_verified: { word: "Not verified", icon: CircleDashed, ink: "text-ink-muted", box: "border-line-strong/50" },
  disabled: { word: "Disabled", icon: CirclePause, ink: "text-ink-faint", box: "border-line bg-sunken" },
} as const;

/** The six states that anything can be in. */
export type Status = keyof typeof statuses;

type StatusBadgeProps = {
  status: Status;
  /** `plain` for table cells, `pill` for headings. */
  look?: "plain" | "pill" | undefined;
  /** A few words after the status, such as "IMAP" or "since 2 h". */
  children?: ReactNode;
};

/** A status as icon, word and colour. */
export function StatusBadge({ status, look = "plain", children }: StatusBadgeProps) {
  const { word, icon: Icon, ink, box } = statuses[status];
  return (
    <span
      className={classNames(
        "inline-flex max-w-full items-start gap-1.5 align-middle",
        look === "pill" && classNames("rounded-full border py-0.5 pr-2.5 pl-2 text-xs", box),
      )}
    >
      <Icon aria-hidden className={classNames("h-lh w-4 shrink-0", ink)} />
      <span>
        <span className={classNames("font-medium sm:whitespace-nowrap", ink)}>{word}</span>
        {children && <span className="text-ink-muted"> · {children}</span>}
      </span>
    </span>
  );
}
