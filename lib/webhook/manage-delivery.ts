import type { Failure } from "@/lib/errors";
import type { DeliveryList, ListDeliveriesQuery } from "@/lib/mail-worker/webhook-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { rowIdSchema } from "@/lib/system-email/schema";
import type { TenantContext } from "@/lib/tenancy/context";
import { describeDelivery } from "./describe-webhook";
import { listWebhookDeliveries } from "./list-webhook-deliveries";
import { replayWebhookDelivery } from "./replay-webhook-delivery";

/** One page of an endpoint's deliveries, for the API. */
export async function listManagedDeliveries(
  context: TenantContext,
  endpointId: string,
  query: ListDeliveriesQuery,
): Promise<Result<DeliveryList, Failure<"not_found">>> {
  const id = rowIdSchema.safeParse(endpointId);
  if (!id.success) return fail({ code: "not_found", message: "There is no such webhook endpoint." });
  const page = await listWebhookDeliveries(context, id.data, query);
  if (!page.ok) return page;
  return succeed({ data: page.value.data.map(describeDelivery), nextCursor: page.value.nextCursor });
}

/** Sends a delivery again. */
export async function replayManagedDelivery(
  context: TenantContext,
  ids: { id: string; deliveryId: string },
): Promise<Result<null, Failure<"not_found" | "conflict">>> {
  const endpointId = rowIdSchema.safeParse(ids.id);
  const deliveryId = rowIdSchema.safeParse(ids.deliveryId);
  if (!endpointId.success || !deliveryId.success)
    return fail({ code: "not_found", message: "There is no such delivery." });
  return replayWebhookDelivery(context, { endpointId: endpointId.data, deliveryId: deliveryId.data });
}
