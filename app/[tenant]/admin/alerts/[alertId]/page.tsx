import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireTenant } from "@/app/_server/require-tenant";
import { AlertActions } from "@/components/alerts/alert-actions";
import { AlertMailboxes } from "@/components/alerts/alert-mailboxes";
import { AlertNotices } from "@/components/alerts/alert-notices";
import { AlertStatus } from "@/components/alerts/alert-status";
import { FormLayout } from "@/components/frame/form-layout";
import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { getAlert } from "@/lib/alerts/get-alert";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { acknowledge, snooze, unacknowledge } from "../actions";

type AlertPageProps = { params: Promise<{ tenant: string; alertId: string }> };

const readAlert = cache(async (tenant: string, alertId: string) => {
  const context = await requireTenant(tenant);
  const id = rowIdSchema.safeParse(alertId);
  const found = id.success ? await getAlert(context, id.data) : null;
  return found === null ? notFound() : { context, ...found };
});

export async function generateMetadata({ params }: AlertPageProps): Promise<Metadata> {
  const { tenant, alertId } = await params;
  const { alert } = await readAlert(tenant, alertId);
  return { title: `${alert.what} · ${alert.where}` };
}

/** One alert: what is the matter, what to do next, whom it concerns, and who was told. */
export default async function AlertPage({ params }: AlertPageProps) {
  const { tenant, alertId } = await params;
  const { context, alert, notices } = await readAlert(tenant, alertId);
  const { timeZone } = context;
  const admin = `/${tenant}/admin`;
  const place = { tenant, alertId: alert.id };
  const isOpen = alert.resolvedAt === null;
  const mayAct = mayDo(context, "alert:write");
  return (
    <>
      <PageHeader
        title={alert.what}
        status={<AlertStatus alert={alert} timeZone={timeZone} />}
        crumbs={[
          { label: "Admin Panel", href: admin },
          { label: "Alerts", href: `${admin}/alerts` },
          { label: alert.where, href: `${admin}/alerts/${alert.id}` },
        ]}
        description={
          <>
            {alert.where} · <RelativeTime isSince at={alert.openedAt} timeZone={timeZone} isExactShown />
            {alert.reopenedAt !== null && (
              <>
                , back <RelativeTime at={alert.reopenedAt} timeZone={timeZone} />
              </>
            )}
          </>
        }
      />
      <FormLayout
        aside={
          isOpen &&
          mayAct && (
            <AlertActions
              acknowledge={acknowledge.bind(null, place)}
              unacknowledge={unacknowledge.bind(null, place)}
              snooze={snooze.bind(null, place)}
              acknowledgedBy={alert.acknowledged?.by ?? null}
              isSnoozed={alert.snoozed !== null}
            />
          )
        }
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
          {isOpen && (
            <Banner
              tone="warning"
              title={alert.nextStep.sentence}
              actions={
                mayAct && (
                  <LinkButton href={alert.nextStep.href} size="small" variant="primary">
                    {alert.nextStep.label}
                  </LinkButton>
                )
              }
            >
              {alert.detail}
            </Banner>
          )}
          <section aria-labelledby="mailboxes" className="grid gap-3">
            <h2 id="mailboxes" className="text-base font-semibold">
              System Emails
            </h2>
            {alert.subjects.length === 0 ? (
              <p className="text-ink-muted">No System Email uses it at present.</p>
            ) : (
              <AlertMailboxes subjects={alert.subjects} timeZone={timeZone} emailsHref={`${admin}/emails`} />
            )}
          </section>
          <section aria-labelledby="messages" className="grid gap-3">
            <h2 id="messages" className="text-base font-semibold">
              Who was told
            </h2>
            {notices.length === 0 ? (
              <p className="text-ink-muted">
                Nobody by e-mail. What is told by webhook stands in the log of each endpoint.
              </p>
            ) : (
              <AlertNotices notices={notices} timeZone={timeZone} />
            )}
          </section>
        </div>
      </FormLayout>
    </>
  );
}
