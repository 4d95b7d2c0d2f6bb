import type { Database } from "@/lib/db/client";
import type { Alert } from "@/lib/db/generated/client";
import type { Half } from "@/lib/db/generated/enums";
import type { KnownAlert, Resolution, Subject } from "./condition";
import { type AlertKind, alertFactsSchema } from "./schema";
import { inTurn, type Turn } from "./take-turn";

const subjectsAtOnce = 10_000;

/**
 * The tenant's alerts of these kinds that are open, and those that were resolved after `since`; of each the halves that it
 * concerns at present, or of a resolved one those that it concerned last, in no order. The halves are read in pages, each in a
 * transaction of its own: while the turn lasts nobody else changes them.
 */
export async function readKnownAlerts(
  turn: Turn,
  kinds: readonly AlertKind[],
  since: Date,
): Promise<(KnownAlert & EndOfAlert)[]> {
  const { heads, first } = await inTurn(turn, async (db) => {
    const alerts = await readHeads(db, kinds, since);
    return { heads: alerts, first: await readSubjects(db, alerts, null) };
  });
  const subjects = new Map<string, StoredSubject[]>(heads.map(({ id }) => [id, []]));
  let page = first;
  for (;;) {
    for (const subject of page) subjects.get(subject.alertId)?.push(subject);
    const last = page.at(-1);
    if (last === undefined || page.length < subjectsAtOnce) break;
    page = await inTurn(turn, (db) => readSubjects(db, heads, last));
  }
  return heads.map((head) => toKnown(head, subjects.get(head.id) ?? []));
}

/**
 * The same alerts as they are stored by now, which locks the open ones until the transaction ends: somebody may have
 * acknowledged or snoozed one meanwhile. Their halves are those that were read.
 */
export async function readAgain(db: Database, known: readonly KnownAlert[]): Promise<KnownAlert[]> {
  await db.$executeRaw`SELECT 1 FROM alerts WHERE tenant_id = current_tenant_id() AND resolved_at IS NULL FOR UPDATE`;
  const before = new Map(known.map((alert) => [alert.id, alert]));
  const heads = await db.alert.findMany({ where: { id: { in: [...before.keys()] } }, orderBy });
  return heads.flatMap(({ facts, ...head }) => {
    const alert = before.get(head.id);
    if (alert === undefined) return [];
    const { subjects, leavers } = alert;
    return [{ ...head, facts: alertFactsSchema.parse(facts), subjects, leavers }];
  });
}

const orderBy = [{ openedAt: "asc" as const }, { id: "asc" as const }];

function readHeads(db: Database, kinds: readonly AlertKind[], since: Date): Promise<Alert[]> {
  const where = { kind: { in: [...kinds] }, OR: [{ resolvedAt: null }, { resolvedAt: { gte: since } }] };
  return db.alert.findMany({ where, orderBy });
}

type StoredSubject = Subject & { alertId: string; leftAt: Date | null };

/** One page of the halves of these alerts, in the order of the table's key, those after `last`. */
async function readSubjects(
  db: Database,
  alerts: readonly { id: string }[],
  last: { alertId: string; systemEmailId: string; half: Half } | null,
): Promise<StoredSubject[]> {
  if (alerts.length === 0) return [];
  return db.$queryRaw<StoredSubject[]>`
    SELECT alert_id AS "alertId", system_email_id AS "systemEmailId", half::text AS half, address, state, since,
      left_at AS "leftAt"
    FROM alert_subjects
    WHERE tenant_id = current_tenant_id() AND alert_id = ANY (${alerts.map(({ id }) => id)}::uuid[])
      AND (${last === null} OR (alert_id, system_email_id, half)
        > (${last?.alertId}::uuid, ${last?.systemEmailId}::uuid, ${last?.half}::half))
    ORDER BY alert_id, system_email_id, half LIMIT ${subjectsAtOnce}`;
}

type EndOfAlert = { resolution: Resolution | null };

function toKnown({ facts, ...head }: Alert, stored: StoredSubject[]): KnownAlert & EndOfAlert {
  const [subjects, leavers]: [Subject[], Subject[]] = [[], []];
  for (const { alertId: _, leftAt, ...subject } of stored) {
    const isPresent = leftAt === null || leftAt.getTime() === head.resolvedAt?.getTime();
    (isPresent ? subjects : leavers).push(subject);
  }
  return { ...head, facts: alertFactsSchema.parse(facts), subjects, leavers };
}
