import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { FormLayout } from "@/components/frame/form-layout";
import { IssueKeyForm } from "@/components/mail-worker/issue-key-form";
import { PageHeader } from "@/components/ui/page-header";
import { environment } from "@/lib/env";
import { listAddresses } from "@/lib/system-email/list-addresses";
import { mayDo } from "@/lib/tenancy/require-permission";
import { issueKey } from "../actions";

export const metadata: Metadata = { title: "Issue Worker Key" };

/** Issues a Worker Key and shows it once. */
export default async function IssueWorkerKeyPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  if (!mayDo(context, "worker_key:write")) notFound();
  const path = `/${tenant}/admin/mail-workers`;
  return (
    <>
      <PageHeader
        title="Issue Worker Key"
        crumbs={[
          { label: "Admin Panel", href: `/${tenant}/admin` },
          { label: "Mail Workers", href: path },
          { label: "Issue Worker Key" },
        ]}
        description="One key for one program, with no more rights than it needs."
      />
      <FormLayout>
        <IssueKeyForm
          action={issueKey.bind(null, { tenant })}
          emails={await listAddresses(context)}
          publicUrl={environment().publicUrl}
          path={path}
          today={new Date().toISOString().slice(0, 10)}
        />
      </FormLayout>
    </>
  );
}
