"use client";

import { useEffect, useState } from "react";
import { relativeWords, sinceWords } from "@/components/ui/time-words";

type LiveTimeProps = {
  /** ISO 8601. */
  at: string;
  exact: string;
  /** What the server said; shown until the first tick, so that both sides render the same. */
  initial: string;
  isCounting: boolean;
  /** Says "since" before it. */
  isSince?: boolean | undefined;
  /** Said instead, once the time has come. */
  elapsed?: string | undefined;
};

/** The ticking part of `RelativeTime` and `Countdown`. */
export function LiveTime({ at, exact, initial, isCounting, isSince = false, elapsed }: LiveTimeProps) {
  const [words, setWords] = useState(initial);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moment = new Date(at);
    const tick = () => {
      const now = new Date();
      const hasElapsed = now >= moment;
      if (isSince) setWords(sinceWords(moment, now));
      else if (hasElapsed && elapsed !== undefined) setWords(elapsed);
      else setWords(relativeWords(moment, now, isCounting && !hasElapsed));
      const distanceMs = Math.abs(moment.getTime() - now.getTime());
      timer = setTimeout(tick, isCounting && distanceMs < 90_000 ? 1_000 : 15_000);
    };
    tick();
    return () => clearTimeout(timer);
  }, [at, isCounting, isSince, elapsed]);

  return (
    <time dateTime={at} title={exact} suppressHydrationWarning className="whitespace-nowrap">
      {words}
    </time>
  );
}
