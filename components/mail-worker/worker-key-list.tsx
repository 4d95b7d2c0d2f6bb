import Link from "next/link";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { NetworkList } from "./network-list";
import { judgeWorkerKey, WorkerKeyStatusMark } from "./worker-key-status";

/** A Worker Key as it is listed: of the key itself only the prefix. */
export type ListedWorkerKey = {
  id: string;
  name: string;
  prefix: string;
  scopes: readonly string[];
  allMailboxes: boolean;
  networks: readonly string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  createdByEmail: string;
  createdAt: Date;
  _count: { mailboxes: number };
};

type WorkerKeyListProps = {
  keys: readonly ListedWorkerKey[];
  timeZone: string;
  /** The page of the Mail Workers. */
  path: string;
  isRevocable: boolean;
};

/** The Worker Keys of a tenant, and how each of them stands. */
export function WorkerKeyList({ keys, timeZone, path, isRevocable }: WorkerKeyListProps) {
  const now = new Date();
  const time = (at: Date | null, otherwise: string) =>
    at === null ? <span className="text-ink-muted">{otherwise}</span> : <RelativeTime {...{ at, timeZone, now }} />;
  return (
    <Table
      caption="Worker Keys"
      rows={keys}
      rowKey={({ id }) => id}
      columns={[
        { header: "Name", cell: (key) => <Name {...key} href={`${path}/${key.id}`} />, className: "sm:min-w-40" },
        { header: "Status", cell: (key) => <WorkerKeyStatusMark status={judgeWorkerKey(key, now)} /> },
        { header: "Scopes", cell: ({ scopes }) => <Scopes scopes={scopes} /> },
        { header: "System Emails", cell: ({ allMailboxes, _count }) => (allMailboxes ? "All" : _count.mailboxes) },
        { header: "Networks", cell: ({ networks }) => <NetworkList networks={networks} most={2} /> },
        {
          header: "Last used",
          cell: ({ lastUsedAt, lastUsedAddress }) => (
            <>
              <span className="block">{time(lastUsedAt, "Never")}</span>
              {lastUsedAddress && <span className="block font-mono text-xs text-ink-muted">{lastUsedAddress}</span>}
            </>
          ),
        },
        {
          header: "Expires",
          cell: ({ expiresAt, revokedAt }) => (revokedAt === null ? time(expiresAt, "Never") : "–"),
        },
        {
          header: "Revoke",
          isHeaderHidden: true,
          align: "end",
          cell: ({ id, name, revokedAt }) =>
            isRevocable &&
            revokedAt === null && (
              <LinkButton href={`${path}/${id}/revoke`} size="small" scroll={false} aria-label={`Revoke ${name}`}>
                Revoke
              </LinkButton>
            ),
        },
      ]}
    />
  );
}

function Name({ name, prefix, href }: ListedWorkerKey & { href: string }) {
  return (
    <>
      <Link href={href} prefetch={false} className="link block font-medium">
        {name}
      </Link>
      <span className="block font-mono text-xs whitespace-nowrap text-ink-muted">{prefix}…</span>
    </>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="font-mono text-xs whitespace-nowrap">
      {scopes.map((scope) => (
        <li key={scope}>{scope}</li>
      ))}
    </ul>
  );
}
