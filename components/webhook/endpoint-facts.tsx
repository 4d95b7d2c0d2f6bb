import type { ReactNode } from "react";
import { RelativeTime } from "@/components/ui/relative-time";

type EndpointFactsProps = {
  endpoint: { url: string; eventTypes: readonly string[]; createdByLabel: string; createdAt: Date };
  timeZone: string;
};

/** What there is to know of an endpoint, for whoever may not change it. */
export function EndpointFacts({ endpoint, timeZone }: EndpointFactsProps) {
  const rows: [string, ReactNode][] = [
    [
      "Address",
      <span key="url" className="font-mono">
        {endpoint.url}
      </span>,
    ],
    [
      "Events",
      <ul key="events" className="font-mono">
        {endpoint.eventTypes.map((type) => (
          <li key={type}>{type}</li>
        ))}
      </ul>,
    ],
    [
      "Added",
      <span key="added">
        <RelativeTime at={endpoint.createdAt} timeZone={timeZone} isExactShown /> by {endpoint.createdByLabel}
      </span>,
    ],
  ];
  return (
    <dl className="divide-y rounded-md border bg-surface">
      {rows.map(([label, value]) => (
        <div key={label} className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <dt className="text-ink-muted">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
