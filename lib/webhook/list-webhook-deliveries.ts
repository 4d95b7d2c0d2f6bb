import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { fail, type Result, succeed } from "@/lib/result";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { type DeliveryAttempt, deliveryAttemptsSchema } from "./schema";
import { shownDelivery } from "./shown-fields";

/** A delivery as its reader may see it; `attempts` are the last twenty, oldest first. */
export type DeliveryView = {
  id: string;
  eventId: string;
  eventType: string;
  /** The event's in the feed; null for a test. */
  position: number | null;
  payload: string;
  status: "pending" | "delivered" | "dead";
  attemptCount: number;
  attempts: DeliveryAttempt[];
  createdAt: Date;
  finishedAt: Date | null;
};

/**
 * One page of an endpoint's deliveries, newest first, those with one status where it is given, and the cursor of the
 * next page.
 */
export async function listWebhookDeliveries(
  context: TenantContext,
  endpointId: string,
  {
    cursor,
    limit,
    status,
  }: { cursor?: string | undefined; limit: number; status?: DeliveryView["status"] | undefined },
): Promise<Result<{ data: DeliveryView[]; nextCursor: string | null }, Failure<"not_found">>> {
  requirePermission(context, "webhook:read");
  return inTenant(context, async (db) => {
    if ((await db.webhookEndpoint.count({ where: { id: endpointId } })) === 0)
      return fail({ code: "not_found", message: "There is no such webhook endpoint." });
    const deliveries = await db.webhookDelivery.findMany({
      where: { webhookEndpointId: endpointId, ...(status === undefined ? {} : { status }) },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      take: limit + 1,
      select: shownDelivery,
    });
    const page = deliveries.slice(0, limit);
    return succeed({
      data: page.map(viewDelivery),
      nextCursor: deliveries.length > limit ? (page.at(-1)?.id ?? null) : null,
    });
  });
}

/** A stored delivery as it is shown. */
export function viewDelivery<Row extends { attempts: unknown; position: bigint | null }>(row: Row) {
  return {
    ...row,
    attempts: deliveryAttemptsSchema.parse(row.attempts),
    position: row.position === null ? null : Number(row.position),
  };
}
