import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { Table } from "@/components/ui/table";
import type { AlertView } from "@/lib/alerts/view-alert";
import { type Health, healthSchema } from "@/lib/system-email/health-schema";

type AlertMailboxesProps = {
  subjects: readonly Subject[];
  timeZone: string;
  /** The page of the System Emails. */
  emailsHref: string;
};

type Subject = AlertView["subjects"][number];

const halves = {
  remote_mailbox: { label: "Remote Mailbox", tab: "remote-mailbox" },
  outgoing_smtp: { label: "Outgoing (SMTP)", tab: "outgoing-smtp" },
} as const;

const shownAtMost = 100;

/** The halves of System Emails that an alert concerns, and then those that have left it. */
export function AlertMailboxes({ subjects, timeZone, emailsHref }: AlertMailboxesProps) {
  const more = subjects.length - shownAtMost;
  return (
    <>
      <SubjectTable
        subjects={subjects.toSorted((one, other) => Number(one.leftAt) - Number(other.leftAt)).slice(0, shownAtMost)}
        timeZone={timeZone}
        emailsHref={emailsHref}
      />
      {more > 0 && <p className="text-xs text-ink-muted">and {more} more</p>}
    </>
  );
}

function SubjectTable({ subjects, timeZone, emailsHref }: AlertMailboxesProps) {
  return (
    <Table
      caption="System Emails of this alert"
      rows={subjects}
      rowKey={({ systemEmailId, half }) => `${systemEmailId} ${half}`}
      columns={[
        {
          header: "System Email",
          cell: ({ systemEmailId, half, address }) => (
            <>
              <Link
                href={`${emailsHref}/${systemEmailId}/${halves[half].tab}`}
                prefetch={false}
                className="link font-mono wrap-anywhere"
              >
                {address}
              </Link>
              <span className="block text-xs text-ink-muted">{halves[half].label}</span>
            </>
          ),
          className: "sm:w-full sm:min-w-56",
        },
        { header: "State", cell: (subject) => <State {...subject} />, className: "sm:min-w-52" },
        {
          header: "Since",
          cell: ({ since, leftAt }) => {
            const at = leftAt ?? since;
            return at === null ? null : <RelativeTime at={at} timeZone={timeZone} />;
          },
          className: "sm:min-w-28",
        },
      ]}
    />
  );
}

/** What has left is not in that state any more. */
function State({ state, leftAt }: Subject) {
  if (leftAt !== null) return <span className="text-ink-muted">No longer concerned</span>;
  return isHealth(state) ? <StatusBadge status={state} /> : null;
}

/** What another release stored may be no state of this one. */
function isHealth(state: string): state is Health {
  return healthSchema.safeParse(state).success;
}
