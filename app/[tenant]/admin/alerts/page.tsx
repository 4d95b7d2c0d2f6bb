import { BellRing, CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { AlertList } from "@/components/alerts/alert-list";
import { NoMailBanner } from "@/components/alerts/no-mail-banner";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { getAlertSettings } from "@/lib/alerts/get-alert-settings";
import { listAlerts } from "@/lib/alerts/list-alerts";
import { alertsQuerySchema } from "@/lib/alerts/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { unacknowledge } from "./actions";
import { AlertTabs } from "./alert-tabs";

export const metadata: Metadata = { title: "Alerts" };

type AlertsPageProps = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The tenant's alerts: the open ones, or those that are over. */
export default async function AlertsPage({ params, searchParams }: AlertsPageProps) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  const { filter, page } = alertsQuerySchema.parse(await searchParams);
  const [{ alerts, total, pageSize }, { sender }] = await Promise.all([
    listAlerts(context, { filter, page }),
    getAlertSettings(context),
  ]);
  const path = `/${tenant}/admin/alerts`;
  const query = filter === "open" ? "?" : "?filter=resolved&";
  if (alerts.length === 0 && page > 1) redirect(filter === "open" ? path : `${path}?filter=resolved`);
  const from = (page - 1) * pageSize + 1;
  return (
    <>
      <PageHeader
        title="Alerts"
        crumbs={[{ label: "Admin Panel", href: `/${tenant}/admin` }, { label: "Alerts" }]}
        description="What needs a hand, one alert for each cause, however many System Emails it stops."
      />
      <AlertTabs path={path} current={filter} />
      {sender === null && <NoMailBanner />}
      {total === 0 ? (
        <EmptyState
          icon={filter === "open" ? <CircleCheck /> : <BellRing />}
          title={filter === "open" ? "Nothing is open" : "No alert has ended yet"}
        >
          {filter === "open"
            ? "An alert opens when a mailbox stops working, when trouble lasts for half an hour, when a provider refuses an IdP Config, and before a Client Credential, a certificate or an authorization ends."
            : "Alerts that are over stay here for 90 days, with whom they were told to."}
        </EmptyState>
      ) : (
        <>
          <AlertList
            caption={filter === "open" ? "Open alerts" : "Resolved alerts"}
            alerts={alerts}
            timeZone={context.timeZone}
            path={path}
            mayAct={mayDo(context, "alert:write")}
            unacknowledge={(alertId) => unacknowledge.bind(null, { tenant, alertId })}
          />
          <Pagination
            from={from}
            to={from + alerts.length - 1}
            total={total}
            noun={total === 1 ? "alert" : "alerts"}
            previousHref={page > 1 ? `${path}${query}page=${page - 1}` : undefined}
            nextHref={from + alerts.length - 1 < total ? `${path}${query}page=${page + 1}` : undefined}
          />
        </>
      )}
    </>
  );
}
