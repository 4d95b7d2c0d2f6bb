import { CircleCheck, CircleX, Clock } from "lucide-react";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table } from "@/components/ui/table";
import type { NoticeView } from "@/lib/alerts/get-alert";

const kinds: Record<NoticeView["kind"], string> = {
  opened: "That it opened",
  updated: "How it stands",
  escalated: "That nobody acted",
  recovered: "That it ended",
  digest: "Digest",
};

const statuses = {
  pending: { icon: Clock, word: "On its way", ink: "text-warning" },
  sent: { icon: CircleCheck, word: "Sent", ink: "text-success" },
  failed: { icon: CircleX, word: "Given up", ink: "text-danger" },
} as const;

/** Who was told of an alert by e-mail, newest first, and whether it went out. */
export function AlertNotices({ notices, timeZone }: { notices: readonly NoticeView[]; timeZone: string }) {
  return (
    <Table
      caption="Messages about this alert"
      rows={notices}
      rowKey={({ id }) => id}
      columns={[
        {
          header: "To",
          cell: ({ recipient }) => <span className="font-mono">{recipient}</span>,
          className: "sm:w-full sm:min-w-44",
        },
        { header: "What", cell: ({ kind }) => kinds[kind], className: "sm:min-w-32" },
        { header: "E-mail", cell: (notice) => <NoticeStatus {...notice} />, className: "sm:min-w-36" },
        {
          header: "When",
          cell: ({ createdAt, sentAt }) => <RelativeTime at={sentAt ?? createdAt} timeZone={timeZone} />,
          className: "sm:min-w-28",
        },
      ]}
    />
  );
}

function NoticeStatus({ status, tries, error }: NoticeView) {
  const { icon: Icon, word, ink } = statuses[status];
  return (
    <span className="inline-flex items-start gap-1.5 align-middle">
      <Icon aria-hidden className={`h-lh w-4 shrink-0 ${ink}`} />
      <span>
        <span className={`font-medium ${ink}`}>{word}</span>
        {status !== "sent" && tries > 0 && <span className="text-ink-muted"> · tried {tries} times</span>}
        {error !== null && status !== "sent" && <span className="block text-xs text-ink-muted">{error}</span>}
      </span>
    </span>
  );
}
