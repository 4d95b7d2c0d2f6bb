import Link from "next/link";
import { formatCount, healthOrder } from "@/components/health/health-words";
import { protocolNames } from "@/components/system-email/words";
import { StatusBadge } from "@/components/ui/status-badge";
import type { StateCounts } from "@/lib/health/count-states";
import type { Health } from "@/lib/system-email/health-schema";

type StateCountsTableProps = {
  counts: StateCounts;
  /** The Emails list in a state: of the half that speaks a protocol, or as a whole. */
  listHref: (state: Health, protocol: StateCounts["protocols"][number]["protocol"] | null) => string;
};

/** How many mailboxes are in each state, as a whole and by protocol; each number leads to its list. */
export function StateCountsTable({ counts, listHref }: StateCountsTableProps) {
  const { protocols, emails } = counts;
  return (
    <div className="overflow-x-auto rounded-md border bg-surface">
      <table className="w-full text-right">
        <caption className="sr-only">System Emails by state and protocol</caption>
        <thead className="text-xs text-ink-muted">
          <tr>
            <th scope="col" className="px-3 py-2 text-left sm:px-4 font-medium">
              State
            </th>
            <th scope="col" className="px-2 py-2 font-medium sm:px-3">
              System Emails
            </th>
            {protocols.map(({ protocol }) => (
              <th key={protocol} scope="col" className="px-2 py-2 font-medium last:pr-4 sm:px-3">
                {protocolNames[protocol]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {healthOrder.map((health) => (
            <tr key={health} className="border-t">
              <th scope="row" className="px-3 py-1.5 text-left sm:px-4 font-normal">
                <StatusBadge status={health} />
              </th>
              <td className="px-2 py-1.5 font-medium sm:px-3">
                <CountLink count={emails[health]} href={listHref(health, null)} />
              </td>
              {protocols.map(({ protocol, counts: byState }) => (
                <td key={protocol} className="px-2 py-1.5 last:pr-4 sm:px-3">
                  <CountLink count={byState[health]} href={listHref(health, protocol)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CountLink({ count, href }: { count: number; href: string }) {
  if (count === 0) return <span className="text-ink-faint">0</span>;
  return (
    <Link href={href} prefetch={false} className="link">
      {formatCount(count)}
    </Link>
  );
}
