import Link from "next/link";
import { GrantCell } from "@/components/system-email/grant-cell";
import { HalfCell } from "@/components/system-email/half-cell";
import { protocolNames } from "@/components/system-email/words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { SystemEmailRow } from "@/lib/system-email/list-system-emails";

type EmailsTableProps = { rows: readonly SystemEmailRow[]; listHref: string; timeZone: string };

/** The System Emails, a row each. */
export function EmailsTable({ rows, listHref, timeZone }: EmailsTableProps) {
  return (
    <Table
      caption="System Emails"
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          header: "System Email",
          className: "sm:min-w-52",
          cell: ({ id, address, name }) => (
            <div className="grid gap-0.5">
              <Link href={`${listHref}/${id}`} prefetch={false} className="link font-mono">
                {address}
              </Link>
              <span className="text-xs text-ink-muted">{name}</span>
            </div>
          ),
        },
        {
          header: "Remote Mailbox",
          className: "sm:min-w-44",
          cell: ({ incoming, protocol }) => (
            <HalfCell half={incoming} protocol={protocolNames[protocol]} timeZone={timeZone} />
          ),
        },
        {
          header: "Outgoing (SMTP)",
          className: "sm:min-w-44",
          cell: ({ outgoing }) => <HalfCell half={outgoing} protocol="SMTP" timeZone={timeZone} />,
        },
        {
          header: "Grant",
          cell: ({ incoming, outgoing }) => <GrantCell incoming={incoming} outgoing={outgoing} timeZone={timeZone} />,
        },
        {
          header: "Updated",
          className: "whitespace-nowrap",
          cell: ({ updatedAt }) => <RelativeTime at={updatedAt} timeZone={timeZone} />,
        },
      ]}
    />
  );
}
