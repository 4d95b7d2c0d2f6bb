import { CircleCheck, CircleDashed, HeartPulse, Plus } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireTenant } from "@/app/_server/require-tenant";
import { OpenAlertsSection } from "@/components/alerts/open-alerts-section";
import { CauseList } from "@/components/health/cause-list";
import { ExpiryLine } from "@/components/health/expiry-line";
import { StateCountsTable } from "@/components/health/state-counts-table";
import { TrendCharts } from "@/components/health/trend-charts";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { environment } from "@/lib/env";
import { readHealth, type TenantHealth } from "@/lib/health/read-health";
import type { UserContext } from "@/lib/tenancy/context";
import { mayDo } from "@/lib/tenancy/require-permission";
import { causeListHref, isToAuthorize, mailboxHref, nextStep } from "./next-step";

export const metadata: Metadata = { title: "Health" };

/** Admin Panel / Health: what needs a hand now, how everything stands, what ends soon, and how it went. */
export default async function HealthPage({ params }: { params: Promise<{ tenant: string }> }) {
  const context = await requireTenant((await params).tenant);
  const { slug } = context;
  const [health, open] = await Promise.all([readHealth(context), listAlerts(context, { filter: "open", page: 1 })]);
  const isEmpty = health.emailCount === 0;
  return (
    <>
      <PageHeader
        title="Health"
        crumbs={[{ label: "Admin Panel", href: `/${slug}/admin` }, { label: "Health" }]}
        actions={<LinkButton href={`/${slug}/admin/diagnose`}>Diagnose a message</LinkButton>}
      />
      {isEmpty ? <NothingYet context={context} /> : <Everything context={context} health={health} open={open} />}
    </>
  );
}

function NothingYet({ context }: { context: UserContext }) {
  return (
    <EmptyState
      icon={<HeartPulse />}
      title="Nothing to look after yet"
      action={
        mayDo(context, "system_email:write") && (
          <LinkButton href={`/${context.slug}/admin/emails/new`} variant="primary">
            <Plus aria-hidden /> Add System Email
          </LinkButton>
        )
      }
    >
      Once there is a System Email, this page says each morning what needs a hand: which mailbox stopped receiving or
      sending, why, who can mend it and the next step; what ends soon; and how checks and refreshes went.
    </EmptyState>
  );
}

type EverythingProps = {
  context: UserContext;
  health: TenantHealth;
  open: Awaited<ReturnType<typeof listAlerts>>;
};

const shownAlerts = 5;

function Everything({ context, health, open }: EverythingProps) {
  const { slug, timeZone } = context;
  const { causes, counts, expiries, trends } = health;
  const emails = `/${slug}/admin/emails`;
  return (
    <>
      <Part id="needs-a-hand" title="Needs a hand">
        {causes.rows.length === 0 ? (
          <AllWell lastCheckedAt={health.lastCheckedAt} timeZone={timeZone} />
        ) : (
          <>
            <CauseList
              causes={causes.rows}
              timeZone={timeZone}
              stepOf={(cause, stepsId) => nextStep(context, cause, stepsId)}
              isToAuthorize={(cause) => isToAuthorize(context, cause)}
              emailHref={(half, cause) => mailboxHref(context, half, cause)}
              listHref={(cause) => causeListHref(slug, cause)}
              alertHref={(alertId) => `/${slug}/admin/alerts/${alertId}`}
            />
            {causes.total > causes.rows.length && (
              <p className="text-xs text-ink-muted">
                These are the worst {causes.rows.length} of {causes.total} causes.
              </p>
            )}
          </>
        )}
      </Part>
      <OpenAlertsSection
        alerts={open.alerts.slice(0, shownAlerts)}
        total={open.total}
        alertsHref={`/${slug}/admin/alerts`}
        isMailSent={environment().alertMail !== null}
        timeZone={timeZone}
      />
      {counts !== null && (
        <Part id="states" title="Mailboxes by state">
          <StateCountsTable
            counts={counts}
            listHref={(state, protocol) =>
              `${emails}?${new URLSearchParams({ state, ...(protocol === null ? {} : { protocol }) })}`
            }
          />
        </Part>
      )}
      <Part id="expiries" title="What ends in the next 90 days">
        <ExpiryLine
          expiries={expiries}
          now={new Date()}
          days={90}
          timeZone={timeZone}
          configHref={(id) => `/${slug}/admin/identity-providers/${id}`}
        />
      </Part>
      <Part id="trends" title="Refreshes and checks">
        <TrendCharts trends={trends} timeZone={timeZone} />
      </Part>
    </>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

function AllWell({ lastCheckedAt, timeZone }: { lastCheckedAt: Date | null; timeZone: string }) {
  if (lastCheckedAt === null) {
    return (
      <p className="flex items-start gap-2.5 rounded-md border bg-surface px-4 py-3">
        <CircleDashed aria-hidden className="h-lh w-5 shrink-0 text-ink-faint" />
        <span>
          <span className="font-medium">Nothing is known yet.</span> No mailbox has been checked: authorize one under
          Emails, enable it, and verify it.
        </span>
      </p>
    );
  }
  return (
    <p className="flex items-start gap-2.5 rounded-md border border-success-line bg-success-surface px-4 py-3">
      <CircleCheck aria-hidden className="h-lh w-5 shrink-0 text-success" />
      <span>
        <span className="font-medium">Nothing needs a hand.</span> Last looked{" "}
        <RelativeTime at={lastCheckedAt} timeZone={timeZone} />.
      </span>
    </p>
  );
}
