import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import { exactWords } from "@/components/ui/time-words";
import { causeLabel } from "@/components/verification/check-days";
import type { ListedVerification } from "@/lib/verification/list-verifications";

type VerificationListProps = {
  /** What the list is of; heard, not seen. */
  caption: string;
  verifications: readonly ListedVerification[];
  timeZone: string;
  /** Where each Verification's page is, by its id. */
  href: string;
};

export const verificationProtocolNames = { imap: "IMAP", pop3: "POP3", smtp: "SMTP" } as const;

/** Verifications in the order given: how each ended, why it happened and when. */
export function VerificationList({ caption, verifications, timeZone, href }: VerificationListProps) {
  return (
    <Table
      caption={caption}
      rows={verifications}
      rowKey={({ id }) => id}
      columns={[
        {
          header: "Check",
          cell: (verification) => (
            <span className="inline-flex items-center gap-2">
              <Link href={`${href}/${verification.id}`} prefetch={false} className="link font-medium">
                {verificationProtocolNames[verification.protocol]}
                <span className="sr-only"> check of {exactWords(verification.finishedAt, timeZone)}</span>
              </Link>
              <OutcomeWord {...verification} />
            </span>
          ),
          className: "sm:whitespace-nowrap",
        },
        { header: "What was found", cell: (verification) => <Found {...verification} />, className: "sm:w-full" },
        { header: "Why it was checked", cell: (verification) => triggerWords(verification), className: "sm:min-w-44" },
        {
          header: "Took",
          align: "end",
          cell: ({ tookMs }) => (tookMs === null ? "–" : `${tookMs} ms`),
          className: "sm:whitespace-nowrap",
        },
        {
          header: "When",
          cell: ({ finishedAt }) => (
            <>
              <span className="block">
                <RelativeTime at={finishedAt} timeZone={timeZone} />
              </span>
              <span className="block text-xs text-ink-muted">{exactWords(finishedAt, timeZone)}</span>
            </>
          ),
          className: "sm:min-w-48",
        },
      ]}
    />
  );
}

/** How a Verification ended, in a word with its mark. */
export function OutcomeWord({ isHealthy, isTransient }: Pick<ListedVerification, "isHealthy" | "isTransient">) {
  const Icon = isHealthy ? CircleCheck : isTransient ? TriangleAlert : CircleX;
  const ink = isHealthy ? "text-success" : isTransient ? "text-warning" : "text-danger";
  return (
    <span className={`inline-flex items-center gap-1 ${ink}`}>
      <Icon aria-hidden className="size-4" /> {isHealthy ? "passed" : "failed"}
    </span>
  );
}

/** Who asked, whose Mail Worker told it, or that its time had come. */
export function triggerWords({ trigger, askedBy, reportedBy }: ListedVerification): string {
  if (trigger === "scheduled") return "Scheduled";
  if (trigger === "reported") return `Reported by the Worker Key ${reportedBy ?? "that is gone"}`;
  return askedBy === null ? "Somebody asked" : `Asked by ${askedBy}`;
}

function Found({ isHealthy, isTransient, failureTitle, cause }: ListedVerification) {
  if (isHealthy) return <span className="text-ink-muted">Nothing is wrong</span>;
  return (
    <>
      {cause === null ? failureTitle : causeLabel(cause)}
      {isTransient && <span className="block text-xs text-ink-muted">It may pass by itself</span>}
    </>
  );
}
