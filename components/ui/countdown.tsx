import { LiveTime } from "@/components/ui/live-time";
import { exactWords, relativeWords } from "@/components/ui/time-words";

type CountdownProps = {
  to: Date;
  /** An IANA name; the tenant's. */
  timeZone: string;
  now?: Date | undefined;
  /** Said once the time has come, such as "now" or "expired". */
  elapsed: string;
};

/** "in 41 min", counting down, by the second in the last minute. */
export function Countdown({ to, timeZone, now = new Date(), elapsed }: CountdownProps) {
  const initial = to <= now ? elapsed : relativeWords(to, now, true);
  return (
    <LiveTime at={to.toISOString()} exact={exactWords(to, timeZone)} initial={initial} isCounting elapsed={elapsed} />
  );
}
