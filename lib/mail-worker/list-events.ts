import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Failure } from "@/lib/errors";
import { eventSchema } from "@/lib/event/schema";
import { fail, type Result, succeed } from "@/lib/result";
import type { WorkerContext } from "./authenticate-worker";
import type { EventList, ListEventsQuery } from "./event-contract";
import { requireScope } from "./require-scope";

/**
 * One page of the tenant's feed after the cursor, in order, of what the key may see. Nothing can be missed: an event's
 * position is given to it under a lock that lasts until it is committed, so that whoever sees the counter at a position
 * sees every event up to it. Fails with cursor_expired where events after the cursor have been removed, and
 * where the feed has not come as far as the cursor, as after a restore from a backup.
 */
export async function listEvents(
  context: WorkerContext,
  { cursor, limit, types }: ListEventsQuery,
): Promise<Result<EventList, Failure<"cursor_expired">>> {
  requireScope(context, "events:read");
  return inTenant(context, async (db) => {
    // Before the events: what is committed in between belongs to the next page.
    const newest = await findNewest(db);
    if (cursor === "latest") return succeed({ data: [], nextCursor: String(newest) });
    const after = BigInt(cursor ?? 0);
    if (after > newest) {
      return fail({
        code: "cursor_expired",
        message:
          "The feed has not come as far as this cursor: it is of another tenant, or of a database that was restored since. Begin without a cursor, and read the mailboxes anew.",
      });
    }
    if (cursor !== undefined && (await isExpired(db, after, newest))) {
      const message = "Events after this cursor have been removed. Look at every mailbox anew, and begin with latest.";
      return fail({ code: "cursor_expired", message });
    }
    const { systemEmailIds } = context;
    const events = await db.event.findMany({
      where: {
        position: { gt: after, lte: newest },
        ...(types === undefined ? {} : { type: { in: types } }),
        ...(systemEmailIds === null ? {} : { systemEmailId: { in: [...systemEmailIds] } }),
      },
      orderBy: { position: "asc" },
      take: limit,
    });
    const data = events.map((event) =>
      eventSchema.parse({
        id: event.id,
        position: Number(event.position),
        type: event.type,
        at: event.at.toISOString(),
        mailboxId: event.systemEmailId,
        idpConfigId: event.idpConfigId,
        data: event.data,
      }),
    );
    // A page that is not full has seen everything there is, also what the key or the types left out.
    const last = events.length < limit ? newest : (events.at(-1)?.position ?? newest);
    return succeed({ data, nextCursor: String(last) });
  });
}

async function findNewest(db: Database): Promise<bigint> {
  const counter = await db.eventCounter.findFirst({ select: { position: true } });
  return counter?.position ?? 0n;
}

/** Positions have no gaps, so the event after the cursor is either there or has been removed. */
async function isExpired(db: Database, after: bigint, newest: bigint): Promise<boolean> {
  if (after === newest) return false;
  const next = await db.event.count({ where: { position: after + 1n } });
  return next === 0;
}
