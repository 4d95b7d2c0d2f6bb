import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { AuditList } from "@/components/audit/audit-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listAuditEvents } from "@/lib/audit/list-audit-events";
import { auditListSchema } from "@/lib/audit/schema";

export const metadata: Metadata = { title: "Audit" };

type AuditPageProps = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Who did what in this tenant, newest first. */
export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  const { page } = auditListSchema.parse(await searchParams);
  const { events, total, pageSize } = await listAuditEvents(context, { page });
  const path = `/${tenant}/admin/audit`;
  if (events.length === 0 && page > 1) redirect(path);
  const from = (page - 1) * pageSize + 1;
  return (
    <>
      <PageHeader
        title="Audit"
        crumbs={[{ label: "Admin Panel", href: `/${tenant}/admin` }, { label: "Audit" }]}
        description="Who did what in this helpdesk, newest first. Events are only ever added; nobody can change or remove one here, and none of them holds a secret."
      />
      {total === 0 ? (
        <EmptyState icon={<ScrollText />} title="Nothing has happened yet">
          Whatever somebody changes, authorizes, verifies or issues in this helpdesk is listed here, with who did it and
          when.
        </EmptyState>
      ) : (
        <>
          <AuditList caption="Audit events" events={events} timeZone={context.timeZone} />
          <Pagination
            from={from}
            to={from + events.length - 1}
            total={total}
            noun={total === 1 ? "event" : "events"}
            previousHref={page > 1 ? `${path}?page=${page - 1}` : undefined}
            nextHref={from + events.length - 1 < total ? `${path}?page=${page + 1}` : undefined}
          />
        </>
      )}
    </>
  );
}
