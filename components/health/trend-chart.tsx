import { type ScaleBand, scaleBand, scaleLinear } from "d3-scale";
import { formatCount } from "@/components/health/health-words";
import { TrendTable } from "@/components/health/trend-table";
import type { TrendPoint } from "@/lib/health/read-trends";

type TrendChartProps = {
  /** Names the patterns of this chart within the page. */
  id: string;
  title: string;
  points: readonly TrendPoint[];
  /** What one point stands for. */
  step: "hour" | "day";
  /** What those that passed are called: "refreshed", "healthy". */
  passedWord: string;
  timeZone: string;
};

const series = [
  { key: "passed", ink: "fill-success", line: "stroke-success" },
  { key: "transient", ink: "fill-warning", line: "stroke-warning" },
  { key: "permanent", ink: "fill-danger", line: "stroke-danger" },
] as const;

/**
 * How refreshes or checks went, as stacked bars: plain for what passed, hatched for what failed for a while, crossed
 * for what failed for good, so that it is read without colour. The numbers themselves are in the table below it.
 */
export function TrendChart({ id, title, points, step, passedWord, timeZone }: TrendChartProps) {
  const total = (key: (typeof series)[number]["key"]) => points.reduce((sum, point) => sum + point[key], 0);
  const totals = { passed: total("passed"), transient: total("transient"), permanent: total("permanent") };
  const words = { passed: passedWord, transient: "failed for a while", permanent: "failed for good" };
  const summary = series.map(({ key }) => `${formatCount(totals[key])} ${words[key]}`).join(", ");
  const format = makeFormat(step, timeZone);
  const isEmpty = series.every(({ key }) => totals[key] === 0);
  return (
    <figure className="grid min-w-0 content-start gap-2 rounded-md border bg-surface p-4">
      <figcaption className="grid gap-1">
        <span className="font-medium">{title}</span>
        <span className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-muted">
          {series.map(({ key, ink, line }) => (
            <span key={key} className="flex items-center gap-1.5">
              <svg aria-hidden viewBox="0 0 12 12" className="size-3 shrink-0">
                <Fill id={`${id}-key`} name={key} line={line} />
                <rect width="12" height="12" rx="2" className={ink} fillOpacity={key === "passed" ? 1 : 0.25} />
                {key !== "passed" && <rect width="12" height="12" rx="2" fill={`url(#${id}-key-${key})`} />}
              </svg>
              {formatCount(totals[key])} {words[key]}
            </span>
          ))}
        </span>
      </figcaption>
      {isEmpty ? (
        <p className="grid min-h-24 place-items-center text-xs text-ink-muted">Nothing happened in this time.</p>
      ) : (
        <Bars id={id} label={`${title}: ${summary}`} points={points} step={step} format={format} />
      )}
      <details>
        <summary className="link w-fit text-xs">
          Show as a table<span className="sr-only">: {title}</span>
        </summary>
        <TrendTable title={title} points={points} step={step} words={words} format={format} />
      </details>
    </figure>
  );
}

const heightPx = 112;

type BarsProps = Pick<TrendChartProps, "id" | "points" | "step"> & { label: string; format: Intl.DateTimeFormat };

/** Across in percent of the width that there is, upwards in pixels, so that patterns and words keep their shape. */
function Bars({ id, label, points, step, format }: BarsProps) {
  const most = Math.max(...points.map(({ passed, transient, permanent }) => passed + transient + permanent));
  const x = scaleBand<number>()
    .domain(points.map(({ at }) => at.getTime()))
    .range([0, 100])
    .padding(0.2);
  const y = scaleLinear().domain([0, most]).nice(3).range([heightPx, 0]);
  const ticks = y.ticks(3).filter(Number.isInteger);
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-ink-muted">
      <div aria-hidden className="relative h-28 tabular-nums">
        {/* As wide as the widest of them. */}
        <span className="invisible">{formatCount(ticks.at(-1) ?? most)}</span>
        {ticks.map((tick) => (
          <span key={tick} style={{ top: y(tick) }} className="absolute right-0 -translate-y-1/2">
            {formatCount(tick)}
          </span>
        ))}
      </div>
      <svg role="img" aria-label={label} width="100%" height={heightPx} className="overflow-visible">
        <defs>
          {series.slice(1).map(({ key, line }) => (
            <Fill key={key} id={id} name={key} line={line} />
          ))}
        </defs>
        {ticks.map((tick) => (
          <line key={tick} x1="0" x2="100%" y1={y(tick)} y2={y(tick)} className="stroke-line" />
        ))}
        <svg aria-hidden viewBox={`0 0 100 ${heightPx}`} preserveAspectRatio="none" width="100%" height={heightPx}>
          <path d={points.map((point) => drawPassed(point, { x, y })).join("")} className="fill-success" />
        </svg>
        {points.map((point) => (
          <FailedBars key={point.at.getTime()} id={id} point={point} x={x} y={y} />
        ))}
      </svg>
      <div aria-hidden className="relative col-start-2 mt-1 h-5">
        {labelledPoints(points, step).map(({ at }) => (
          <span
            key={at.getTime()}
            style={{ left: `${(x(at.getTime()) ?? 0) + x.bandwidth() / 2}%` }}
            className="absolute -translate-x-1/2 whitespace-nowrap last:right-0 last:left-auto! last:translate-x-0"
          >
            {format.format(at)}
          </span>
        ))}
      </div>
    </div>
  );
}

type Scales = { x: ScaleBand<number>; y: (value: number) => number };

/** All that passed is one drawing, stretched to the width: it has no pattern that would suffer. */
function drawPassed({ at, passed }: TrendPoint, { x, y }: Scales): string {
  if (passed === 0) return "";
  const bottom = y(0);
  const top = Math.min(bottom - 1, y(passed));
  const [left, right] = [x(at.getTime()) ?? 0, (x(at.getTime()) ?? 0) + x.bandwidth()].map((value) => value.toFixed(2));
  return `M${left} ${bottom}V${top.toFixed(1)}H${right}V${bottom}Z`;
}

const leastPx = 4;

/** What failed stands on what passed, and is to be seen also where it is one among thousands. */
function FailedBars({ id, point, x, y }: Scales & { id: string; point: TrendPoint }) {
  let below = point.passed;
  return series.slice(1).map(({ key, ink }) => {
    const from = below;
    below += point[key];
    if (point[key] === 0) return null;
    const height = Math.max(leastPx, y(from) - y(below));
    const bar = { x: `${x(point.at.getTime())}%`, y: y(from) - height, width: `${x.bandwidth()}%`, height };
    return (
      <g key={key}>
        <rect {...bar} className={ink} fillOpacity={0.25} />
        <rect {...bar} fill={`url(#${id}-${key})`} />
      </g>
    );
  });
}

/** The hatching of what failed for a while, the crossing of what failed for good. */
function Fill({ id, name, line }: { id: string; name: string; line: string }) {
  return (
    <pattern id={`${id}-${name}`} width="5" height="5" patternUnits="userSpaceOnUse">
      <path d="M-1 6 6 -1" strokeWidth="1.6" className={line} />
      {name === "permanent" && <path d="M-1 -1 6 6" strokeWidth="1.6" className={line} />}
    </pattern>
  );
}

const labelEvery = { hour: 6, day: 7 };

/** So few that they do not touch each other on a phone, counted from the newest. */
function labelledPoints(points: readonly TrendPoint[], step: "hour" | "day"): readonly TrendPoint[] {
  return points.filter((_, index) => (points.length - 1 - index) % labelEvery[step] === 0);
}

/** Days are counted in UTC and so are named in it. Made once a chart, because making one takes longer than using it. */
function makeFormat(step: "hour" | "day", timeZone: string): Intl.DateTimeFormat {
  return step === "hour"
    ? new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone })
    : new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
