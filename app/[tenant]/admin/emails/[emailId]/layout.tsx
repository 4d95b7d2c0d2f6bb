import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireSystemEmail } from "@/app/_server/require-system-email";
import { CheckEverythingLink } from "@/components/system-email/check-everything-link";
import { EmailBreadcrumb } from "@/components/system-email/email-breadcrumb";
import { PageHeader } from "@/components/ui/page-header";
import { StatusBadge } from "@/components/ui/status-badge";
import { Tabs } from "@/components/ui/tabs";
import { judgeOverallHealth } from "@/lib/system-email/health-schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import type { EmailParams } from "./place";

type EmailLayoutProps = { params: EmailParams; children: ReactNode };

const tabs = [
  { segment: "account", label: "Account" },
  { segment: "remote-mailbox", label: "Remote Mailbox" },
  { segment: "outgoing-smtp", label: "Outgoing (SMTP)" },
  { segment: "history", label: "History" },
];

/** No tab, and reached from all of them. */
const checkPage = { segment: "check", label: "Check everything" };

export async function generateMetadata({ params }: EmailLayoutProps): Promise<Metadata> {
  const { tenant, emailId } = await params;
  const { email } = await requireSystemEmail(tenant, emailId);
  return { title: { template: `%s · ${email.address} · Mailgrant`, default: email.address } };
}

/** Admin Panel / Emails / a System Email: its address, how it stands, and its tabs. */
export default async function EmailLayout({ params, children }: EmailLayoutProps) {
  const { tenant, emailId } = await params;
  const { context, email } = await requireSystemEmail(tenant, emailId);
  const adminHref = `/${context.slug}/admin`;
  const emailHref = `${adminHref}/emails/${email.id}`;
  const health = judgeOverallHealth([email.incoming.health, email.outgoing.health]);
  return (
    <>
      <div className="grid gap-2">
        <EmailBreadcrumb
          adminHref={adminHref}
          emailHref={emailHref}
          address={email.address}
          tabs={[...tabs, checkPage]}
        />
        <PageHeader
          title={email.address}
          status={<StatusBadge status={health} look="pill" />}
          description={email.name}
          actions={mayDo(context, "system_email:verify") && <CheckEverythingLink emailHref={emailHref} />}
        />
      </div>
      <Tabs
        label="System Email"
        tabs={tabs.map(({ segment, label }) => ({ label, href: `${emailHref}/${segment}` }))}
      />
      {children}
    </>
  );
}
