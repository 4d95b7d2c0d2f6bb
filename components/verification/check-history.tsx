import { Table } from "@/components/ui/table";
import { causeLabel, dayWords, kindOfDay, shortDay } from "@/components/verification/check-days";
import { DayBars, DayLegend } from "@/components/verification/day-bars";
import { DayTimes } from "@/components/verification/day-times";
import type { CheckDay } from "@/lib/verification/read-check-days";

type CheckHistoryProps = {
  histories: readonly { title: string; days: readonly CheckDay[] }[];
  /** How many of the last days a narrow screen has room for. */
  narrowDayCount: number;
};

/** How the checks of each protocol went, day by day: a bar and a line, with a table behind them. */
export function CheckHistory({ histories, narrowDayCount }: CheckHistoryProps) {
  return (
    <div className="grid gap-4">
      <DayLegend />
      <div className="grid gap-4 lg:grid-cols-2">
        {histories.map(({ title, days }) => (
          <section
            key={title}
            aria-label={title}
            className="grid min-w-0 content-start gap-3 rounded-md border bg-surface p-4"
          >
            <h3 className="font-semibold">{title}</h3>
            <div className="sm:hidden">
              <Charts title={title} days={days.slice(-narrowDayCount)} />
            </div>
            <div className="max-sm:hidden">
              <Charts title={title} days={days} />
            </div>
            <details className="min-w-0">
              <summary className="link w-fit text-xs">{title} as a table</summary>
              <div className="mt-3">
                <DayTable title={title} days={days} />
              </div>
            </details>
          </section>
        ))}
      </div>
    </div>
  );
}

function Charts({ title, days }: { title: string; days: readonly CheckDay[] }) {
  const [first] = days;
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <DayBars days={days} label={`${title}, the last ${days.length} days`} />
        <div className="flex justify-between text-xs text-ink-muted">
          <span>{first ? shortDay(first.day) : ""}</span>
          <span>today</span>
        </div>
      </div>
      {days.some(({ averageMs }) => averageMs !== null) && (
        <div className="grid gap-1">
          <p className="text-xs text-ink-muted">How long a check took, on average</p>
          <DayTimes days={days} label={`${title}, how long a check took`} />
        </div>
      )}
    </div>
  );
}

function DayTable({ title, days }: { title: string; days: readonly CheckDay[] }) {
  const checked = days.filter((day) => kindOfDay(day) !== "none").reverse();
  return (
    <Table
      caption={`${title}, day by day`}
      rows={checked}
      rowKey={({ day }) => day}
      columns={[
        { header: "Day (UTC)", cell: ({ day }) => shortDay(day), className: "sm:whitespace-nowrap" },
        { header: "How it went", cell: (day) => <How day={day} />, className: "sm:w-full" },
        { header: "Passed", align: "end", cell: ({ passed }) => passed },
        { header: "Failed", align: "end", cell: ({ transient, failed }) => transient + failed },
        {
          header: "Average",
          align: "end",
          cell: ({ averageMs }) => msWords(averageMs),
          className: "sm:whitespace-nowrap",
        },
        {
          header: "Slowest",
          align: "end",
          cell: ({ slowestMs }) => msWords(slowestMs),
          className: "sm:whitespace-nowrap",
        },
      ]}
    />
  );
}

function How({ day }: { day: CheckDay }) {
  const words = dayWords[kindOfDay(day)];
  return (
    <>
      {words.charAt(0).toUpperCase() + words.slice(1)}
      {day.lastCause !== null && <span className="block text-xs text-ink-muted">{causeLabel(day.lastCause)}</span>}
    </>
  );
}

function msWords(ms: number | null): string {
  return ms === null ? "–" : `${ms} ms`;
}
