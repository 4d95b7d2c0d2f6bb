import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { DeliveryStatus } from "@/lib/webhook/schema";
import { DeliveryStatusMark } from "./delivery-status";
import { EndpointStatusMark } from "./endpoint-status";
import { knownEvents } from "./event-words";

/** An endpoint as it is listed, with its newest delivery where there is one. */
export type ListedEndpoint = {
  id: string;
  url: string;
  description: string;
  eventTypes: readonly string[];
  enabled: boolean;
  goneAt: Date | null;
  deliveries: readonly { status: DeliveryStatus; attemptCount: number; createdAt: Date }[];
};

type EndpointListProps = {
  endpoints: readonly ListedEndpoint[];
  timeZone: string;
  /** The page of the webhooks. */
  path: string;
};

/** The webhook endpoints of a tenant, and how each of them stands. */
export function EndpointList({ endpoints, timeZone, path }: EndpointListProps) {
  return (
    <Table
      caption="Webhook endpoints"
      rows={endpoints}
      rowKey={({ id }) => id}
      columns={[
        { header: "Endpoint", cell: (endpoint) => <Name {...endpoint} path={path} />, className: "sm:w-full" },
        { header: "Status", cell: (endpoint) => <EndpointStatusMark {...endpoint} />, className: "sm:min-w-32" },
        { header: "Events", cell: (endpoint) => <Events {...endpoint} />, className: "sm:min-w-32" },
        {
          header: "Last delivery",
          cell: (endpoint) => <LastDelivery {...endpoint} timeZone={timeZone} />,
          className: "sm:min-w-44",
        },
      ]}
    />
  );
}

function Name({ id, url, description, path }: ListedEndpoint & { path: string }) {
  return (
    <>
      <Link href={`${path}/${id}`} className="link font-medium wrap-anywhere">
        {description || url}
      </Link>
      {description && <span className="block font-mono text-xs text-ink-muted wrap-anywhere">{url}</span>}
    </>
  );
}

function Events({ eventTypes }: ListedEndpoint) {
  if (eventTypes.length === knownEvents.length) return "All";
  return `${eventTypes.length} of ${knownEvents.length}`;
}

function LastDelivery({ deliveries: [last], timeZone }: ListedEndpoint & { timeZone: string }) {
  if (last === undefined) return <span className="text-ink-muted">None yet</span>;
  return (
    <>
      <span className="block">
        <DeliveryStatusMark {...last} />
      </span>
      <span className="block text-xs text-ink-muted">
        <RelativeTime at={last.createdAt} timeZone={timeZone} />
      </span>
    </>
  );
}
