import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { exactWords } from "@/components/ui/time-words";
import type { DeliveryAttempt, DeliveryStatus } from "@/lib/webhook/schema";
import { DeliveryStatusMark } from "./delivery-status";

/** A delivery as it is listed. */
export type ListedDelivery = {
  id: string;
  eventType: string;
  position: number | null;
  status: DeliveryStatus;
  attemptCount: number;
  attempts: readonly DeliveryAttempt[];
  createdAt: Date;
};

type DeliveryListProps = {
  deliveries: readonly ListedDelivery[];
  timeZone: string;
  /** The page of the deliveries. */
  path: string;
};

/** What an endpoint was sent and how it answered, in the order given. */
export function DeliveryList({ deliveries, timeZone, path }: DeliveryListProps) {
  return (
    <Table
      caption="Deliveries"
      rows={deliveries}
      rowKey={({ id }) => id}
      columns={[
        { header: "Event", cell: (delivery) => <Event {...delivery} path={path} />, className: "sm:min-w-56" },
        { header: "Status", cell: (delivery) => <DeliveryStatusMark {...delivery} />, className: "sm:min-w-32" },
        { header: "Last answer", cell: (delivery) => <LastAnswer {...delivery} />, className: "sm:w-full" },
        {
          header: "When",
          cell: ({ createdAt }) => (
            <>
              <span className="block">
                <RelativeTime at={createdAt} timeZone={timeZone} />
              </span>
              <span className="block text-xs text-ink-muted">{exactWords(createdAt, timeZone)}</span>
            </>
          ),
          className: "sm:min-w-48",
        },
      ]}
    />
  );
}

function Event({ id, eventType, position, path }: ListedDelivery & { path: string }) {
  return (
    <>
      <Link href={`${path}/${id}`} prefetch={false} className="link font-mono wrap-anywhere">
        {eventType}
      </Link>
      {position !== null && <span className="block text-xs text-ink-muted">No. {position} in the feed</span>}
    </>
  );
}

function LastAnswer({ attempts, attemptCount }: ListedDelivery) {
  const last = attempts.at(-1);
  if (last === undefined) return <span className="text-ink-muted">Not tried yet</span>;
  return (
    <>
      <span className="block">{last.error ?? `${last.status} in ${last.durationMs} ms`}</span>
      {attemptCount > 1 && <span className="block text-xs text-ink-muted">{attemptCount} attempts</span>}
    </>
  );
}
