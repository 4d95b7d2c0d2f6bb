import { asSystem } from "@/lib/db/as-system";
import { log } from "@/lib/log";
import { evaluateAlerts } from "./evaluate-alerts";

/** Without any event a tenant is looked at so often: trouble that lasts, and days that pass, have none. */
const everySeconds = 60;
/** While something is going on. */
const busyEverySeconds = 5;
/** An evaluation begins so many times as long as the last one took after it, so that no tenant takes all of a process. */
const restTimes = 5;
/** Longer than one takes where all is well, and than a short while without a database. */
const unfinishedAfterSeconds = 120;
const tenantsAtOnce = 50;

/**
 * Evaluates the alerts of every tenant whose minute is over, or of which something happened since it was last looked at.
 * Any number of processes may do so at once: a tenant that one of them has is passed over by the others. Answers how many
 * there were and what came of it, and of how many tenants no evaluation has come to its end for two minutes, whether a part
 * of it fails or a process dies of it.
 */
export async function evaluateDueTenants(
  stopping: AbortSignal,
): Promise<{ tenants: number; opened: number; resolved: number; unfinished: number }> {
  const report = { tenants: 0, opened: 0, resolved: 0, unfinished: 0 };
  for (;;) {
    const { tenantIds, now, unfinished } = await findDueTenants();
    report.unfinished = unfinished;
    let evaluated = 0;
    for (const tenantId of tenantIds) {
      if (stopping.aborted) return report;
      try {
        const evaluation = await evaluateAlerts({ tenantId }, now);
        if (evaluation === null) continue;
        evaluated += 1;
        report.opened += evaluation.opened;
        report.resolved += evaluation.resolved;
      } catch (error) {
        // One tenant whose rows are odd must not keep the others from hearing of theirs.
        log.error({ err: error, tenantId }, "evaluating alerts failed");
      }
    }
    report.tenants += evaluated;
    if (evaluated < tenantsAtOnce) return report;
  }
}

/** Those that have waited longest come first. The events of alerts themselves are no reason to look again. */
async function findDueTenants(): Promise<{ tenantIds: string[]; now: Date; unfinished: number }> {
  return asSystem("evaluate alerts", async (db) => {
    const rows = await db.$queryRaw<{ id: string | null; now: Date; unfinished: number }[]>`
      SELECT d.id, clock_timestamp() AS now, (SELECT count(*)::int FROM alert_evaluations
        WHERE unfinished_since < now() - make_interval(secs => ${unfinishedAfterSeconds})) AS unfinished
      FROM (VALUES (1)) one LEFT JOIN LATERAL (
        SELECT t.id FROM tenants t LEFT JOIN alert_evaluations e ON e.tenant_id = t.id
        WHERE e.evaluated_at IS NULL OR ((e.turn_until IS NULL OR e.turn_until < now())
          AND e.evaluated_at < now() - make_interval(secs => ${restTimes} * e.took_ms / 1000.0)
          AND (e.evaluated_at < now() - make_interval(secs => ${everySeconds})
            OR (e.busy_until > now() AND e.evaluated_at < now() - make_interval(secs => ${busyEverySeconds}))
            OR EXISTS (SELECT FROM events v
              WHERE v.tenant_id = t.id AND v.position > e.position AND v.type NOT LIKE 'alert.%')))
        ORDER BY e.evaluated_at NULLS FIRST LIMIT ${tenantsAtOnce}) d ON true`;
    const tenantIds = rows.flatMap(({ id }) => (id === null ? [] : [id]));
    const [first] = rows;
    if (first === undefined) throw new Error("The database did not say what time it is");
    return { tenantIds, now: first.now, unfinished: first.unfinished };
  });
}
