import { CircleX } from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { exactWords } from "@/components/ui/time-words";
import { auditSentence, isAuditFailure } from "./audit-words";
import { type AuditDetails, detailWord, listAuditDetails, parseAuditDetails } from "./detail-words";

/** An audit event as it is listed. */
export type ListedAuditEvent = {
  id: string;
  at: Date;
  actorLabel: string;
  actorType: "user" | "worker_key" | "authorization_link" | "operator" | "system";
  action: string;
  subjectLabel: string;
  details: unknown;
};

type AuditListProps = {
  /** What the list is of; heard, not seen. */
  caption: string;
  events: readonly ListedAuditEvent[];
  /** The tenant's, an IANA name. */
  timeZone: string;
};

/** Who did what, when, in plain words, in the order given. */
export function AuditList({ caption, events, timeZone }: AuditListProps) {
  return (
    <Table
      caption={caption}
      rows={events}
      rowKey={({ id }) => id}
      columns={[
        { header: "What", cell: (event) => <What {...event} />, className: "sm:w-full" },
        { header: "Who", cell: (event) => <Who {...event} />, className: "sm:min-w-44" },
        { header: "When", cell: ({ at }) => <When at={at} timeZone={timeZone} />, className: "sm:min-w-48" },
      ]}
    />
  );
}

function What({ action, subjectLabel, details }: ListedAuditEvent) {
  const told = parseAuditDetails(details);
  const isFailure = isAuditFailure(action, told);
  return (
    <div className="grid gap-1">
      <p className="font-medium">
        {isFailure && <CircleX aria-hidden className="mr-1.5 inline size-4 align-[-3px] text-danger" />}
        {auditSentence(action, subjectLabel, told)}
      </p>
      {told.reason && <p className="text-xs text-ink-muted">{detailWord(told.reason)}</p>}
      <Details details={told} />
    </div>
  );
}

function Details({ details }: { details: AuditDetails }) {
  const listed = listAuditDetails(details);
  if (listed.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-muted">
      {listed.map(({ label, value, isMono }) => (
        <div key={label} className="min-w-0">
          <dt className="inline">{label}: </dt>
          <dd className={isMono ? "inline font-mono text-ink wrap-anywhere" : "inline text-ink wrap-anywhere"}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Who({ actorLabel, actorType }: ListedAuditEvent) {
  const note = noteOn(actorType, actorLabel);
  return (
    <>
      <span className="block">{actorLabel}</span>
      {note && <span className="block text-xs text-ink-muted">{note}</span>}
    </>
  );
}

function noteOn(type: ListedAuditEvent["actorType"], label: string): string | null {
  if (type === "worker_key") return "Worker Key";
  if (type === "system") return "By itself";
  // Somebody who signs up acts as the operator of what is not there yet, under their own address.
  return type === "operator" && label === "operator" ? "On the command line" : null;
}

function When({ at, timeZone }: { at: Date; timeZone: string }) {
  return (
    <>
      <span className="block">
        <RelativeTime at={at} timeZone={timeZone} />
      </span>
      <span className="block text-xs text-ink-muted">{exactWords(at, timeZone)}</span>
    </>
  );
}
