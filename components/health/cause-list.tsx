import { BellOff, UserCheck, UserRoundCog } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { DiagnosisPanel } from "@/components/diagnosis/diagnosis-panel";
import { countMailboxes, formatCount } from "@/components/health/health-words";
import { LinksNote } from "@/components/health/links-note";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { exactWords } from "@/components/ui/time-words";
import { ownerLabels } from "@/lib/diagnosis/owner-words";
import type { CauseRow } from "@/lib/health/read-causes";

type CauseListProps = {
  causes: readonly CauseRow[];
  timeZone: string;
  /** The buttons of a cause's next step, whose steps have this id; null where the reader may not take it. */
  stepOf: (cause: CauseRow, stepsId: string) => ReactNode;
  /** Whether somebody has to sign in to mend it, and the reader sees to that. */
  isToAuthorize: (cause: CauseRow) => boolean;
  /** Where a mailbox that it concerns is mended. */
  emailHref: (half: CauseRow["halves"][number], cause: CauseRow) => string;
  /** The Emails list, narrowed to a cause. */
  listHref: (cause: CauseRow) => string;
  /** The page of the alert of this id. */
  alertHref: (alertId: string) => string;
};

/** What needs a hand, a row a cause: what it means, who can mend it, since when, whom it concerns, and the next step. */
export function CauseList(props: CauseListProps) {
  const { causes, timeZone, stepOf, isToAuthorize, emailHref, listHref, alertHref } = props;
  return (
    <ol className="divide-y rounded-md border bg-surface">
      {causes.map((cause, index) => (
        <li key={cause.key} data-cause={cause.cause ?? cause.reason} className="grid gap-2 px-4 py-3.5">
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            <div className="grid min-w-0 grow basis-80 gap-1">
              <h3 className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 font-semibold">
                <span className="min-w-0 wrap-anywhere">{cause.title}</span>
                <span className="text-xs font-normal">
                  <StatusBadge status={cause.health}>
                    <RelativeTime isSince at={cause.since} timeZone={timeZone} />
                  </StatusBadge>
                </span>
              </h3>
              <p className="max-w-dialog text-ink-muted wrap-anywhere">{cause.meaning}</p>
            </div>
            {stepOf(cause, stepsId(index))}
          </div>
          <p className="flex flex-wrap items-start gap-x-4 gap-y-1 text-xs">
            <span>{describeHarm(cause)}</span>
            {cause.takenOn !== null && (
              <TakenOn by={cause.takenOn} timeZone={timeZone} href={alertHref(cause.takenOn.alertId)} />
            )}
            <span className="flex items-start gap-1.5 text-ink-muted">
              <UserRoundCog aria-hidden className="h-lh w-4 shrink-0" />
              <span>
                Who can mend it: <span className="text-ink">{ownerLabels[cause.owner]}</span>
              </span>
            </span>
          </p>
          <Mailboxes cause={cause} emailHref={emailHref} listHref={listHref(cause)} />
          {cause.emailCount > 1 && isToAuthorize(cause) && <LinksNote />}
          {cause.diagnosis !== null && (
            <details>
              <summary className="link w-fit text-xs">
                {cause.diagnosis.commands.length > 0 ? "Steps and commands" : "Steps"}
                <span className="sr-only">: {cause.title}</span>
              </summary>
              <div id={stepsId(index)} tabIndex={-1} className="mt-2 scroll-my-4">
                <DiagnosisPanel diagnosis={cause.diagnosis} headingLevel={4} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function stepsId(index: number): string {
  return `cause-${index + 1}-steps`;
}

type TakenOnProps = { by: NonNullable<CauseRow["takenOn"]>; timeZone: string; href: string };

/** By whom it is taken on, which leads to the alert. */
function TakenOn({ by: { as, by, until }, timeZone, href }: TakenOnProps) {
  const Icon = as === "snoozed" ? BellOff : UserCheck;
  const word = as === "snoozed" ? "Snoozed" : "Acknowledged";
  return (
    <span className="flex min-w-0 items-start gap-1.5">
      <Icon aria-hidden className="h-lh w-4 shrink-0 text-info" />
      <span className="min-w-0 wrap-anywhere">
        <Link href={href} prefetch={false} className="link">
          {word} by {by}
        </Link>
        {as === "snoozed" && (until === null ? " until it changes" : ` until ${exactWords(until, timeZone)}`)}
      </span>
    </span>
  );
}

function describeHarm({ health, emailCount, receivingCount, sendingCount }: CauseRow): string {
  const who = countMailboxes(emailCount);
  if (health === "not_verified") return `${who} not set up to the end`;
  const isPassing = health === "degraded";
  const verb = isPassing ? "may not" : emailCount === 1 ? "does not" : "do not";
  if (receivingCount > 0 && sendingCount > 0) return `${who} ${verb} receive or send`;
  return `${who} ${verb} ${receivingCount > 0 ? "receive" : "send"}`;
}

type MailboxesProps = { cause: CauseRow; emailHref: CauseListProps["emailHref"]; listHref: string };

const namedAtMost = 3;

function Mailboxes({ cause, emailHref, listHref }: MailboxesProps) {
  const named = cause.halves
    .filter(({ systemEmailId }, index, all) => all.findIndex((half) => half.systemEmailId === systemEmailId) === index)
    .slice(0, namedAtMost);
  const others = cause.emailCount - named.length;
  return (
    <ul aria-label={`Mailboxes: ${cause.title}`} className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
      {named.map((half) => (
        <li key={half.systemEmailId} className="min-w-0">
          <Link href={emailHref(half, cause)} prefetch={false} className="link font-mono wrap-anywhere">
            {half.address}
          </Link>
        </li>
      ))}
      {others > 0 && (
        <li>
          <Link href={listHref} prefetch={false} className="link">
            and {formatCount(others)} more
          </Link>
        </li>
      )}
    </ul>
  );
}
