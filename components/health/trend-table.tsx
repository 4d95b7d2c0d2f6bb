import { formatCount } from "@/components/health/health-words";
import type { TrendPoint } from "@/lib/health/read-trends";

const columns = ["passed", "transient", "permanent"] as const;

type TrendTableProps = {
  title: string;
  points: readonly TrendPoint[];
  step: "hour" | "day";
  format: Intl.DateTimeFormat;
  /** What each column is called. */
  words: Readonly<Record<(typeof columns)[number], string>>;
};

/** The numbers of a chart, the newest first. */
export function TrendTable({ title, points, step, words, format }: TrendTableProps) {
  return (
    <div className="mt-2">
      <table className="w-full text-right text-xs">
        <caption className="sr-only">{title}</caption>
        <thead className="text-ink-muted">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              {step === "hour" ? "Hour" : "Day (UTC)"}
            </th>
            {columns.map((key) => (
              <th key={key} scope="col" className="py-1 pl-3 font-medium first-letter:uppercase">
                {words[key]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at.getTime()} className="border-t">
              <th scope="row" className="py-1 text-left font-normal">
                {format.format(point.at)}
              </th>
              {columns.map((key) => (
                <td key={key} className="py-1 pl-3">
                  {formatCount(point[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
