import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { exactWords } from "@/components/ui/time-words";
import type { DeliveryAttempt } from "@/lib/webhook/schema";

type AttemptListProps = { attempts: readonly DeliveryAttempt[]; timeZone: string };

/** The attempts of a delivery, newest first. */
export function AttemptList({ attempts, timeZone }: AttemptListProps) {
  return (
    <Table
      caption="Attempts, newest first"
      rows={attempts.toReversed()}
      rowKey={({ at }) => at}
      columns={[
        {
          header: "When",
          cell: ({ at }) => (
            <>
              <span className="block">
                <RelativeTime at={new Date(at)} timeZone={timeZone} />
              </span>
              <span className="block text-xs text-ink-muted">{exactWords(new Date(at), timeZone)}</span>
            </>
          ),
          className: "sm:min-w-48",
        },
        { header: "Answer", cell: ({ status }) => status ?? <span className="text-ink-muted">None</span> },
        { header: "Took", cell: ({ durationMs }) => `${durationMs} ms`, className: "tabular-nums sm:min-w-24" },
        { header: "What went wrong", cell: ({ error }) => error ?? "Nothing", className: "sm:w-full" },
      ]}
    />
  );
}
