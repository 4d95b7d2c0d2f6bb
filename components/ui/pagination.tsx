import { ChevronLeft, ChevronRight } from "lucide-react";
import { LinkButton } from "@/components/ui/link-button";

type PaginationProps = {
  /** The first and last row shown, counted from 1. */
  from: number;
  to: number;
  total?: number | undefined;
  /** There are more than the total, which nobody counted to the end. */
  isTotalLeast?: boolean;
  /** What is counted, in the plural: "emails". */
  noun: string;
  previousHref?: string | undefined;
  nextHref?: string | undefined;
};

const numbers = new Intl.NumberFormat("en-GB");

/** Which rows these are, and the way to the others. */
export function Pagination({ from, to, total, isTotalLeast = false, noun, previousHref, nextHref }: PaginationProps) {
  const isWhole = from === 1 && to === total && !isTotalLeast;
  const range = isWhole ? "" : `${numbers.format(from)}–${numbers.format(to)}`;
  const count = total === undefined ? "" : `${isWhole ? "" : " of "}${numbers.format(total)}${isTotalLeast ? "+" : ""}`;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-xs text-ink-muted tabular-nums">
        {range}
        {count} {noun}
      </p>
      <div className="flex gap-2">
        {previousHref && (
          <LinkButton href={previousHref} size="small" rel="prev">
            <ChevronLeft aria-hidden /> Previous
          </LinkButton>
        )}
        {nextHref && (
          <LinkButton href={nextHref} size="small" rel="next">
            Next <ChevronRight aria-hidden />
          </LinkButton>
        )}
      </div>
    </nav>
  );
}
