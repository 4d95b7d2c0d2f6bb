import { MailPlus, Plus, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { DeletedBanner } from "@/components/system-email/deleted-banner";
import { EmailsTable } from "@/components/system-email/emails-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { countStates } from "@/lib/health/count-states";
import { nameCause } from "@/lib/health/name-cause";
import { getCause } from "@/lib/health/read-causes";
import { listSystemEmails } from "@/lib/system-email/list-system-emails";
import { systemEmailListSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { isToAuthorize } from "../next-step";
import { EmailFilters, hrefWithQuery } from "./email-filters";
import { readDeletedEmail } from "./read-deleted-email";

export const metadata: Metadata = { title: "Emails" };

type EmailsPageProps = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Admin Panel / Emails: every System Email of the tenant, and how each one stands. */
export default async function EmailsPage({ params, searchParams }: EmailsPageProps) {
  const context = await requireTenant((await params).tenant);
  const sent = await searchParams;
  const query = systemEmailListSchema.parse(sent);
  const { search, state, protocol, cause } = query;
  const [{ rows, total, isTotalLeast, hasNext, pageSize }, counts, shownCause, deleted] = await Promise.all([
    listSystemEmails(context, query),
    countStates(context, { search }),
    cause === undefined ? null : getCause(context, cause),
    readDeletedEmail(context, sent.deleted),
  ]);
  const listHref = `/${context.slug}/admin/emails`;
  const hrefOf = (change: Record<string, string | undefined>) => hrefWithQuery(listHref, query, change);
  const isNarrowed = state !== undefined || protocol !== undefined || cause !== undefined;
  const first = (query.page - 1) * pageSize;
  const addButton = mayDo(context, "system_email:write") && (
    <LinkButton href={`${listHref}/new`} variant="primary">
      <Plus aria-hidden /> Add System Email
    </LinkButton>
  );
  const isEmpty = total === 0 && search === "" && !isNarrowed;

  return (
    <>
      <PageHeader
        title="Emails"
        crumbs={[{ label: "Admin Panel", href: `/${context.slug}/admin` }, { label: "Emails" }]}
        actions={!isEmpty && addButton}
      />
      {deleted && <DeletedBanner {...deleted} />}
      {isEmpty ? (
        <EmptyState icon={<MailPlus />} title="No System Email yet" action={addButton}>
          A System Email is an address that your helpdesk reads and answers as, such as support@ or billing@. Add one,
          authorize it at Microsoft or Google once, and Mailgrant keeps it authorized for the software that fetches and
          sends its mail.
        </EmptyState>
      ) : (
        <>
          <EmailFilters
            query={query}
            listHref={listHref}
            hrefOf={hrefOf}
            counts={counts}
            causeTitle={shownCause?.title}
            isToAuthorize={shownCause != null && isToAuthorize(context, shownCause)}
          />
          {rows.length > 0 ? (
            <>
              <EmailsTable
                rows={rows}
                listHref={listHref}
                timeZone={context.timeZone}
                mayAuthorize={mayDo(context, "grant:write")}
                mayVerify={mayDo(context, "system_email:verify")}
                nameCause={nameCause}
              />
              <Pagination
                from={first + 1}
                to={first + rows.length}
                total={total}
                isTotalLeast={isTotalLeast}
                noun={total === 1 ? "email" : "emails"}
                previousHref={query.page > 1 ? hrefOf({ page: String(query.page - 1) }) : undefined}
                nextHref={hasNext ? hrefOf({ page: String(query.page + 1) }) : undefined}
              />
            </>
          ) : (
            <EmptyState
              icon={<SearchX />}
              title={total === 0 ? "Nothing found" : "This page is empty"}
              action={<LinkButton href={listHref}>Show all emails</LinkButton>}
            >
              {total === 0
                ? describeNothing(search, isNarrowed)
                : "The list has become shorter since the link was made."}
            </EmptyState>
          )}
        </>
      )}
    </>
  );
}

function describeNothing(search: string, isNarrowed: boolean): string {
  if (search === "") return "No email is in this state now.";
  const where = isNarrowed ? "In this state no" : "No";
  return `${where} address and no name holds “${search}”. A part of the address is enough.`;
}
