import type { Database } from "@/lib/db/client";
import type { EventType, EventView } from "./schema";

/**
 * Adds an event to the tenant's feed, in the same transaction as what it tells of. Call it last: the tenant's
 * other transactions that record events wait for this one to end, which is how positions get no gaps and nobody who
 * has read up to one of them can miss an earlier one. `data` never holds a secret.
 */
export async function recordEvent(
  db: Database,
  { tenantId }: { tenantId: string },
  event: {
    type: EventType;
    systemEmailId?: string;
    idpConfigId?: string;
    data?: EventView["data"];
  },
): Promise<void> {
  const { position } = await db.eventCounter.upsert({
    where: { tenantId },
    create: { tenantId, position: 1 },
    update: { position: { increment: 1 } },
    select: { position: true },
  });
  await db.event.create({
    data: {
      tenantId,
      position,
      type: event.type,
      systemEmailId: event.systemEmailId ?? null,
      idpConfigId: event.idpConfigId ?? null,
      data: event.data ?? {},
    },
  });
}
