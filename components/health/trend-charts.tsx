import { TrendChart } from "@/components/health/trend-chart";
import type { Trends } from "@/lib/health/read-trends";

/** What is counted, and what those that passed are called. */
const counted = [
  { key: "refreshes", title: "Refreshes", passedWord: "refreshed" },
  { key: "checks", title: "Checks", passedWord: "healthy" },
] as const;

const spans = [
  { key: "hours", step: "hour", title: "last 24 hours" },
  { key: "days", step: "day", title: "last 30 days" },
] as const;

/** A chart for each thing that is counted and each span of time. */
export function TrendCharts({ trends, timeZone }: { trends: Trends; timeZone: string }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {counted.flatMap(({ key, title, passedWord }) =>
        spans.map((span) => (
          <TrendChart
            key={`${key}-by-${span.step}`}
            id={`${key}-by-${span.step}`}
            title={`${title}, ${span.title}`}
            points={trends[span.key][key]}
            step={span.step}
            passedWord={passedWord}
            timeZone={timeZone}
          />
        )),
      )}
    </div>
  );
}
