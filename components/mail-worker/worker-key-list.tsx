import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { judgeWorkerKey, WorkerKeyStatusMark } from "./worker-key-status";

/** A Worker Key as it is listed: of the key itself only the prefix. */
export type ListedWorkerKey = {
  id: string;
  name: string;
  prefix: string;
  scopes: readonly string[];
  allMailboxes: boolean;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
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
        { header: "Name", cell: (key) => <Name {...key} /> },
        { header: "Status", cell: (key) => <WorkerKeyStatusMark status={judgeWorkerKey(key, now)} /> },
        { header: "Scopes", cell: ({ scopes }) => <Scopes scopes={scopes} /> },
        { header: "System Emails", cell: ({ allMailboxes, _count }) => (allMailboxes ? "All" : _count.mailboxes) },
        { header: "Last used", cell: ({ lastUsedAt }) => time(lastUsedAt, "Never") },
        {
          header: "Expires",
          cell: ({ expiresAt, revokedAt }) => (revokedAt === null ? time(expiresAt, "Never") : "–"),
        },
        {
          header: "Issued",
          cell: (key) => <Issued {...key} issuedAt={time(key.createdAt, "")} />,
          className: "sm:min-w-44",
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

function Name({ name, prefix }: ListedWorkerKey) {
  return (
    <>
      <span className="block font-medium">{name}</span>
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

function Issued({ createdByEmail, issuedAt }: ListedWorkerKey & { issuedAt: React.ReactNode }) {
  return (
    <>
      <span className="block">{issuedAt}</span>
      <span className="block text-xs text-ink-muted">by {createdByEmail}</span>
    </>
  );
}
