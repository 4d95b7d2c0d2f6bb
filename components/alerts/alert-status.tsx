import { BellOff, CircleCheck, CircleDot, CircleSlash, UserCheck } from "lucide-react";
import { exactWords } from "@/components/ui/time-words";
import type { AlertView } from "@/lib/alerts/view-alert";

type AlertStatusProps = {
  alert: Pick<AlertView, "acknowledged" | "snoozed" | "resolvedAt" | "resolution" | "escalationCount">;
  timeZone: string;
};

/** Where an alert stands: waiting, taken on by somebody, snoozed, or over; with who and until when. */
export function AlertStatus({ alert, timeZone }: AlertStatusProps) {
  const { icon: Icon, word, ink, more } = describeStatus(alert, timeZone);
  return (
    <span className="inline-flex items-start gap-1.5 align-middle">
      <Icon aria-hidden className={`h-lh w-4 shrink-0 ${ink}`} />
      <span>
        <span className={`font-medium whitespace-nowrap ${ink}`}>{word}</span>
        {more !== null && <span className="block text-xs text-ink-muted wrap-anywhere">{more}</span>}
      </span>
    </span>
  );
}

function describeStatus(
  { acknowledged, snoozed, resolvedAt, resolution, escalationCount }: AlertStatusProps["alert"],
  timeZone: string,
) {
  if (resolvedAt !== null) {
    return resolution === "recovered"
      ? { icon: CircleCheck, word: "Recovered", ink: "text-success", more: null }
      : { icon: CircleSlash, word: "Closed", ink: "text-ink-muted", more: closedWords[resolution ?? "closed"] };
  }
  if (snoozed !== null) {
    const until = snoozed.until === null ? "until it changes" : `until ${exactWords(snoozed.until, timeZone)}`;
    return { icon: BellOff, word: "Snoozed", ink: "text-ink-muted", more: `${until}, by ${snoozed.by}` };
  }
  if (acknowledged !== null)
    return { icon: UserCheck, word: "Acknowledged", ink: "text-info", more: `by ${acknowledged.by}` };
  const times = escalationCount === 1 ? "once" : `${escalationCount} times`;
  const escalated = escalationCount === 0 ? null : `Nobody acted; told again ${times}`;
  return { icon: CircleDot, word: "Open", ink: "text-danger", more: escalated };
}

export type ClosedResolution = NonNullable<AlertView["resolution"]>;

/** Why an alert ended that did not recover. */
export const closedWords: Readonly<Record<ClosedResolution, string | null>> = {
  closed: "Nobody uses it any more",
  superseded: "Its mailboxes use something else or fail for another cause now, which another alert tells",
  recovered: null,
};
