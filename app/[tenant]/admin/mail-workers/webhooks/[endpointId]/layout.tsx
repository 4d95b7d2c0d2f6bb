import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { PageHeader } from "@/components/ui/page-header";
import { Tabs } from "@/components/ui/tabs";
import { exactWords } from "@/components/ui/time-words";
import { EndpointStatusMark } from "@/components/webhook/endpoint-status";
import { requireEndpoint } from "../require-endpoint";

type EndpointLayoutProps = { params: Promise<{ tenant: string; endpointId: string }>; children: ReactNode };

export async function generateMetadata({ params }: EndpointLayoutProps): Promise<Metadata> {
  const { tenant, endpointId } = await params;
  const { endpoint } = await requireEndpoint(tenant, endpointId);
  const name = endpoint.description || new URL(endpoint.url).host;
  return { title: { template: `%s · ${name} · Mailgrant`, default: name } };
}

/** Admin Panel / Mail Workers / Webhooks / an endpoint: where it is, how it stands, and its tabs. */
export default async function EndpointLayout({ params, children }: EndpointLayoutProps) {
  const { tenant, endpointId } = await params;
  const { context, endpoint } = await requireEndpoint(tenant, endpointId);
  const workers = `/${tenant}/admin/mail-workers`;
  const path = `${workers}/webhooks/${endpoint.id}`;
  const name = endpoint.description || new URL(endpoint.url).host;
  return (
    <>
      <PageHeader
        title={name}
        status={<EndpointStatusMark {...endpoint} />}
        crumbs={[
          { label: "Admin Panel", href: `/${tenant}/admin` },
          { label: "Mail Workers", href: workers },
          { label: "Webhooks", href: `${workers}/webhooks` },
          { label: name, href: path },
        ]}
        description={<span className="font-mono wrap-anywhere">{endpoint.url}</span>}
      />
      {endpoint.goneAt !== null && (
        <Banner tone="danger" title="Its server answered 410 Gone, so it is told nothing any more.">
          That was {exactWords(endpoint.goneAt, context.timeZone)}. Enable it in its settings when the server is to be
          told again.
        </Banner>
      )}
      <Tabs
        label="Webhook endpoint"
        tabs={[
          { label: "Settings", href: path, isExact: true },
          { label: "Deliveries", href: `${path}/deliveries` },
        ]}
      />
      {children}
    </>
  );
}
