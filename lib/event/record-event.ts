import type { Database } from "@/lib/db/client";
import type { EventType, EventView } from "./schema";

/**
 * Adds an event to the tenant's feed, in the same transaction as what it tells of. Call it last: the tenant's
 * other transactions that record events wait for this one to end, which is how positions get no gaps and nobody who
 * has read up to one of them can miss an earlier one. `data` never holds a secret.
 *
 * One statement, so that the row of the counter, the last one that a transaction locks, is held for as short as can
 * be; `at` is the moment at which it was locked, so that times are in the order of positions.
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
  const { type, systemEmailId = null, idpConfigId = null, data = {} } = event;
  await db.$executeRaw`
    WITH counter AS (
      INSERT INTO event_counters AS c (tenant_id, position) VALUES (${tenantId}::uuid, 1)
      ON CONFLICT (tenant_id) DO UPDATE SET position = c.position + 1
      RETURNING position
    )
    INSERT INTO events (tenant_id, position, at, type, system_email_id, idp_config_id, data)
    SELECT ${tenantId}::uuid, position, clock_timestamp(), ${type}, ${systemEmailId}::uuid, ${idpConfigId}::uuid,
      ${JSON.stringify(data)}::jsonb
    FROM counter`;
}
