import { randomUUID } from "node:crypto";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { readSettings, type StoredSettings } from "./find-recipients";

/** A tenant's evaluation, which one process has until it ends it, with where the last one stood. */
export type Turn = {
  tenantId: string;
  owner: string;
  name: string;
  slug: string;
  timeZone: string;
  settings: StoredSettings;
  /** Up to which event the last evaluation knew, and which is the newest. */
  position: bigint;
  newest: bigint;
  endsEvaluatedAt: Date | null;
  digestDay: Date | null;
};

/** Whoever is gone is taken over from after this. Each transaction of a turn begins it anew. */
const turnSeconds = 120;

/** Somebody else has taken over, because this process was away for too long. */
export class TurnLost extends Error {
  override name = "TurnLost";
}

/** Takes the tenant's turn; null where another process has it, or where the tenant is gone. */
export function takeTurn({ tenantId }: { tenantId: string }): Promise<Turn | null> {
  const owner = randomUUID();
  return inTenant({ tenantId }, async (db) => {
    await db.$executeRaw`
      INSERT INTO alert_evaluations (tenant_id) SELECT id FROM tenants WHERE id = ${tenantId}::uuid
      ON CONFLICT (tenant_id) DO NOTHING`;
    const [turn] = await db.$queryRaw<Omit<Turn, "tenantId" | "owner" | "settings">[]>`
      UPDATE alert_evaluations e SET turn_owner = ${owner}::uuid,
        turn_until = clock_timestamp() + make_interval(secs => ${turnSeconds}),
        unfinished_since = COALESCE(e.unfinished_since, clock_timestamp())
      FROM (
        SELECT f.tenant_id FROM alert_evaluations f
        WHERE f.tenant_id = ${tenantId}::uuid AND (f.turn_until IS NULL OR f.turn_until < clock_timestamp())
        FOR UPDATE SKIP LOCKED
      ) free JOIN tenants t ON t.id = free.tenant_id
      WHERE e.tenant_id = free.tenant_id
      RETURNING t.name, t.slug, t.time_zone AS "timeZone", e.position, e.ends_evaluated_at AS "endsEvaluatedAt",
        e.digest_day AS "digestDay",
        COALESCE((SELECT c.position FROM event_counters c WHERE c.tenant_id = e.tenant_id), 0) AS newest`;
    return turn === undefined ? null : { ...turn, tenantId, owner, settings: await readSettings(db, tenantId) };
  });
}

/**
 * Runs `work` in one transaction of the tenant during the turn; other processes pass the tenant over until it ends,
 * however long it takes, and for two minutes after it began. Throws TurnLost where somebody else has taken over.
 */
export function inTurn<Value>(
  turn: Turn,
  work: (db: Database) => Promise<Value>,
  limits: { timeoutMs?: number } = {},
): Promise<Value> {
  const { tenantId, owner } = turn;
  return inTenant(
    turn,
    async (db) => {
      const held = await db.$executeRaw`
        UPDATE alert_evaluations SET turn_until = clock_timestamp() + make_interval(secs => ${turnSeconds})
        WHERE tenant_id = ${tenantId}::uuid AND turn_owner = ${owner}::uuid`;
      if (held === 0) throw new TurnLost("Another process evaluates the tenant by now");
      return work(db);
    },
    limits,
  );
}

/** How an evaluation ended. */
export type TurnEnd = {
  now: Date;
  tookMs: number;
  /** Whether something is going on. */
  isBusy: boolean;
  /** Whether what ends was looked at. */
  isEndsTurn: boolean;
  /** Whether each of its parts came to its end. */
  isWhole: boolean;
};

/** What follows an event, such as forty refreshes after a new client secret, has no event of its own. */
const busySeconds = 120;

/**
 * Gives the turn back and writes how it ended. After one that was not whole the next looks at everything. Throws
 * TurnLost as inTurn does.
 */
export async function endTurn(turn: Turn, { now, tookMs, isBusy, isEndsTurn, isWhole }: TurnEnd): Promise<void> {
  const { tenantId, newest } = turn;
  await inTurn(
    turn,
    (db) => db.$executeRaw`
      UPDATE alert_evaluations SET position = ${newest}, evaluated_at = ${now}::timestamptz,
        took_ms = ${Math.min(Math.round(tookMs), 2 ** 31 - 1)}, turn_owner = NULL, turn_until = NULL,
        busy_until = CASE WHEN ${isBusy} THEN ${now}::timestamptz + make_interval(secs => ${busySeconds}) ELSE busy_until END,
        ends_evaluated_at = CASE WHEN NOT ${isWhole} THEN NULL
          WHEN ${isEndsTurn} THEN ${now}::timestamptz ELSE ends_evaluated_at END,
        unfinished_since = CASE WHEN NOT ${isWhole} THEN unfinished_since END
      WHERE tenant_id = ${tenantId}::uuid`,
  );
}
