import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Database } from "@/lib/db/client";
import { type Subject, subjectId } from "./condition";
import type { Step } from "./step";

/** Writes what a step of the plan changes, and answers the alert's id. What is as it was is not written. */
export async function writeStep(
  db: Database,
  { tenantId }: { tenantId: string },
  step: Step,
  now: Date,
): Promise<string> {
  const { alert, condition, change, left } = step;
  const id = alert?.id ?? randomUUID();
  if (alert !== null) {
    const stored: Record<string, unknown> = alert;
    const changed = Object.entries(change).filter(([name, value]) => !isDeepStrictEqual(stored[name], value));
    if (changed.length > 0) await db.alert.update({ where: { id }, data: Object.fromEntries(changed) });
  } else if (condition !== null) {
    const { key, kind, cause, idpConfigId, systemEmailId, server, facts, daysLeft } = condition;
    const about = { key, kind, cause, idpConfigId, systemEmailId, server, facts, daysLeft };
    await db.alert.create({ data: { id, tenantId, ...about, ...change, openedAt: now, changedAt: now } });
  }
  if (left.length > 0) await writeLeft(db, id, left, now);
  if (condition !== null) await writeSubjects(db, { tenantId, id }, condition.subjects.filter(isNew(step)), now);
  return id;
}

/** Whether a half has joined, or stands differently than it did. */
function isNew({ alert, joined }: Step): (subject: Subject) => boolean {
  const joinedIds = new Set(joined.map(subjectId));
  const known = new Map(alert?.subjects.map((subject) => [subjectId(subject), subject]));
  return (subject) => {
    const before = known.get(subjectId(subject));
    return (
      joinedIds.has(subjectId(subject)) ||
      before === undefined ||
      before.state !== subject.state ||
      before.address !== subject.address ||
      before.since?.getTime() !== subject.since?.getTime()
    );
  };
}

async function writeSubjects(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
  subjects: readonly Subject[],
  now: Date,
): Promise<void> {
  if (subjects.length === 0) return;
  const rows = JSON.stringify(subjects);
  await db.$executeRaw`
    INSERT INTO alert_subjects AS s (tenant_id, alert_id, system_email_id, half, address, state, since, joined_at)
    SELECT ${tenantId}::uuid, ${id}::uuid, r."systemEmailId", r.half, r.address, r.state, r.since, ${now}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS r("systemEmailId" uuid, half half, address text, state text, since timestamptz)
    ON CONFLICT (tenant_id, alert_id, system_email_id, half) DO UPDATE SET
      address = excluded.address, state = excluded.state, since = excluded.since, left_at = NULL,
      joined_at = CASE WHEN s.left_at IS NULL THEN s.joined_at ELSE excluded.joined_at END`;
}

async function writeLeft(db: Database, alertId: string, left: readonly Subject[], now: Date): Promise<void> {
  const rows = JSON.stringify(left);
  await db.$executeRaw`
    UPDATE alert_subjects s SET left_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("systemEmailId" uuid, half half)
    WHERE s.tenant_id = current_tenant_id() AND s.alert_id = ${alertId}::uuid
      AND s.system_email_id = r."systemEmailId" AND s.half = r.half`;
}
