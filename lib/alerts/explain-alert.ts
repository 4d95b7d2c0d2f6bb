import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { Diagnosis } from "@/lib/diagnosis/schema";
import { type CauseRow, readCauses } from "@/lib/health/read-causes";
import { type HalfState, halfKey, readHalfStates } from "@/lib/system-email/read-half-states";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import { getVerification } from "@/lib/verification/get-verification";
import { troubleKinds } from "./find-trouble";
import type { AlertView } from "./view-alert";

/** So many of an alert's halves are looked at: they have one cause. */
const halvesLookedAt = 100;

/** What an alert means, by the mailboxes that it concerns. */
export type ExplainedAlert = {
  /** What Health says of them now, with the next step; null where none of them needs a hand at this moment. */
  cause: CauseRow | null;
  /** Their newest check that failed for it, explained by what is known today; null where no check did. */
  check: { systemEmailId: string; address: string; half: Subject["half"]; at: Date; diagnosis: Diagnosis } | null;
};

type Subject = AlertView["subjects"][number];

/** Explains an alert of what is wrong, as it is now, or as it was when it ended; null for one of what ends on a day. */
export async function explainAlert(context: TenantContext, alert: AlertView): Promise<ExplainedAlert | null> {
  requirePermission(context, "alert:read");
  if (!troubleKinds.includes(alert.kind)) return null;
  const { cause, newest } = await inTenant(context, async (db) => {
    if (alert.resolvedAt !== null) {
      const subjects = alert.subjects.slice(0, halvesLookedAt);
      return { cause: null, newest: await findNewest(db, subjects, { cause: alert.cause, until: alert.resolvedAt }) };
    }
    const present = alert.subjects.filter(({ leftAt }) => leftAt === null).slice(0, halvesLookedAt);
    const { key, isOfCheck, subjects } = await findCause(db, present, alert.cause);
    const { rows } = key === null ? { rows: [] } : await readCauses(db, { key });
    return { cause: rows[0] ?? null, newest: isOfCheck ? await findNewest(db, subjects, null) : null };
  });
  return { cause, check: newest === null ? null : await explainCheck(context, newest) };
}

/** The cause that most of the halves have, the alert's own before others; all of them where none has any at present. */
async function findCause(db: Database, subjects: readonly Subject[], own: string | null) {
  const states = await readHalfStates(db, [...new Set(subjects.map(({ systemEmailId }) => systemEmailId))]);
  const groups = new Map<string, { state: HalfState; subjects: Subject[] }>();
  for (const subject of subjects) {
    const state = states.get(halfKey(subject.systemEmailId, subject.half));
    if (state === undefined || state.causeKey === null) continue;
    const group = groups.get(state.causeKey) ?? { state, subjects: [] };
    groups.set(state.causeKey, group);
    group.subjects.push(subject);
  }
  const [first] = [...groups.values()].toSorted(
    (one, other) =>
      Number(other.state.cause === own) - Number(one.state.cause === own) ||
      other.subjects.length - one.subjects.length,
  );
  if (first === undefined) return { key: null, isOfCheck: true, subjects };
  const isOfCheck = first.state.reason === "check_failed" || first.state.reason === "check_failing";
  return { key: first.state.causeKey, isOfCheck, subjects: first.subjects };
}

type Newest = { id: string; finishedAt: Date; subject: Subject };

/** The newest check of these halves that failed; of what is over the newest that failed for its cause until its end. */
async function findNewest(
  db: Database,
  subjects: readonly Subject[],
  over: { cause: string | null; until: Date } | null,
): Promise<Newest | null> {
  const [row] = await db.$queryRaw<{ place: number; id: string; finishedAt: Date }[]>`
    SELECT s.place::integer AS place, v.id, v.finished_at AS "finishedAt"
    FROM unnest(${subjects.map(({ systemEmailId }) => systemEmailId)}::uuid[], ${subjects.map(({ half }) => half)}::half[])
        WITH ORDINALITY AS s(system_email_id, half, place)
      CROSS JOIN LATERAL (
        SELECT v.id, v.finished_at FROM verifications v
        WHERE v.tenant_id = current_tenant_id() AND v.system_email_id = s.system_email_id AND v.half = s.half
          AND NOT v.is_healthy AND (${over === null} OR (v.finished_at <= ${over?.until ?? null}::timestamptz
            AND COALESCE(v.cause, v.failure_code) = ${over?.cause ?? null}::text))
        ORDER BY v.finished_at DESC LIMIT 1
      ) v
    ORDER BY v.finished_at DESC LIMIT 1`;
  const subject = row && subjects[row.place - 1];
  return row === undefined || subject === undefined ? null : { id: row.id, finishedAt: row.finishedAt, subject };
}

async function explainCheck(context: TenantContext, { id, finishedAt, subject }: Newest) {
  const { systemEmailId, address, half } = subject;
  const verification = await getVerification(context, { systemEmailId, verificationId: id });
  const diagnosis = verification?.diagnosis ?? null;
  return diagnosis === null ? null : { systemEmailId, address, half, at: finishedAt, diagnosis };
}
