import Link from "next/link";
import type { ReactNode } from "react";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WorkerKeyView } from "@/lib/mail-worker/get-worker-key";
import { NetworkList } from "./network-list";

type WorkerKeyFactsProps = {
  workerKey: WorkerKeyView;
  /** The page of the System Emails. */
  emailsHref: string;
  timeZone: string;
};

/** All that is known of a Worker Key: what it may do, for whom, from where, until when, and its last use. */
export function WorkerKeyFacts({ workerKey: key, emailsHref, timeZone }: WorkerKeyFactsProps) {
  const time = (at: Date) => <RelativeTime at={at} timeZone={timeZone} isExactShown />;
  const rows: [string, ReactNode][] = [
    [
      "Key starts with",
      <span key="prefix" className="font-mono">
        {key.prefix}…
      </span>,
    ],
    [
      "Scopes",
      <ul key="scopes" className="font-mono">
        {key.scopes.map((scope) => (
          <li key={scope}>{scope}</li>
        ))}
      </ul>,
    ],
    ["System Emails", <Reach key="reach" {...key} emailsHref={emailsHref} />],
    ["Networks", <NetworkList key="networks" networks={key.networks} />],
    [
      key.expiresAt !== null && key.expiresAt <= new Date() ? "Expired" : "Expires",
      key.expiresAt ? time(key.expiresAt) : "Never",
    ],
    ["Last used", <LastUse key="use" {...key} time={time} />],
    [
      "Issued",
      <span key="issued">
        {time(key.createdAt)} by {key.createdByEmail}
      </span>,
    ],
    ...(key.revokedAt === null ? [] : [["Revoked", time(key.revokedAt)] satisfies [string, ReactNode]]),
  ];
  return (
    <dl className="max-w-dialog divide-y rounded-md border bg-surface">
      {rows.map(([label, value]) => (
        <div key={label} className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <dt className="text-ink-muted">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reach({ allMailboxes, mailboxes, _count, emailsHref }: WorkerKeyView & { emailsHref: string }) {
  if (allMailboxes) return "All, also those that are added later";
  if (_count.mailboxes === 0) return <span className="text-warning">None any more: those it was for are deleted</span>;
  const others = _count.mailboxes - mailboxes.length;
  return (
    <ul>
      {mailboxes.map(({ id, address }) => (
        <li key={id}>
          <Link href={`${emailsHref}/${id}`} prefetch={false} className="link font-mono text-xs">
            {address}
          </Link>
        </li>
      ))}
      {others > 0 && <li className="text-ink-muted">and {others} more</li>}
    </ul>
  );
}

function LastUse({ lastUsedAt, lastUsedAddress, time }: WorkerKeyView & { time: (at: Date) => ReactNode }) {
  if (lastUsedAt === null) return "Never";
  return (
    <>
      {time(lastUsedAt)}
      {lastUsedAddress && (
        <>
          {" "}
          from <span className="font-mono">{lastUsedAddress}</span>
        </>
      )}
    </>
  );
}
