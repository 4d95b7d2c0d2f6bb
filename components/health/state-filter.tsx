import Link from "next/link";
import { formatCount, healthOrder } from "@/components/health/health-words";
import { StatusBadge } from "@/components/ui/status-badge";
import type { Health } from "@/lib/system-email/health-schema";

type StateFilterProps = {
  /** How many there are in each state; null where they are not counted. */
  counts: Record<Health, number> | null;
  chosen: Health | undefined;
  /** The list in one state, or in any. */
  hrefOf: (state: Health | null) => string;
};

const chip =
  "inline-flex items-center gap-1.5 rounded-full border bg-surface px-3 py-1 text-xs hover:bg-hover aria-[current=true]:border-accent aria-[current=true]:bg-accent-surface";

/** Narrows a list to one state; the number beside each says what it would hold. */
export function StateFilter({ counts, chosen, hrefOf }: StateFilterProps) {
  const total = counts === null ? null : healthOrder.reduce((sum, health) => sum + counts[health], 0);
  return (
    <nav aria-label="Filter by state">
      <ul className="flex flex-wrap gap-1.5">
        <li>
          <Link href={hrefOf(null)} prefetch={false} aria-current={chosen === undefined} className={chip}>
            <span className="font-medium">All</span>
            {total !== null && <Count of={total} />}
          </Link>
        </li>
        {healthOrder.map((health) => (
          <li key={health}>
            <Link href={hrefOf(health)} prefetch={false} aria-current={chosen === health} className={chip}>
              <StatusBadge status={health} />
              {counts !== null && <Count of={counts[health]} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({ of }: { of: number }) {
  return <span className="text-ink-muted tabular-nums">{formatCount(of)}</span>;
}
