import type PgBoss from "pg-boss";
import { z } from "zod";
import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import { log } from "@/lib/log";
import { type Line, type Pace, type Slot, shareSlots, slowAfterMs } from "./share-slots";
import { readSlotKey } from "./slot-key";
import { deliver } from "./webhook-jobs";
import type { Claim, Job } from "./work-queue";

/** What is due is read anew after this, in milliseconds, or when nothing of what was read may be taken. */
const freshMs = 500;
/** After so many endpoints the process learns their paces anew. */
const pacesKept = 10_000;

type Run = Slot & { startedAtMs: number };

/**
 * How a process takes and handles the jobs of `webhook-delivery`, so that a tenant's slow server does not keep what is
 * for others waiting: in the shares of share-slots.ts. What is above a share stays in the queue as it is, without an
 * attempt, until its turn comes.
 *
 * Shares and paces are those of this process. That suffices, because each process has slots of its own and looks by
 * itself for what is due: none of them can be filled by one tenant, nor by slow servers, however many there are.
 */
export function takeDeliveriesByShares(boss: PgBoss): {
  claim: (room: number) => Promise<Claim>;
  handle: (job: Job) => Promise<Record<string, unknown>>;
} {
  const running = new Map<string, Run>();
  const paces = new Map<string, Pace>();
  let due: DueLines = { lines: [], readAtMs: Number.NEGATIVE_INFINITY };
  const share = (room: number) =>
    shareSlots(due.lines, { room, running: [...running.values()], paceOf: readPaces(paces, running) });
  const keepPace = (endpointId: string, durationMs: number) => {
    if (paces.size >= pacesKept) paces.clear();
    paces.set(endpointId, durationMs > slowAfterMs ? "slow" : "quick");
  };
  return {
    async claim(room) {
      try {
        const isKnown = isFresh(due) && share(room).size > 0;
        if (!isKnown) due = await readDue(boss);
        const wanted = share(room);
        const jobs = await take(boss, due.lines, wanted);
        for (const { id, slot } of jobs) running.set(id, { ...slot, startedAtMs: performance.now() });
        due = { ...due, lines: without(due.lines, wanted) };
        return { jobs, isHeldBack: isKnown || due.lines.length > 0 };
      } catch (error) {
        if (!isDatabaseUnavailable(error)) log.error({ err: error }, "taking webhooks to deliver failed");
        return { jobs: [], isHeldBack: false };
      }
    },
    async handle(job) {
      const endpointId = running.get(job.id)?.endpointId ?? "";
      try {
        return await deliver(job, (durationMs) => keepPace(endpointId, durationMs));
      } finally {
        running.delete(job.id);
      }
    },
  };
}

/** A server that has been waited for too long by now is slow before it has answered. */
function readPaces(paces: ReadonlyMap<string, Pace>, running: ReadonlyMap<string, Run>): (endpointId: string) => Pace {
  const now = performance.now();
  const late = [...running.values()].filter(({ startedAtMs }) => now - startedAtMs > slowAfterMs);
  const lateIds = new Set(late.map(({ endpointId }) => endpointId));
  return (endpointId) => (lateIds.has(endpointId) ? "slow" : (paces.get(endpointId) ?? "unknown"));
}

const lineSchema = z.array(z.object({ key: z.string(), count: z.number(), dueSinceMs: z.number() }));

type KeyedLine = Line & { key: string };
type DueLines = { lines: readonly KeyedLine[]; readAtMs: number };

function isFresh({ readAtMs }: DueLines): boolean {
  return performance.now() - readAtMs < freshMs;
}

async function readDue(boss: PgBoss): Promise<DueLines> {
  const readAtMs = performance.now();
  const { rows } = await boss.getDb().executeSql(
    `SELECT COALESCE(singleton_key, '') AS key, count(*)::int AS count,
       extract(epoch FROM min(start_after))::float8 * 1000 AS "dueSinceMs"
     FROM pgboss.job WHERE name = $1 AND state < 'active' AND start_after < now() GROUP BY singleton_key`,
    ["webhook-delivery"],
  );
  return { lines: lineSchema.parse(rows).map((line) => ({ ...readSlotKey(line.key), ...line })), readAtMs };
}

function without(lines: readonly KeyedLine[], taken: ReadonlyMap<string, number>): KeyedLine[] {
  return lines
    .map((line) => ({ ...line, count: line.count - (taken.get(line.endpointId) ?? 0) }))
    .filter(({ count }) => count > 0);
}

const takenSchema = z.array(z.object({ id: z.string(), key: z.string(), data: z.unknown(), retryCount: z.number() }));

/**
 * Takes the oldest jobs of each endpoint as pg-boss's own `fetch` does, which knows no shares: its policies let one job
 * of a key run or any number, and it looks at the oldest jobs alone, whose all they are. What another process took in
 * the meantime is left to it.
 */
async function take(
  boss: PgBoss,
  due: readonly KeyedLine[],
  wanted: ReadonlyMap<string, number>,
): Promise<(Job & { slot: Slot })[]> {
  if (wanted.size === 0) return [];
  const lines = due.filter(({ endpointId }) => wanted.has(endpointId));
  const { rows } = await boss.getDb().executeSql(
    `WITH wanted AS (
       SELECT * FROM unnest($2::text[], $3::int[]) AS w(key, count)
     ), ranked AS (
       SELECT j.id, wanted.count, row_number() OVER (PARTITION BY wanted.key ORDER BY j.created_on, j.id) AS place
       FROM pgboss.job j JOIN wanted ON wanted.key = COALESCE(j.singleton_key, '')
       WHERE j.name = $1 AND j.state < 'active' AND j.start_after < now()
     ), taken AS (
       SELECT id FROM pgboss.job WHERE name = $1 AND state < 'active'
         AND id IN (SELECT id FROM ranked WHERE place <= count)
       FOR UPDATE SKIP LOCKED
     )
     UPDATE pgboss.job j SET state = 'active', started_on = now(),
       retry_count = CASE WHEN started_on IS NOT NULL THEN retry_count + 1 ELSE retry_count END
     FROM taken WHERE j.name = $1 AND j.id = taken.id
     RETURNING j.id, COALESCE(j.singleton_key, '') AS key, j.data, j.retry_count AS "retryCount"`,
    ["webhook-delivery", lines.map(({ key }) => key), lines.map(({ endpointId }) => wanted.get(endpointId) ?? 0)],
  );
  return takenSchema.parse(rows).map(({ key, ...job }) => ({ ...job, slot: readSlotKey(key) }));
}
