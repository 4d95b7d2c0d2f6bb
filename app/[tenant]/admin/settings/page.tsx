import type { Metadata } from "next";
import Link from "next/link";
import { requireTenant } from "@/app/_server/require-tenant";
import { FormLayout } from "@/components/frame/form-layout";
import { TenantSettingsForm } from "@/components/tenancy/tenant-settings-form";
import { groupTimeZones, timeZoneWord } from "@/components/tenancy/time-zones";
import { PageHeader } from "@/components/ui/page-header";
import { exactWords } from "@/components/ui/time-words";
import { systemClock } from "@/lib/clock";
import { mayDo } from "@/lib/tenancy/require-permission";
import { tenantSettingsRevision } from "@/lib/tenancy/save-tenant-settings";
import { saveSettings } from "./actions";

export const metadata: Metadata = { title: "Settings" };

/** What holds for the whole tenant: its time zone. */
export default async function SettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const context = await requireTenant((await params).tenant);
  const { slug, name, timeZone } = context;
  return (
    <>
      <PageHeader
        title="Settings"
        crumbs={[{ label: "Admin Panel", href: `/${slug}/admin` }, { label: "Settings" }]}
        description={
          <>
            What holds for all of {name}. Who is told of alerts is in the{" "}
            <Link href={`/${slug}/admin/alerts/settings`} className="link">
              alert settings
            </Link>
            , and your own password in{" "}
            <Link href="/account" className="link">
              your account
            </Link>
            .
          </>
        }
      />
      <FormLayout>
        {mayDo(context, "tenant:write") ? (
          <TenantSettingsForm
            action={saveSettings.bind(null, { tenant: slug })}
            timeZone={timeZone}
            groups={groupTimeZones(timeZone)}
            nowThere={exactWords(systemClock(), timeZone)}
            revision={tenantSettingsRevision(context)}
            stashKey={`settings:${slug}`}
          />
        ) : (
          <dl className="grid gap-0.5">
            <dt className="text-xs text-ink-muted">Time zone</dt>
            <dd>{timeZoneWord(timeZone)}</dd>
          </dl>
        )}
      </FormLayout>
    </>
  );
}
