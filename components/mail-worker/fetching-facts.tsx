import Link from "next/link";
import type { ReactNode } from "react";
import { Countdown } from "@/components/ui/countdown";
import { RelativeTime } from "@/components/ui/relative-time";
import type { FetchStateView } from "@/lib/mail-worker/get-fetch-state";

type FetchingFactsProps = {
  state: FetchStateView;
  /** The page of the Mail Workers. */
  workersHref: string;
  timeZone: string;
};

const numbers = new Intl.NumberFormat("en-GB");
const plural = new Intl.PluralRules("en-GB");

/** How the fetching of a System Email stands: when it was fetched, with how many messages, who has it, what is next. */
export function FetchingFacts({ state, workersHref, timeZone }: FetchingFactsProps) {
  const { heldBy, lastFetchedAt, lastFetchedCount, lastError, failureCount, nextFetchAt } = state;
  const rows: [string, ReactNode][] = [
    [
      "Last fetched",
      lastFetchedAt === null ? (
        "Not yet"
      ) : (
        <span key="last">
          <RelativeTime at={lastFetchedAt} timeZone={timeZone} />
          {lastFetchedCount !== null && `, ${countWords(lastFetchedCount)}`}
        </span>
      ),
    ],
    [
      "Being fetched by",
      heldBy === null ? (
        "Nobody now"
      ) : (
        <span key="held">
          <Link href={`${workersHref}/${heldBy.workerKeyId}`} prefetch={false} className="link font-medium">
            {heldBy.name ?? "a key that is gone"}
          </Link>
          , lease ends <Countdown to={heldBy.until} timeZone={timeZone} elapsed="now" />
        </span>
      ),
    ],
    ["Due next", <Countdown key="due" to={nextFetchAt} timeZone={timeZone} elapsed="now" />],
    ...(lastError === null
      ? []
      : [["Last error", <LastError key="error" {...{ lastError, failureCount }} />] satisfies [string, ReactNode]]),
  ];
  return (
    <section aria-labelledby="fetching" className="grid gap-2 rounded-md border bg-surface px-4 py-3">
      <h2 id="fetching" className="font-semibold">
        Fetching
      </h2>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-3">
        {rows.map(([label, value]) => (
          <div key={label} className={label === "Last error" ? "sm:col-span-3" : undefined}>
            <dt className="text-xs text-ink-muted">{label}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function LastError({ lastError, failureCount }: { lastError: string; failureCount: number }) {
  return (
    <>
      <span className="block font-mono text-xs whitespace-pre-wrap text-danger">{lastError}</span>
      {failureCount > 1 && (
        <span className="block text-xs text-ink-muted">
          {numbers.format(failureCount)} times in a row; it is tried later each time, at most an hour apart.
        </span>
      )}
    </>
  );
}

function countWords(count: number): string {
  return `${numbers.format(count)} ${plural.select(count) === "one" ? "message" : "messages"}`;
}
