import { type DayKind, dayKinds, dayWords, kindOfDay, shortDay } from "@/components/verification/check-days";
import type { CheckDay } from "@/lib/verification/read-check-days";

/** Height and colour both say how a day went, so that it can be read without colour. */
const looks: Readonly<Record<DayKind, { height: number; fill: string }>> = {
  well: { height: 28, fill: "fill-success" },
  some: { height: 19, fill: "fill-warning" },
  most: { height: 12, fill: "fill-danger" },
  all: { height: 6, fill: "fill-danger" },
  none: { height: 2, fill: "fill-line-strong" },
};

const tallest = 28;
const step = 8;
const width = 6;

/** A bar a day, the newest at the right. What it shows stands in the table behind it, day by day. */
export function DayBars({ days, label }: { days: readonly CheckDay[]; label: string }) {
  return (
    <svg
      role="img"
      aria-label={`${label}: ${countWords(days)}`}
      viewBox={`0 0 ${days.length * step - (step - width)} ${tallest}`}
      preserveAspectRatio="none"
      className="h-8 w-full"
    >
      {days.map((day, index) => {
        const kind = kindOfDay(day);
        const { height, fill } = looks[kind];
        return (
          <rect key={day.day} x={index * step} y={tallest - height} width={width} height={height} className={fill}>
            <title>{`${shortDay(day.day)}: ${dayWords[kind]}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

/** "28 days well, 1 with failures, 1 mostly failed, none without a check". */
function countWords(days: readonly CheckDay[]): string {
  const count = (kind: DayKind) => days.filter((day) => kindOfDay(day) === kind).length;
  const parts = dayKinds.flatMap((kind) =>
    count(kind) > 0 ? [`${count(kind)} ${count(kind) === 1 ? "day" : "days"} ${dayWords[kind]}`] : [],
  );
  return parts.join(", ");
}

/** What the bars mean, with each of them as it is drawn. */
export function DayLegend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-muted">
      {dayKinds.map((kind) => (
        <li key={kind} className="flex items-end gap-1.5">
          <svg aria-hidden viewBox={`0 0 ${width} ${tallest}`} className="h-4 w-1.5">
            <rect
              y={tallest - looks[kind].height}
              width={width}
              height={looks[kind].height}
              className={looks[kind].fill}
            />
          </svg>
          {dayWords[kind]}
        </li>
      ))}
    </ul>
  );
}
