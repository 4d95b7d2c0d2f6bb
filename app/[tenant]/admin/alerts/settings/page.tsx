import { Send } from "lucide-react";
import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { AlertSettingsFacts } from "@/components/alerts/alert-settings-facts";
import { AlertSettingsForm } from "@/components/alerts/alert-settings-form";
import { NoMailBanner } from "@/components/alerts/no-mail-banner";
import { FormLayout } from "@/components/frame/form-layout";
import { PageHeader } from "@/components/ui/page-header";
import { ActButton } from "@/components/webhook/act-button";
import { getAlertSettings } from "@/lib/alerts/get-alert-settings";
import { mayDo } from "@/lib/tenancy/require-permission";
import { saveSettings, sendTest } from "../actions";
import { AlertTabs } from "../alert-tabs";

export const metadata: Metadata = { title: "Alert settings" };

/** Who is told of the tenant's alerts by e-mail, of which kinds, and the daily digest. */
export default async function AlertSettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  const settings = await getAlertSettings(context);
  const path = `/${tenant}/admin/alerts`;
  return (
    <>
      <PageHeader
        title="Alert settings"
        crumbs={[
          { label: "Admin Panel", href: `/${tenant}/admin` },
          { label: "Alerts", href: path },
          { label: "Settings" },
        ]}
        description="Who hears of alerts by e-mail, and of which. Webhooks are set up under Mail Workers."
      />
      <AlertTabs path={path} current="settings" />
      {settings.sender === null && <NoMailBanner />}
      <FormLayout aside={null}>
        {mayDo(context, "alert:write") ? (
          <div className="grid gap-10">
            <AlertSettingsForm
              action={saveSettings.bind(null, { tenant })}
              settings={settings}
              timeZone={context.timeZone}
              stashKey={`alert-settings:${tenant}`}
            />
            {settings.sender !== null && (
              <section aria-labelledby="test" className="grid gap-3 border-t pt-6">
                <h2 id="test" className="text-base font-semibold">
                  Try it
                </h2>
                <p className="text-ink-muted">
                  E-mail about alerts comes from <span className="font-mono">{settings.sender}</span>, whatever becomes
                  of the mailboxes here. A test goes to everybody who is told, as saved.
                </p>
                <ActButton action={sendTest.bind(null, { tenant })} pendingLabel="Sending…">
                  <Send aria-hidden /> Send a test alert
                </ActButton>
              </section>
            )}
          </div>
        ) : (
          <AlertSettingsFacts settings={settings} timeZone={context.timeZone} />
        )}
      </FormLayout>
    </>
  );
}
