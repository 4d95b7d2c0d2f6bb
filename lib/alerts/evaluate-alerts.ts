import { addSeconds } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import { environment } from "@/lib/env";
import { recordEvent } from "@/lib/event/record-event";
import type { EventType } from "@/lib/event/schema";
import { metrics } from "@/lib/metrics/metrics";
import { countMailboxes, findOnlyMailbox, nameAlert } from "./alert-words";
import type { NoticedAlert, NoticeFrame } from "./compose-notice";
import type { KnownAlert } from "./condition";
import { endKinds, findEnds } from "./find-ends";
import { readSettings } from "./find-recipients";
import { findTrouble, troubleKinds } from "./find-trouble";
import { planAlerts, reopenSeconds } from "./plan-alerts";
import { queueDigest } from "./queue-digest";
import { type News, queueNotices } from "./queue-notices";
import { readHalves } from "./read-halves";
import { readKnownAlerts } from "./read-known-alerts";
import type { Step } from "./step";
import { writeStep } from "./write-step";

/** Days pass slowly: what ends is looked at so often, or when something happened that may change it. */
const endsEverySeconds = 3600;
/** While one of them is told of, so that its mending is seen soon. */
const openEndsEverySeconds = 60;

/** What follows an event, such as forty refreshes after a new client secret, has no event of its own. */
const busySeconds = 120;

export type Evaluation = { opened: number; resolved: number; told: number };

/**
 * Makes a tenant's open alerts what is true at `now`, and tells of it: events for the feed, messages for the jobs
 * process to send, and once a day the digest. One transaction, so that a crash leaves nothing half told. Null where
 * another process is evaluating the same tenant at this moment, or where it is gone.
 */
export async function evaluateAlerts({ tenantId }: { tenantId: string }, now: Date): Promise<Evaluation | null> {
  const tenant = { tenantId };
  return inTenant(tenant, async (db) => {
    const turn = await takeTurn(db, tenantId);
    const found = turn === null ? null : await db.tenant.findUnique({ where: { id: tenantId } });
    if (turn === null || found === null) return null;
    const known = await readKnownAlerts(db, addSeconds(now, -reopenSeconds));
    const isEndsTurn = await areEndsDue(db, turn, known, now);
    const open = known.filter(({ resolvedAt }) => resolvedAt === null);
    const trouble = findTrouble(await readHalves(db), open, now);
    const steps = [
      ...planAlerts({ ...trouble, known, kinds: troubleKinds, now }),
      ...(isEndsTurn ? planAlerts({ ...(await findEnds(db, open, now)), known, kinds: endKinds, now }) : []),
    ];
    const settings = await readSettings(db, tenantId);
    const frame = makeFrame(found);
    const news: News[] = [];
    for (const step of steps) {
      const id = await writeStep(db, tenant, step, now);
      if (step.notice !== null) news.push({ notice: step.notice, alert: toNoticed(id, step, now) });
    }
    await queueNotices(db, { ...tenant, frame, settings }, news, now);
    const digestDay = await queueDigest(db, { ...tenant, frame, settings, digestDay: turn.digestDay }, now);
    const isBusy = turn.newest > turn.position || steps.some(({ joined, left }) => joined.length + left.length > 0);
    await db.alertEvaluation.update({
      where: tenant,
      data: {
        position: turn.newest,
        evaluatedAt: now,
        digestDay,
        ...(isBusy ? { busyUntil: addSeconds(now, busySeconds) } : {}),
        ...(isEndsTurn ? { endsEvaluatedAt: now } : {}),
      },
    });
    for (const one of news) await tellFeed(db, tenant, frame, one);
    for (const { notice } of news) metrics().alertNews.inc({ kind: notice.kind });
    return {
      opened: news.filter(({ notice }) => notice.kind === "opened").length,
      resolved: steps.filter(({ condition }) => condition === null).length,
      told: news.length,
    };
  });
}

type Turn = { position: bigint; newest: bigint; endsEvaluatedAt: Date | null; digestDay: Date | null };

/** Locks the tenant's evaluations until the transaction ends; null where somebody else has. */
async function takeTurn(db: Database, tenantId: string): Promise<Turn | null> {
  await db.$executeRaw`
    INSERT INTO alert_evaluations (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT (tenant_id) DO NOTHING`;
  const [turn] = await db.$queryRaw<Turn[]>`
    SELECT e.position, e.ends_evaluated_at AS "endsEvaluatedAt", e.digest_day AS "digestDay",
      COALESCE((SELECT c.position FROM event_counters c WHERE c.tenant_id = e.tenant_id), 0) AS newest
    FROM alert_evaluations e WHERE e.tenant_id = ${tenantId}::uuid FOR UPDATE SKIP LOCKED`;
  return turn ?? null;
}

async function areEndsDue(db: Database, turn: Turn, known: readonly KnownAlert[], now: Date): Promise<boolean> {
  const { endsEvaluatedAt, position, newest } = turn;
  const isOpen = known.some(({ kind, resolvedAt }) => endKinds.includes(kind) && resolvedAt === null);
  const everySeconds = isOpen ? openEndsEverySeconds : endsEverySeconds;
  if (endsEvaluatedAt === null || endsEvaluatedAt <= addSeconds(now, -everySeconds)) return true;
  const types: EventType[] = ["idp_config.credential_expiring", "idp_config.recovered", "mailbox.authorized"];
  const count = await db.event.count({ where: { type: { in: types }, position: { gt: position, lte: newest } } });
  return count > 0;
}

function makeFrame({ name, slug, timeZone }: { name: string; slug: string; timeZone: string }): NoticeFrame {
  return { tenantName: name, timeZone, adminUrl: `${environment().publicUrl}/${slug}/admin` };
}

function toNoticed(id: string, { alert, condition, change }: Step, now: Date): NoticedAlert {
  const about = condition ?? alert;
  if (about === null) throw new Error("A step has neither an alert nor a condition");
  const { kind, cause, idpConfigId, systemEmailId, server, facts, subjects } = about;
  return {
    id,
    kind: change.kind ?? kind,
    cause,
    idpConfigId,
    systemEmailId,
    server,
    facts,
    // What has ended is told with all that it concerned, however they went.
    subjects: condition === null ? [...subjects, ...(alert?.leavers ?? [])] : subjects,
    openedAt: alert?.openedAt ?? now,
    resolution: change.resolution ?? null,
  };
}

const eventTypes = {
  opened: "alert.opened",
  escalated: "alert.escalated",
  recovered: "alert.recovered",
  updated: null,
} as const satisfies Record<News["notice"]["kind"], EventType | null>;

const addressesTold = 50;

/** Of a Client Credential that ends the feed tells by `idp_config.credential_expiring`, and not twice. */
async function tellFeed(
  db: Database,
  tenant: { tenantId: string },
  { adminUrl }: NoticeFrame,
  { notice, alert }: News,
): Promise<void> {
  const type = eventTypes[notice.kind];
  if (type === null || alert.kind === "credential_expiring") return;
  const { where, what } = nameAlert(alert);
  const systemEmailId = findOnlyMailbox(alert);
  await recordEvent(db, tenant, {
    type,
    ...(systemEmailId === null ? {} : { systemEmailId }),
    ...(alert.idpConfigId === null ? {} : { idpConfigId: alert.idpConfigId }),
    data: {
      alertId: alert.id,
      kind: alert.kind,
      cause: alert.cause,
      title: `${where}: ${what}`,
      mailboxCount: countMailboxes(alert),
      addresses: [...new Set(alert.subjects.map(({ address }) => address))].slice(0, addressesTold),
      url: `${adminUrl}/alerts/${alert.id}`,
      ...(alert.resolution === null ? {} : { resolution: alert.resolution }),
    },
  });
}
