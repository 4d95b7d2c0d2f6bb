import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireTenant } from "@/app/_server/require-tenant";
import { AlertActions } from "@/components/alerts/alert-actions";
import { AlertExplanation } from "@/components/alerts/alert-explanation";
import { AlertMailboxes } from "@/components/alerts/alert-mailboxes";
import { AlertStatus } from "@/components/alerts/alert-status";
import { AlertTimeline } from "@/components/alerts/alert-timeline";
import { FormLayout } from "@/components/frame/form-layout";
import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { type ExplainedAlert, explainAlert } from "@/lib/alerts/explain-alert";
import { getAlert } from "@/lib/alerts/get-alert";
import { getAlertTimeline } from "@/lib/alerts/get-alert-timeline";
import type { AlertView } from "@/lib/alerts/view-alert";
import { tabPath } from "@/lib/health/place-step";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { nextStep } from "../../next-step";
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

const stepsId = "steps";

/** One alert: what is the matter, what it means, what to do next, whom it concerns, and what has happened. */
export default async function AlertPage({ params }: AlertPageProps) {
  const { tenant, alertId } = await params;
  const { context, alert, notices } = await readAlert(tenant, alertId);
  const [explained, moments] = await Promise.all([
    explainAlert(context, alert),
    getAlertTimeline(context, alert, notices),
  ]);
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
        lead={
          (isOpen || isExplained(explained)) && (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
              {alert.detail !== null && isOpen && <Banner tone="warning" isStanding title={alert.detail} />}
              {isExplained(explained) ? (
                <AlertExplanation
                  explained={explained}
                  toldCause={alert.cause}
                  isOver={!isOpen}
                  timeZone={timeZone}
                  stepsId={stepsId}
                  step={explained.cause === null ? null : nextStep(context, explained.cause, stepsId)}
                  checkHref={(half) => `${admin}${tabPath(half)}`}
                />
              ) : (
                isOpen && <NextStep alert={alert} mayAct={mayAct} />
              )}
            </div>
          )
        }
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
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
          <section aria-labelledby="timeline" className="grid gap-3">
            <h2 id="timeline" className="text-base font-semibold">
              What has happened
            </h2>
            <AlertTimeline moments={moments} timeZone={timeZone} />
          </section>
        </div>
      </FormLayout>
    </>
  );
}

/** Of what ends on a day nothing has failed yet, and of what was mended nothing does. */
function isExplained(explained: ExplainedAlert | null): explained is ExplainedAlert {
  return explained !== null && (explained.cause !== null || explained.check !== null);
}

function NextStep({ alert: { nextStep: step }, mayAct }: { alert: AlertView; mayAct: boolean }) {
  return (
    <Banner
      tone="warning"
      title={step.sentence}
      actions={
        mayAct && (
          <LinkButton href={step.href} size="small" variant="primary">
            {step.label}
          </LinkButton>
        )
      }
    />
  );
}
