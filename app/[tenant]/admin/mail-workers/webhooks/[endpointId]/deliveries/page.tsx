import { Inbox, Send } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { ActButton } from "@/components/webhook/act-button";
import { DeliveryList } from "@/components/webhook/delivery-list";
import { mayDo } from "@/lib/tenancy/require-permission";
import { listWebhookDeliveries } from "@/lib/webhook/list-webhook-deliveries";
import { deliveriesQuerySchema } from "@/lib/webhook/schema";
import { sendTest } from "../../actions";
import { requireEndpoint } from "../../require-endpoint";
import { DeliveryFilter } from "./delivery-filter";

export const metadata: Metadata = { title: "Deliveries" };

type DeliveriesPageProps = {
  params: Promise<{ tenant: string; endpointId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const pageSize = 25;

/** What an endpoint was sent, newest first, and the way to try it. */
export default async function DeliveriesPage({ params, searchParams }: DeliveriesPageProps) {
  const { tenant, endpointId } = await params;
  const { context, endpoint } = await requireEndpoint(tenant, endpointId);
  const { status, cursor } = deliveriesQuerySchema.parse(await searchParams);
  const page = await listWebhookDeliveries(context, endpoint.id, { status, cursor, limit: pageSize });
  if (!page.ok) notFound();
  const { data, nextCursor } = page.value;
  const path = `/${tenant}/admin/mail-workers/webhooks/${endpoint.id}/deliveries`;
  const filter = status === undefined ? "" : `status=${status}&`;
  const isWhole = status === undefined && cursor === undefined;
  return (
    <>
      {mayDo(context, "webhook:write") && (
        <ActButton action={sendTest.bind(null, { tenant, endpointId: endpoint.id })} pendingLabel="Sending a test…">
          <Send aria-hidden /> Send a test
        </ActButton>
      )}
      {data.length === 0 && isWhole ? (
        <EmptyState icon={<Inbox />} title="Nothing has been sent yet">
          Each event that this endpoint is told is listed here, with what the server answered, for 30 days. Send a test
          to see whether it arrives.
        </EmptyState>
      ) : (
        <>
          <DeliveryFilter path={path} status={status} />
          {data.length === 0 ? (
            <p className="text-ink-muted">There is no such delivery.</p>
          ) : (
            <DeliveryList deliveries={data} timeZone={context.timeZone} path={path} />
          )}
          <nav aria-label="Pages" className="flex justify-end gap-2">
            {cursor !== undefined && (
              <LinkButton href={status === undefined ? path : `${path}?status=${status}`} size="small">
                Newest
              </LinkButton>
            )}
            {nextCursor !== null && (
              <LinkButton href={`${path}?${filter}cursor=${nextCursor}`} size="small" rel="next">
                Older
              </LinkButton>
            )}
          </nav>
        </>
      )}
    </>
  );
}
