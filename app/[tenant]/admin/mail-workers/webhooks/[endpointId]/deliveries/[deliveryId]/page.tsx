import { ArrowLeft, RotateCw } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CodeBlock } from "@/components/ui/code-block";
import { ActButton } from "@/components/webhook/act-button";
import { AttemptList } from "@/components/webhook/attempt-list";
import { DeliveryStatusMark } from "@/components/webhook/delivery-status";
import { rowIdSchema } from "@/lib/system-email/schema";
import { mayDo } from "@/lib/tenancy/require-permission";
import { getWebhookDelivery } from "@/lib/webhook/get-webhook-delivery";
import { replayDelivery } from "../../../actions";
import { requireEndpoint } from "../../../require-endpoint";

export const metadata: Metadata = { title: "Delivery" };

type DeliveryPageProps = { params: Promise<{ tenant: string; endpointId: string; deliveryId: string }> };

/** One delivery: what was sent, each attempt, and the way to send it again. */
export default async function DeliveryPage({ params }: DeliveryPageProps) {
  const { tenant, endpointId, deliveryId } = await params;
  const { context, endpoint } = await requireEndpoint(tenant, endpointId);
  const id = rowIdSchema.safeParse(deliveryId);
  const delivery = id.success
    ? await getWebhookDelivery(context, { endpointId: endpoint.id, deliveryId: id.data })
    : null;
  if (delivery === null) notFound();
  const path = `/${tenant}/admin/mail-workers/webhooks/${endpoint.id}/deliveries`;
  const isReplayable = mayDo(context, "webhook:write") && endpoint.enabled;
  return (
    <>
      <p>
        <Link href={path} className="link inline-flex items-center gap-1.5">
          <ArrowLeft aria-hidden className="size-4" /> All deliveries
        </Link>
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="font-mono text-base font-semibold wrap-anywhere">{delivery.eventType}</h2>
        <DeliveryStatusMark {...delivery} />
      </div>
      {isReplayable && (
        <ActButton
          action={replayDelivery.bind(null, { tenant, endpointId: endpoint.id, deliveryId: delivery.id })}
          pendingLabel="Replaying…"
        >
          <RotateCw aria-hidden /> Replay
        </ActButton>
      )}
      <section aria-labelledby="attempts" className="grid gap-3">
        <h3 id="attempts" className="font-semibold">
          Attempts
        </h3>
        {delivery.attempts.length === 0 ? (
          <p className="text-ink-muted">It has not been tried yet. That takes a few seconds.</p>
        ) : (
          <AttemptList attempts={delivery.attempts} timeZone={context.timeZone} />
        )}
      </section>
      <section aria-labelledby="payload" className="grid max-w-dialog gap-3">
        <h3 id="payload" className="font-semibold">
          What is sent
        </h3>
        <p className="text-xs text-ink-muted">
          With the header webhook-id: <span className="font-mono select-all">{delivery.eventId}</span>
        </p>
        <CodeBlock label="Payload" code={JSON.stringify(JSON.parse(delivery.payload), null, 2)} />
      </section>
    </>
  );
}
