import { BellOff, BellRing, CircleCheck, CircleSlash, Mail, RotateCcw, Undo2, UserCheck, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AlertMoment } from "@/lib/alerts/get-alert-timeline";
import { type ClosedResolution, closedWords } from "./alert-status";

type AlertTimelineProps = { moments: readonly AlertMoment[]; timeZone: string };

/** What happened to an alert, newest first: when, who was told by what way, and who did something about it. */
export function AlertTimeline({ moments, timeZone }: AlertTimelineProps) {
  return (
    <ol className="grid" aria-label="What has happened, newest first">
      {moments.map((moment, index) => {
        const { icon, what, more } = describeMoment(moment);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a moment is its place in the order.
            key={index}
            data-moment={moment.kind}
            className="group relative grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3 pb-4 last:pb-0"
          >
            <span aria-hidden className="absolute top-7 bottom-1 left-3 border-l group-last:hidden" />
            <span
              aria-hidden
              className="grid size-6 place-items-center rounded-full border bg-surface text-ink-muted [&_svg]:size-3.5"
            >
              {icon}
            </span>
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 pt-px">
              <div className="min-w-0 wrap-anywhere">
                <p>{what}</p>
                {more && <p className="text-xs text-ink-muted">{more}</p>}
              </div>
              <span className="text-xs whitespace-nowrap text-ink-muted">
                <RelativeTime at={moment.at} timeZone={timeZone} />
              </span>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

type Told = { icon: ReactNode; what: ReactNode; more?: ReactNode };

function describeMoment(moment: AlertMoment): Told {
  switch (moment.kind) {
    case "opened":
      return { icon: <BellRing />, what: "Opened" };
    case "back":
      return { icon: <RotateCcw />, what: "Came back after it had ended" };
    case "told":
      return describeNotice(moment);
    case "webhook":
      return {
        icon: <Webhook />,
        what: (
          <>
            Webhook <span className="font-medium">{moment.endpoint}</span>: {tellings[moment.of]}
          </>
        ),
        more: deliveries[moment.status],
      };
    case "acknowledged":
      return { icon: <UserCheck />, what: <By who={moment.by}>Acknowledged</By> };
    case "unacknowledged":
      return { icon: <Undo2 />, what: <By who={moment.by}>Acknowledgement taken back</By> };
    case "snoozed":
      return { icon: <BellOff />, what: <By who={moment.by}>Snoozed {snoozes[moment.choice]}</By> };
    case "woken":
      return { icon: <BellRing />, what: <By who={moment.by}>Snooze ended</By> };
    case "resolved":
      return describeEnd(moment.resolution ?? "closed");
  }
}

function By({ who, children }: { who: string; children: ReactNode }) {
  return (
    <>
      {children} by <span className="font-medium">{who}</span>
    </>
  );
}

function describeEnd(resolution: ClosedResolution): Told {
  return resolution === "recovered"
    ? { icon: <CircleCheck />, what: "Recovered" }
    : { icon: <CircleSlash />, what: "Closed", more: closedWords[resolution] };
}

const tellings = {
  opened: "that it opened",
  updated: "how it stands",
  escalated: "that nobody had acted for a day",
  recovered: "that it ended",
  digest: "in the digest",
} as const;

const deliveries = { pending: "On its way", delivered: "Delivered", dead: "Given up" } as const;
const statuses = { pending: "On its way", sent: "Sent", failed: "Given up" } as const;

const snoozes = {
  "1h": "for an hour",
  "4h": "for four hours",
  "1d": "for a day",
  "1w": "for a week",
  until_change: "until it changes",
  end: "no longer",
} as const;

function describeNotice({ of, status, tries, error, recipients }: AlertMoment & { kind: "told" }): Told {
  const isLate = status !== "sent" && tries > 0;
  return {
    icon: <Mail />,
    what: (
      <>
        E-mail to <span className="font-mono">{recipients.join(", ")}</span>: {tellings[of]}
      </>
    ),
    more: [
      statuses[status],
      isLate && ` · tried ${tries === 1 ? "once" : `${tries} times`}`,
      status !== "sent" && error !== null && ` · ${error}`,
    ]
      .filter(Boolean)
      .join(""),
  };
}
