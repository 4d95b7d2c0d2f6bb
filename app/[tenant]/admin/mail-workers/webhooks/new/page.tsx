import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireTenant } from "@/app/_server/require-tenant";
import { FormLayout } from "@/components/frame/form-layout";
import { PageHeader } from "@/components/ui/page-header";
import { CreateEndpointForm } from "@/components/webhook/create-endpoint-form";
import { ReceiverGuide } from "@/components/webhook/receiver-guide";
import { mayDo } from "@/lib/tenancy/require-permission";
import { addEndpoint } from "../actions";

export const metadata: Metadata = { title: "Add Webhook Endpoint" };

/** Adds a webhook endpoint and shows its signing secret once. */
export default async function NewWebhookPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  if (!mayDo(context, "webhook:write")) notFound();
  const workers = `/${tenant}/admin/mail-workers`;
  return (
    <>
      <PageHeader
        title="Add Webhook Endpoint"
        crumbs={[
          { label: "Admin Panel", href: `/${tenant}/admin` },
          { label: "Mail Workers", href: workers },
          { label: "Webhooks", href: `${workers}/webhooks` },
          { label: "Add Endpoint" },
        ]}
        description="It is told what happens from now on."
      />
      <FormLayout aside={<ReceiverGuide />}>
        <CreateEndpointForm action={addEndpoint.bind(null, { tenant })} path={`${workers}/webhooks`} />
      </FormLayout>
    </>
  );
}
