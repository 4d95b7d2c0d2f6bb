import type { Database } from "@/lib/db/client";

/** What came to pass in one hour or on one day, beginning at `at`. */
export type TrendPoint = { at: Date; passed: number; transient: number; permanent: number };

export type Trends = {
  /** The last 24 hours, hour by hour. */
  hours: { refreshes: TrendPoint[]; checks: TrendPoint[] };
  /** The last 30 days, day by day in UTC. */
  days: { refreshes: TrendPoint[]; checks: TrendPoint[] };
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How refreshes and checks went: each hour of the last day, and each day of the last month. Call it within the tenant. */
export async function readTrends(db: Database, now: Date): Promise<Trends> {
  const hours = listTimes(now, { stepMs: hourMs, count: 24 });
  const days = listTimes(now, { stepMs: dayMs, count: 30 });
  const [since = now] = days;
  const refreshes = await db.$queryRaw<TrendPoint[]>`
    SELECT hour AS at, sum(refreshed_count)::integer AS passed, sum(transient_count)::integer AS transient,
      sum(permanent_count)::integer AS permanent
    FROM refresh_hours WHERE tenant_id = current_tenant_id() AND hour >= ${since}::timestamptz GROUP BY hour`;
  const checks = await db.$queryRaw<TrendPoint[]>`
    SELECT hour AS at, sum(passed_count)::integer AS passed, sum(transient_count)::integer AS transient,
      sum(permanent_count)::integer AS permanent
    FROM check_hours WHERE tenant_id = current_tenant_id() AND hour >= ${since}::timestamptz GROUP BY hour`;
  return {
    hours: { refreshes: addUp(hours, hourMs, refreshes), checks: addUp(hours, hourMs, checks) },
    days: { refreshes: addUp(days, dayMs, refreshes), checks: addUp(days, dayMs, checks) },
  };
}

/** The beginnings of the last `count` steps, the present one included, in their order. */
function listTimes(now: Date, { stepMs, count }: { stepMs: number; count: number }): Date[] {
  const current = floor(now, stepMs);
  return Array.from({ length: count }, (_, index) => new Date(current - (count - 1 - index) * stepMs));
}

function floor(at: Date, stepMs: number): number {
  return Math.floor(at.getTime() / stepMs) * stepMs;
}

/** A point for each time, also where nothing came to pass. */
function addUp(times: readonly Date[], stepMs: number, hours: readonly TrendPoint[]): TrendPoint[] {
  const points = new Map(times.map((at) => [at.getTime(), { at, passed: 0, transient: 0, permanent: 0 }]));
  for (const hour of hours) {
    const point = points.get(floor(hour.at, stepMs));
    if (point === undefined) continue;
    point.passed += hour.passed;
    point.transient += hour.transient;
    point.permanent += hour.permanent;
  }
  return [...points.values()];
}
