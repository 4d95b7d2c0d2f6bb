import { LiveTime } from "@/components/ui/live-time";
import { exactWords, relativeWords, sinceWords } from "@/components/ui/time-words";

type RelativeTimeProps = {
  at: Date;
  /** An IANA name; the tenant's. */
  timeZone: string;
  now?: Date | undefined;
  /** Writes the exact time after it, where it is to be read or copied rather than hovered. */
  isExactShown?: boolean | undefined;
  /** Says "since" before it, of what has been so from then on. */
  isSince?: boolean | undefined;
};

/** "3 min ago", kept true while the page is open, with the exact time and zone on hover. */
export function RelativeTime({ at, timeZone, now = new Date(), isExactShown, isSince }: RelativeTimeProps) {
  const exact = exactWords(at, timeZone);
  return (
    <span>
      <LiveTime
        at={at.toISOString()}
        exact={exact}
        initial={isSince ? sinceWords(at, now) : relativeWords(at, now)}
        isCounting={false}
        isSince={isSince}
      />
      {isExactShown && <span className="text-ink-muted"> ({exact})</span>}
    </span>
  );
}
