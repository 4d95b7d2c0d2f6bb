import Link from "next/link";
import type { FormState } from "@/components/ui/form-state";
import { LinkButton } from "@/components/ui/link-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { AlertView } from "@/lib/alerts/view-alert";
import { AlertStatus } from "./alert-status";
import { UnacknowledgeForm } from "./unacknowledge-form";

type AlertListProps = {
  caption: string;
  alerts: readonly AlertView[];
  timeZone: string;
  /** The page of the alerts. */
  path: string;
  /** Whether those who read it may do what is to be done next. */
  mayAct: boolean;
  /** What takes the acknowledgement of an alert back. */
  unacknowledge: (alertId: string) => (state: FormState, form: FormData) => Promise<FormState>;
};

/** Alerts in the order given: what is the matter, with how many System Emails, since when, and what to do next. */
export function AlertList({ caption, alerts, timeZone, path, mayAct, unacknowledge }: AlertListProps) {
  return (
    <Table
      caption={caption}
      rows={alerts}
      rowKey={({ id }) => id}
      columns={[
        { header: "Alert", cell: (alert) => <Title alert={alert} path={path} />, className: "sm:w-full sm:min-w-64" },
        {
          header: "System Emails",
          align: "end",
          cell: ({ mailboxCount }) => <span className="tabular-nums">{mailboxCount}</span>,
        },
        {
          header: "Status",
          cell: (alert) => (
            <span className="grid justify-items-start gap-1.5">
              <AlertStatus alert={alert} timeZone={timeZone} />
              {mayAct && alert.resolvedAt === null && alert.acknowledged !== null && (
                <UnacknowledgeForm action={unacknowledge(alert.id)} of={alert.what} />
              )}
            </span>
          ),
          className: "sm:min-w-44 lg:min-w-56",
        },
        {
          header: "Since",
          cell: ({ openedAt, resolvedAt }) => (
            <>
              <RelativeTime at={openedAt} timeZone={timeZone} />
              {resolvedAt !== null && (
                <span className="block text-xs text-ink-muted">
                  ended <RelativeTime at={resolvedAt} timeZone={timeZone} />
                </span>
              )}
            </>
          ),
          className: "sm:min-w-28",
        },
        {
          header: "Next step",
          isHeaderHidden: true,
          align: "end",
          cell: ({ nextStep, where, what, resolvedAt }) =>
            resolvedAt === null &&
            mayAct && (
              <LinkButton href={nextStep.href} size="small" prefetch={false}>
                {nextStep.label}
                <span className="sr-only">
                  : {what}, {where}
                </span>
              </LinkButton>
            ),
        },
      ]}
    />
  );
}

function Title({ alert: { id, where, what }, path }: { alert: AlertView; path: string }) {
  return (
    <>
      <Link href={`${path}/${id}`} prefetch={false} className="link font-medium wrap-anywhere">
        {what}
      </Link>
      <span className="block text-ink-muted wrap-anywhere">{where}</span>
    </>
  );
}
