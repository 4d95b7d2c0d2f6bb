import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";
import { recordEvent } from "@/lib/event/record-event";
import type { EventType } from "@/lib/event/schema";
import { metrics } from "@/lib/metrics/metrics";
import { countMailboxes, findOnlyMailbox, nameAlert } from "./alert-words";
import type { NoticedAlert, NoticeFrame } from "./compose-notice";
import { compareSubjects, type Findings, type KnownAlert, type Subject } from "./condition";
import { planAlerts } from "./plan-alerts";
import { type News, queueNotices } from "./queue-notices";
import { readAgain } from "./read-known-alerts";
import { relateSteps } from "./relate-steps";
import type { Step } from "./step";
import { inTurn, type Turn } from "./take-turn";
import { writeSteps } from "./write-steps";

/** What came of an evaluation: how many alerts began, ended and were told of. */
export type Told = { opened: number; resolved: number; told: number; isBusy: boolean };

/** To write that all halves of a hundred thousand mailboxes are in trouble takes a while where the disk is slow. */
const timeoutMs = 120_000;

/**
 * Makes the open alerts of these kinds what was found, and tells of it: events for the feed, messages for the jobs process
 * to send. One transaction, so that a crash leaves nothing half told.
 */
export async function tellFindings(
  turn: Turn,
  findings: readonly Findings[],
  known: readonly KnownAlert[],
  now: Date,
): Promise<Told> {
  const kinds = findings.flatMap((one) => one.kinds);
  const isNothing =
    findings.every(({ conditions }) => conditions.length === 0) &&
    !known.some(({ kind, resolvedAt }) => resolvedAt === null && kinds.includes(kind));
  if (isNothing) return { opened: 0, resolved: 0, told: 0, isBusy: false };
  const { steps, news } = await inTurn(turn, (db) => tell(db, turn, { findings, known, now }), { timeoutMs });
  for (const { notice } of news) metrics().alertNews.inc({ kind: notice.kind });
  return {
    opened: news.filter(({ notice }) => notice.kind === "opened").length,
    resolved: steps.filter(({ condition }) => condition === null).length,
    told: news.length,
    isBusy: steps.some(({ joined, left }) => joined.length + left.length > 0),
  };
}

async function tell(
  db: Database,
  turn: Turn,
  { findings, known, now }: { findings: readonly Findings[]; known: readonly KnownAlert[]; now: Date },
): Promise<{ steps: Step[]; news: News[] }> {
  const { tenantId, settings } = turn;
  const frame = makeFrame(turn);
  const stored = await readAgain(db, known);
  const steps = findings.flatMap((one) => planAlerts({ ...one, known: stored, now }));
  const ids = await writeSteps(db, turn, steps, now);
  const news = steps.flatMap((step, index): News[] => {
    const id = ids[index];
    if (step.notice === null || id === undefined) return [];
    return [{ notice: step.notice, alert: { ...toNoticed(id, step, now), ...relateSteps(step, steps) } }];
  });
  await queueNotices(db, { tenantId, frame, settings }, news, now);
  for (const one of news) await tellFeed(db, turn, frame, one);
  return { steps, news };
}

/** The tenant as messages have it. */
export function makeFrame({ name, slug, timeZone }: { name: string; slug: string; timeZone: string }): NoticeFrame {
  return { tenantName: name, timeZone, adminUrl: `${environment().publicUrl}/${slug}/admin` };
}

function toNoticed(
  id: string,
  { alert, condition, change }: Step,
  now: Date,
): Omit<NoticedAlert, keyof ReturnType<typeof relateSteps>> {
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
    subjects: condition === null ? findConcerned(alert) : subjects,
    openedAt: alert?.openedAt ?? now,
    resolution: change.resolution ?? null,
  };
}

/** All that an alert concerned, those first that it concerned at its end. */
function findConcerned(alert: KnownAlert | null): Subject[] {
  const { subjects = [], leavers = [] } = alert ?? {};
  return [...subjects.toSorted(compareSubjects), ...leavers.toSorted(compareSubjects)];
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
