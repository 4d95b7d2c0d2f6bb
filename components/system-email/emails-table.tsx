import Link from "next/link";
import { GrantCell } from "@/components/system-email/grant-cell";
import { HalfCell } from "@/components/system-email/half-cell";
import { protocolNames } from "@/components/system-email/words";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { SystemEmailRow } from "@/lib/system-email/list-system-emails";
import type { HalfView } from "@/lib/system-email/view";

type EmailsTableProps = {
  rows: readonly SystemEmailRow[];
  listHref: string;
  timeZone: string;
  mayAuthorize: boolean;
  mayVerify: boolean;
  /** Why a half stands as it does, in a line. */
  nameCause: (half: HalfView) => string | null;
};

/** The System Emails, a row each. */
export function EmailsTable(props: EmailsTableProps) {
  const { rows, listHref, timeZone, mayAuthorize, mayVerify, nameCause } = props;
  const shown = { mayVerify, timeZone };
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
          cell: ({ id, incoming, protocol }) => (
            <HalfCell
              half={incoming}
              protocol={protocolNames[protocol]}
              causeTitle={nameCause(incoming)}
              href={`${listHref}/${id}/remote-mailbox`}
              {...shown}
            />
          ),
        },
        {
          header: "Outgoing (SMTP)",
          className: "sm:min-w-44",
          cell: ({ id, outgoing }) => (
            <HalfCell
              half={outgoing}
              protocol="SMTP"
              causeTitle={nameCause(outgoing)}
              href={`${listHref}/${id}/outgoing-smtp`}
              {...shown}
            />
          ),
        },
        {
          header: "Grant",
          className: "sm:min-w-56",
          cell: ({ id, incoming, outgoing }) => (
            <GrantCell
              incoming={incoming}
              outgoing={outgoing}
              authorizeHrefs={
                mayAuthorize
                  ? {
                      incoming: `${listHref}/${id}/remote-mailbox/oauth2`,
                      outgoing: `${listHref}/${id}/outgoing-smtp/oauth2`,
                    }
                  : null
              }
              timeZone={timeZone}
            />
          ),
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
