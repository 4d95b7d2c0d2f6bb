import { Plus, Webhook } from "lucide-react";
import type { Metadata } from "next";
import { requireTenant } from "@/app/_server/require-tenant";
import { Banner } from "@/components/ui/banner";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { EndpointList } from "@/components/webhook/endpoint-list";
import { mayDo } from "@/lib/tenancy/require-permission";
import { listWebhookEndpoints } from "@/lib/webhook/list-webhook-endpoints";
import { WorkerTabs } from "../worker-tabs";

export const metadata: Metadata = { title: "Webhooks" };

type WebhooksPageProps = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The tenant's webhook endpoints. `?deleted` says that one is gone. */
export default async function WebhooksPage({ params, searchParams }: WebhooksPageProps) {
  const { tenant } = await params;
  const context = await requireTenant(tenant);
  const endpoints = await listWebhookEndpoints(context);
  const workers = `/${tenant}/admin/mail-workers`;
  const path = `${workers}/webhooks`;
  const addButton = mayDo(context, "webhook:write") && (
    <LinkButton href={`${path}/new`} variant="primary">
      <Plus aria-hidden /> Add Endpoint
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Mail Workers"
        crumbs={[
          { label: "Admin Panel", href: `/${tenant}/admin` },
          { label: "Mail Workers", href: workers },
          { label: "Webhooks" },
        ]}
        description="Servers of yours that are told what happens to this helpdesk's System Emails, as it happens."
        actions={endpoints.length > 0 && addButton}
      />
      <WorkerTabs path={workers} />
      {(await searchParams).deleted !== undefined && <Banner tone="success" title="The webhook endpoint is deleted." />}
      {endpoints.length === 0 ? (
        <EmptyState icon={<Webhook />} title="No webhook endpoint yet" action={addButton}>
          A webhook endpoint is an address of your own server to which Mailgrant posts what happens: that a mailbox has
          to be authorized again, that a Client Credential expires, that a check fails. So your software can open a
          ticket or page somebody at once, instead of asking over and over.
        </EmptyState>
      ) : (
        <EndpointList endpoints={endpoints} timeZone={context.timeZone} path={path} />
      )}
    </>
  );
}
