import { setTimeout as wait } from "node:timers/promises";
import PgBoss from "pg-boss";
import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import { runAlone } from "@/lib/db/run-alone";
import { log } from "@/lib/log";
import { webhookRetryPlan } from "@/lib/webhook/retry-plan";

/** Every kind of job. A job of a queue with `short` is queued once at most, however often it is asked for. */
export const queues = {
  "refresh-sweep": { policy: "short", retryLimit: 0, expireInSeconds: 120 },
  "verification-sweep": { policy: "short", retryLimit: 0, expireInSeconds: 120 },
  "credential-warnings": { policy: "short", retryLimit: 2, retryDelay: 60, expireInSeconds: 600 },
  "remove-leftovers": { policy: "short", retryLimit: 2, retryDelay: 60, expireInSeconds: 600 },
  "vacuum-embedded": { policy: "short", retryLimit: 0, expireInSeconds: 3600 },
  "webhook-dead": { policy: "standard", retryLimit: 20, retryDelay: 60, expireInSeconds: 60 },
  "webhook-delivery": {
    policy: "standard",
    ...webhookRetryPlan,
    expireInSeconds: 120,
    deadLetter: "webhook-dead",
  },
} as const satisfies Record<string, Omit<PgBoss.Queue, "name">>;

export type QueueName = keyof typeof queues;

const schema = "pgboss";
// Any constant will do that lib/db/migrate.ts and the use cases do not take.
const advisoryLock = 7_215_003;
const retryEveryMs = 500;

/**
 * The job queue in the database, with its tables and queues made where they are missing, however many instances start
 * at once. While the database is away everything that is asked of it waits; `ended` ends the waiting.
 */
export async function openQueue(ended: AbortSignal): Promise<PgBoss> {
  const db = { executeSql: (text: string, values: unknown[] = []) => insist(() => runAlone(text, values), ended) };
  await makeTables(db);
  // Queues are made under a lock of ours, because two instances that make one at once can each end up waiting for the
  // other. Only then may the clockwork start, which makes one too.
  await db.executeSql(describeQueues());
  const boss = new PgBoss({
    db,
    schema,
    cronMonitorIntervalSeconds: 15,
    archiveCompletedAfterSeconds: 3600,
    archiveFailedAfterSeconds: 7 * 86_400,
    deleteAfterDays: 7,
  });
  boss.on("error", (error) => log.error({ err: error }, "the job queue failed"));
  await boss.start();
  return boss;
}

/**
 * pg-boss makes and migrates its tables under a lock, but a second instance that waited for it may still believe that
 * there is no such schema, and fails where it finds one. The next attempt sees it.
 */
async function makeTables(db: PgBoss.Db, attemptsLeft = 3): Promise<void> {
  const installer = new PgBoss({ db, schema, schedule: false, supervise: false });
  try {
    await installer.start();
  } catch (error) {
    if (attemptsLeft === 1) throw error;
    return makeTables(db, attemptsLeft - 1);
  }
  await installer.stop({ graceful: false });
}

/** One message in one transaction, as every database takes it. The metrics count the jobs under the system's role. */
function describeQueues(): string {
  const inOrder = ["__pgboss__send-it", ...Object.keys(queues)];
  const options: Record<string, object> = { "__pgboss__send-it": { policy: "standard" }, ...queues };
  return [
    "BEGIN",
    `SELECT pg_advisory_xact_lock(${advisoryLock})`,
    ...inOrder.map((name) => `SELECT ${schema}.create_queue('${name}', '${JSON.stringify(options[name])}')`),
    ...inOrder.map((name) => describeChange(name, options[name] ?? {})),
    `GRANT USAGE ON SCHEMA ${schema} TO mailgrant_system`,
    `GRANT SELECT ON ${schema}.job, ${schema}.queue TO mailgrant_system`,
    `GRANT UPDATE (singleton_key) ON ${schema}.job TO mailgrant_system`,
    "SET LOCAL ROLE mailgrant_system",
    keyOldDeliveries,
    "COMMIT",
  ].join(";\n");
}

/** The jobs of an older release do not say whose deliveries they are (slot-key.ts). Only the system's role sees that. */
const keyOldDeliveries = `UPDATE ${schema}.job SET singleton_key = d.tenant_id || '/' || d.webhook_endpoint_id
  FROM webhook_deliveries d
  WHERE name = 'webhook-delivery' AND state <= 'active' AND singleton_key IS NULL AND d.id = (data->>'deliveryId')::uuid`;

/** Another release may have made the queue with other numbers. */
function describeChange(name: string, options: object): string {
  return `UPDATE ${schema}.queue SET
    retry_limit = (o->>'retryLimit')::int, retry_delay = (o->>'retryDelay')::int,
    retry_backoff = (o->>'retryBackoff')::bool, expire_seconds = (o->>'expireInSeconds')::int
    FROM (SELECT '${JSON.stringify(options)}'::json AS o) AS wanted WHERE name = '${name}'`;
}

/**
 * Repeats what failed because the database is away. pg-boss does not wait for all that it asks, and what it does not
 * wait for and fails would end the process. Whatever of it is done twice does no harm: jobs are carried out at least once.
 */
async function insist<Value>(act: () => Promise<Value>, ended: AbortSignal): Promise<Value> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (ended.aborted || !isDatabaseUnavailable(error)) throw error;
      await wait(retryEveryMs, undefined, { signal: ended }).catch(() => undefined);
    }
  }
}
