import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { type Column, Table } from "@/components/ui/table";
import { exactWords } from "@/components/ui/time-words";
import type { CredentialRead } from "@/lib/mail-worker/list-credential-reads";

type CredentialReadListProps = {
  /** What the list is of; heard, not seen. */
  caption: string;
  reads: readonly CredentialRead[];
  timeZone: string;
} & (
  | { /** The page of the System Emails, for the reads of one key. */ emailsHref: string }
  | { /** The page of the Mail Workers, for the reads of one System Email. */ workersHref: string }
);

/** Who was handed credentials of what, from where and when, in the order given. */
export function CredentialReadList(props: CredentialReadListProps) {
  const { caption, reads, timeZone } = props;
  const subject: Column<CredentialRead> =
    "emailsHref" in props
      ? {
          header: "System Emails",
          cell: (read) => <Mailboxes {...read} emailsHref={props.emailsHref} />,
          className: "sm:w-full",
        }
      : {
          header: "Worker Key",
          cell: (read) => <Reader {...read} workersHref={props.workersHref} />,
          className: "sm:w-full",
        };
  return (
    <Table
      caption={caption}
      rows={reads}
      rowKey={({ id }) => id}
      columns={[
        subject,
        {
          header: "From",
          cell: ({ address }) => <span className="font-mono text-xs">{address}</span>,
          className: "sm:min-w-28",
        },
        {
          header: "When",
          cell: ({ at }) => (
            <>
              <span className="block">
                <RelativeTime at={at} timeZone={timeZone} />
              </span>
              <span className="block text-xs text-ink-muted">{exactWords(at, timeZone)}</span>
            </>
          ),
          className: "sm:min-w-48",
        },
        {
          header: "Request ID",
          cell: ({ requestId }) => <span className="font-mono text-xs select-all">{requestId}</span>,
          className: "sm:whitespace-nowrap",
        },
      ]}
    />
  );
}

function Mailboxes({ mailboxes, mailboxCount, emailsHref }: CredentialRead & { emailsHref: string }) {
  const others = mailboxCount - mailboxes.length;
  return (
    <ul>
      {mailboxes.map(({ id, address }) => (
        <li key={id}>
          {address === null ? (
            <span className="text-ink-muted">A System Email that is deleted</span>
          ) : (
            <Link href={`${emailsHref}/${id}/history/credential-reads`} prefetch={false} className="link font-mono">
              {address}
            </Link>
          )}
        </li>
      ))}
      {others > 0 && <li className="text-xs text-ink-muted">and {others} more in the same request</li>}
    </ul>
  );
}

function Reader({ workerKey, mailboxCount, workersHref }: CredentialRead & { workersHref: string }) {
  return (
    <>
      <Link href={`${workersHref}/${workerKey.id}`} prefetch={false} className="link font-medium">
        {workerKey.name}
      </Link>
      {mailboxCount > 1 && (
        <span className="block text-xs text-ink-muted">with {mailboxCount - 1} others in the same request</span>
      )}
    </>
  );
}
