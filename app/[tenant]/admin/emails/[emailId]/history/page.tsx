import { History } from "lucide-react";
import type { Metadata } from "next";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { AuditList } from "@/components/audit/audit-list";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { auditListSchema } from "@/lib/audit/schema";
import type { EmailParams } from "../place";

export const metadata: Metadata = { title: "History" };

type HistoryPageProps = {
  params: EmailParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The History tab: what was done to this System Email, newest first. */
export default async function HistoryPage({ params, searchParams }: HistoryPageProps) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const { page } = auditListSchema.parse(await searchParams);
  const { events, total, pageSize } = await listAuditEvents(context, { page, subjectId: email.id });
  if (events.length === 0) {
    return (
      <EmptyState icon={<History />} title="Nothing here">
        What is changed, authorized, verified and sent for this address is listed here, with who did it and when.
      </EmptyState>
    );
  }
  const href = `/${context.slug}/admin/emails/${email.id}/history`;
  const first = (page - 1) * pageSize;
  return (
    <div className="grid gap-4">
      <AuditList caption={`History of ${email.address}`} events={events} timeZone={context.timeZone} />
      <Pagination
        from={first + 1}
        to={first + events.length}
        total={total}
        noun={total === 1 ? "event" : "events"}
        previousHref={page > 1 ? `${href}?page=${page - 1}` : undefined}
        nextHref={first + events.length < total ? `${href}?page=${page + 1}` : undefined}
      />
    </div>
  );
}
