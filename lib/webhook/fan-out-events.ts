import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import { eventSchema } from "@/lib/event/schema";
import { buildPayload, readAddresses } from "./build-payload";

const endpointsAtOnce = 50;
const eventsAtOnce = 100;
const deliveriesAtOnce = 500;
const lostAfterSeconds = 900;

/** A delivery for the job queue. `wasTaken` before, a quarter of an hour ago, and not tried since: it may be there already. */
export type DeliveryToQueue = { id: string; tenantId: string; endpointId: string; wasTaken: boolean };

/**
 * Turns the events after each endpoint's position into deliveries, and answers the deliveries that are to be put into
 * the job queue now, oldest first: new ones, replayed ones, and those that somebody took and that were never tried. At
 * most 100 events an endpoint and 500 deliveries a call; the rest is the next call's.
 *
 * Any number of instances may call it at once: each event becomes one delivery an endpoint, because the position
 * moves in the same transaction, and each delivery is answered to one of the callers.
 */
export async function fanOutEvents(): Promise<DeliveryToQueue[]> {
  return asSystem("fan out events", async (db) => {
    for (const endpoint of await takeEndpointsBehind(db)) await fanOut(db, endpoint);
    return takeDeliveries(db);
  });
}

type EndpointBehind = { id: string; tenantId: string; eventTypes: string[]; position: bigint; newest: bigint };

/**
 * Endpoints whose tenant has newer events, locked; those that another instance is at are left to it. In no order, so
 * that none waits behind the others for good.
 */
function takeEndpointsBehind(db: Database): Promise<EndpointBehind[]> {
  return db.$queryRaw<EndpointBehind[]>`
    SELECT e.id, e.tenant_id AS "tenantId", e.event_types AS "eventTypes", e.position, c.position AS newest
    FROM webhook_endpoints e JOIN event_counters c ON c.tenant_id = e.tenant_id
    WHERE e.enabled AND c.position > e.position
    ORDER BY random() LIMIT ${endpointsAtOnce} FOR UPDATE OF e SKIP LOCKED`;
}

/** The events up to `newest` are all there to be read: the counter moves and is committed together with them. */
async function fanOut(db: Database, { id, tenantId, eventTypes, position, newest }: EndpointBehind): Promise<void> {
  const events = await db.event.findMany({
    where: { tenantId, position: { gt: position, lte: newest } },
    orderBy: { position: "asc" },
    take: eventsAtOnce,
  });
  const wanted = events.filter(({ type }) => eventTypes.includes(type));
  const addresses = await readAddresses(db, wanted);
  await db.webhookDelivery.createMany({
    data: wanted.map((event) => ({
      tenantId,
      webhookEndpointId: id,
      eventId: event.id,
      eventType: event.type,
      position: event.position,
      payload: buildPayload(
        event,
        addresses.get(event.systemEmailId ?? "") ?? null,
        eventSchema.shape.data.parse(event.data),
      ),
    })),
    skipDuplicates: true,
  });
  // Old events are removed one day; then there may be none up to the newest position.
  const reached = events.length < eventsAtOnce ? newest : (events.at(-1)?.position ?? newest);
  await db.webhookEndpoint.update({ where: { id }, data: { position: reached } });
}

/**
 * A process that ends between taking a delivery and queueing it leaves it untried, as one is that waits in the queue for
 * long: after a while it is taken again, behind those that nobody has taken yet.
 */
async function takeDeliveries(db: Database): Promise<DeliveryToQueue[]> {
  const taken = await db.$queryRaw<(DeliveryToQueue & Age)[]>`
    WITH waiting AS (
      SELECT id, queued_at IS NOT NULL AS was_taken FROM webhook_deliveries
      WHERE status = 'pending' AND (queued_at IS NULL OR (
        queued_at < now() - make_interval(secs => ${lostAfterSeconds})
        AND (last_attempt_at IS NULL OR last_attempt_at < queued_at)))
      ORDER BY queued_at IS NOT NULL, created_at, position LIMIT ${deliveriesAtOnce} FOR UPDATE SKIP LOCKED)
    UPDATE webhook_deliveries d SET queued_at = now() FROM waiting WHERE d.id = waiting.id
    RETURNING d.id, d.tenant_id AS "tenantId", d.webhook_endpoint_id AS "endpointId", waiting.was_taken AS "wasTaken",
      d.created_at AS "createdAt", d.position`;
  return taken
    .toSorted(byAge)
    .map(({ id, tenantId, endpointId, wasTaken }) => ({ id, tenantId, endpointId, wasTaken }));
}

type Age = { createdAt: Date; position: bigint | null };

function byAge(one: Age, other: Age): number {
  const [first, second] = [one.position ?? 0n, other.position ?? 0n];
  return one.createdAt.getTime() - other.createdAt.getTime() || (first < second ? -1 : 1);
}
