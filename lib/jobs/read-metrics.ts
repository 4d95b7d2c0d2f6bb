import { asSystem } from "@/lib/db/as-system";
import type { Database } from "@/lib/db/client";
import { isDatabaseUnavailable } from "@/lib/db/is-database-unavailable";
import { leaseSeconds } from "@/lib/grant/refresh-lease";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/metrics";

/** Whoever scrapes more often, or from several places, gets figures that are at most so old. */
const freshMs = 10_000;

/**
 * All metrics of this process, with those that are counted in the database, in Prometheus' text format. While the
 * database cannot be asked the latter are left out, and `mailgrant_database_up` is 0.
 */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  if (reading === undefined || performance.now() - readAt > freshMs) {
    readAt = performance.now();
    reading = readGauges();
  }
  if (!(await reading)) reading = undefined;
  const { registry } = metrics();
  return { text: await registry.metrics(), contentType: registry.contentType };
}

let reading: Promise<boolean> | undefined;
let readAt = 0;

/** Answers whether the database could be asked. */
async function readGauges(): Promise<boolean> {
  const {
    databaseUp,
    tokens,
    leases,
    leaseAgeSeconds,
    sweepLagSeconds,
    checkLagSeconds,
    queueDepth,
    deadWebhookDeliveries,
  } = metrics();
  try {
    await asSystem("read metrics", setGauges);
    databaseUp.set(1);
    return true;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) log.error({ err: error }, "reading the metrics failed");
    databaseUp.set(0);
    for (const gauge of [tokens, leases, queueDepth]) gauge.reset();
    for (const gauge of [leaseAgeSeconds, sweepLagSeconds, checkLagSeconds, deadWebhookDeliveries]) gauge.remove();
    return false;
  }
}

async function setGauges(db: Database): Promise<void> {
  await setGrantGauges(db);
  await setFetchGauges(db);
  await setCheckGauges(db);
  const [dead] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM webhook_deliveries WHERE status = 'dead'`;
  metrics().deadWebhookDeliveries.set(dead?.count ?? 0);
  await setAlertGauges(db);
  await setQueueGauges(db);
}

async function setAlertGauges(db: Database): Promise<void> {
  const { openAlerts, jobLastRunSeconds } = metrics();
  const kinds = await db.$queryRaw<{ kind: string; count: number }[]>`
    SELECT k.kind::text AS kind, count(a.id)::int AS count FROM unnest(enum_range(NULL::alert_kind)) AS k(kind)
      LEFT JOIN alerts a ON a.kind = k.kind AND a.resolved_at IS NULL GROUP BY k.kind`;
  for (const { kind, count } of kinds) openAlerts.set({ kind }, count);
  const jobs = await db.$queryRaw<{ job: string; age: number }[]>`
    SELECT job, extract(epoch FROM clock_timestamp() - last_run_at)::float8 AS age FROM job_heartbeats`;
  for (const { job, age } of jobs) jobLastRunSeconds.set({ job }, age);
}

async function setGrantGauges(db: Database): Promise<void> {
  const [row] = await db.$queryRaw<Record<string, number | null>[]>`
    SELECT
      count(*) FILTER (WHERE status = 'active' AND access_token_expires_at > now())::int AS active,
      count(*) FILTER (WHERE status = 'active' AND access_token_expires_at <= now())::int AS expired,
      count(*) FILTER (WHERE status = 'needs_reauthorization')::int AS ended,
      count(*) FILTER (WHERE lease_until > now())::int AS held,
      count(*) FILTER (WHERE lease_until <= now())::int AS ran_out,
      extract(epoch FROM now() - min(lease_until))::float8 + ${leaseSeconds}::float8 AS lease_age,
      greatest(0, extract(epoch FROM now() - min(refresh_due_at)))::float8 AS lag
    FROM grants`;
  const { tokens, leases, leaseAgeSeconds, sweepLagSeconds } = metrics();
  tokens.set({ status: "active" }, row?.active ?? 0);
  tokens.set({ status: "expired" }, row?.expired ?? 0);
  tokens.set({ status: "needs_reauthorization" }, row?.ended ?? 0);
  leases.set({ kind: "refresh", state: "held" }, row?.held ?? 0);
  leases.set({ kind: "refresh", state: "ran_out" }, row?.ran_out ?? 0);
  leaseAgeSeconds.set(row?.lease_age ?? 0);
  sweepLagSeconds.set(row?.lag ?? 0);
}

async function setCheckGauges(db: Database): Promise<void> {
  const [row] = await db.$queryRaw<{ held: number; ran_out: number; lag: number | null }[]>`
    SELECT count(*) FILTER (WHERE lease_until > now())::int AS held,
      count(*) FILTER (WHERE lease_until <= now())::int AS ran_out,
      greatest(0, extract(epoch FROM now() - min(due_at)))::float8 AS lag
    FROM half_checks WHERE due_at IS NOT NULL OR lease_until IS NOT NULL`;
  const { leases, checkLagSeconds } = metrics();
  leases.set({ kind: "check", state: "held" }, row?.held ?? 0);
  leases.set({ kind: "check", state: "ran_out" }, row?.ran_out ?? 0);
  checkLagSeconds.set(row?.lag ?? 0);
}

async function setFetchGauges(db: Database): Promise<void> {
  const [row] = await db.$queryRaw<{ held: number; ran_out: number }[]>`
    SELECT count(*) FILTER (WHERE lease_until > now())::int AS held,
      count(*) FILTER (WHERE lease_until <= now())::int AS ran_out FROM fetch_states`;
  const { leases } = metrics();
  leases.set({ kind: "fetch", state: "held" }, row?.held ?? 0);
  leases.set({ kind: "fetch", state: "ran_out" }, row?.ran_out ?? 0);
}

/** The queue makes its tables when the first jobs process starts. */
async function setQueueGauges(db: Database): Promise<void> {
  const [table] = await db.$queryRaw<{ is_there: boolean | null }[]>`
    SELECT has_table_privilege(to_regclass('pgboss.job'), 'SELECT') AS is_there`;
  if (table?.is_there !== true) return;
  const rows = await db.$queryRaw<{ name: string; waiting: number; active: number }[]>`
    SELECT q.name, count(j.id) FILTER (WHERE j.state < 'active')::int AS waiting,
      count(j.id) FILTER (WHERE j.state = 'active')::int AS active
    FROM pgboss.queue q LEFT JOIN pgboss.job j ON j.name = q.name AND j.state <= 'active' GROUP BY q.name`;
  const { queueDepth } = metrics();
  for (const { name, waiting, active } of rows) {
    queueDepth.set({ queue: name, state: "waiting" }, waiting);
    queueDepth.set({ queue: name, state: "active" }, active);
  }
}
