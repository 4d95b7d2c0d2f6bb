import type { CheckDay } from "@/lib/verification/read-check-days";

const height = 40;
const step = 8;

/** How long a check took on average, day by day, as a line that has gaps where none passed. */
export function DayTimes({ days, label }: { days: readonly CheckDay[]; label: string }) {
  const times = days.flatMap(({ averageMs }) => averageMs ?? []);
  if (times.length === 0) return null;
  const most = Math.max(...times);
  const newest = days.findLast(({ averageMs }) => averageMs !== null)?.averageMs ?? most;
  const y = (ms: number) => height - 2 - (ms / Math.max(1, most)) * (height - 6);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-stretch gap-x-3">
      <svg
        role="img"
        aria-label={`${label}: from ${Math.min(...times)} to ${most} ms, ${newest} ms at last`}
        viewBox={`0 0 ${(days.length - 1) * step + 4} ${height}`}
        preserveAspectRatio="none"
        className="h-12 w-full"
      >
        <line
          x1="0"
          y1={height - 1}
          x2="100%"
          y2={height - 1}
          className="stroke-line"
          vectorEffect="non-scaling-stroke"
        />
        {segmentsOf(days).map((segment) => (
          <polyline
            key={segment[0]?.index}
            points={segment.map(({ index, ms }) => `${index * step + 2},${y(ms)}`).join(" ")}
            className="fill-none stroke-accent"
            strokeWidth="2"
            strokeLinecap="round"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <dl className="flex flex-col justify-between text-right text-xs text-ink-muted tabular-nums">
        <div>
          <dt className="sr-only">Slowest day</dt>
          <dd>{most} ms</dd>
        </div>
        <div>
          <dt className="sr-only">Axis begins at</dt>
          <dd>0</dd>
        </div>
      </dl>
    </div>
  );
}

type Point = { index: number; ms: number };

/** Runs of days that each have a time; a day alone is drawn as a short stroke. */
function segmentsOf(days: readonly CheckDay[]): Point[][] {
  const segments: Point[][] = [];
  let open: Point[] = [];
  for (const [index, { averageMs }] of days.entries()) {
    if (averageMs === null) open = [];
    else {
      if (open.length === 0) segments.push(open);
      open.push({ index, ms: averageMs });
    }
  }
  return segments.map((segment) => {
    const [only] = segment;
    return segment.length === 1 && only ? [only, { ...only, index: only.index + 0.4 }] : segment;
  });
}
