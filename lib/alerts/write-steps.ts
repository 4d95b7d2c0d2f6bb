import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Database } from "@/lib/db/client";
import type { Subject } from "./condition";
import type { Step } from "./step";

const alertsAtOnce = 500;
const subjectsAtOnce = 5000;

/**
 * Writes what the steps of a plan change, and answers the ids of their alerts, in their order. What is as it was is not
 * written. A hundred thousand halves take as many statements as they have thousands, a few.
 */
export async function writeSteps(
  db: Database,
  { tenantId }: { tenantId: string },
  steps: readonly Step[],
  now: Date,
): Promise<string[]> {
  const numbered = steps.map((step) => ({ ...step, id: step.alert?.id ?? randomUUID() }));
  for (const part of inParts(numbered, alertsAtOnce)) {
    const data = part.flatMap(({ id, alert, condition, change }) => {
      if (alert !== null || condition === null) return [];
      const { key, kind, cause, idpConfigId, systemEmailId, server, facts, daysLeft } = condition;
      const about = { key, kind, cause, idpConfigId, systemEmailId, server, facts, daysLeft };
      return [{ id, tenantId, ...about, ...change, openedAt: now, changedAt: now }];
    });
    if (data.length > 0) await db.alert.createMany({ data });
  }
  for (const { id, alert, change } of numbered) {
    if (alert === null) continue;
    const stored: Record<string, unknown> = alert;
    const changed = Object.entries(change).filter(([name, value]) => !isDeepStrictEqual(stored[name], value));
    if (changed.length > 0) await db.alert.update({ where: { id }, data: Object.fromEntries(changed) });
  }
  const ended = numbered.filter(({ condition }) => condition === null).map(({ id }) => id);
  if (ended.length > 0) await writeEnded(db, ended, now);
  const left = numbered.flatMap((step) => (step.condition === null ? [] : toRows(step.id, step.left)));
  for (const rows of inParts(left, subjectsAtOnce)) await writeLeft(db, rows, now);
  const present = numbered.flatMap(({ id, joined, moved }) => [...toRows(id, joined), ...toRows(id, moved)]);
  for (const rows of inParts(present, subjectsAtOnce)) await writePresent(db, tenantId, rows, now);
  return numbered.map(({ id }) => id);
}

type SubjectRow = Subject & { alertId: string };

function toRows(alertId: string, subjects: readonly Subject[]): SubjectRow[] {
  return subjects.map(({ systemEmailId, half, address, state, since }) => {
    return { alertId, systemEmailId, half, address, state, since };
  });
}

async function writePresent(db: Database, tenantId: string, rows: readonly SubjectRow[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO alert_subjects AS s (tenant_id, alert_id, system_email_id, half, address, state, since, joined_at)
    SELECT ${tenantId}::uuid, r."alertId", r."systemEmailId", r.half, r.address, r.state, r.since, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("alertId" uuid, "systemEmailId" uuid, half half, address text, state text, since timestamptz)
    ON CONFLICT (tenant_id, alert_id, system_email_id, half) DO UPDATE SET
      address = excluded.address, state = excluded.state, since = excluded.since, left_at = NULL,
      joined_at = CASE WHEN s.left_at IS NULL THEN s.joined_at ELSE excluded.joined_at END`;
}

async function writeLeft(db: Database, rows: readonly SubjectRow[], now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE alert_subjects s SET left_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("alertId" uuid, "systemEmailId" uuid, half half)
    WHERE s.tenant_id = current_tenant_id() AND s.alert_id = r."alertId"
      AND s.system_email_id = r."systemEmailId" AND s.half = r.half`;
}

/** All halves of an alert leave with it. */
async function writeEnded(db: Database, alertIds: readonly string[], now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE alert_subjects SET left_at = ${now}::timestamptz
    WHERE tenant_id = current_tenant_id() AND alert_id = ANY (${alertIds}::uuid[]) AND left_at IS NULL`;
}

function* inParts<Row>(rows: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
