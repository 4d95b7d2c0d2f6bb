import type { Database } from "@/lib/db/client";
import { inTenant } from "@/lib/db/in-tenant";
import type { TenantContext } from "@/lib/tenancy/context";
import { requirePermission } from "@/lib/tenancy/require-permission";
import type { NoticeView } from "./get-alert";
import { type SnoozeChoice, snoozeSchema } from "./schema";
import type { AlertView } from "./view-alert";

/** Something that happened to an alert. */
export type AlertMoment = { at: Date } & (
  | { kind: "opened" | "back" }
  | {
      kind: "told";
      of: NoticeView["kind"];
      status: NoticeView["status"];
      tries: number;
      error: string | null;
      recipients: string[];
    }
  | { kind: "webhook"; of: "opened" | "escalated" | "recovered"; status: Delivery["status"]; endpoint: string }
  | { kind: "acknowledged" | "unacknowledged" | "woken"; by: string }
  | { kind: "snoozed"; by: string; choice: SnoozeChoice }
  | { kind: "resolved"; resolution: AlertView["resolution"] }
);

type Delivery = { status: "pending" | "delivered" | "dead" };

const shownAtMost = 50;

/**
 * What happened to an alert, newest first: that it opened, who was told of what by e-mail and webhook, what somebody did
 * about it, and how it ended. `notices` are the messages about it. A webhook endpoint is named by its description, or
 * else by its host: the rest of its address may be a secret.
 */
export async function getAlertTimeline(
  context: TenantContext,
  alert: AlertView,
  notices: readonly NoticeView[],
): Promise<AlertMoment[]> {
  requirePermission(context, "alert:read");
  const [acts, webhooks] = await inTenant(context, async (db) => [
    await readActs(db, alert.id),
    await readWebhooks(db, alert),
  ]);
  const ends: AlertMoment[] = [
    { kind: "opened", at: alert.openedAt },
    ...(alert.reopenedAt === null ? [] : [{ kind: "back" as const, at: alert.reopenedAt }]),
    ...(alert.resolvedAt === null
      ? []
      : [{ kind: "resolved" as const, at: alert.resolvedAt, resolution: alert.resolution }]),
  ];
  return [...ends, ...gatherNotices(notices), ...webhooks, ...acts].toSorted(
    (one, other) => other.at.getTime() - one.at.getTime() || places.indexOf(other.kind) - places.indexOf(one.kind),
  );
}

/** What comes first of things that happened at one moment. */
const places: AlertMoment["kind"][] = ["opened", "back", "resolved", "told", "webhook"];

/** Messages of one evaluation that say the same, and fared the same, are one moment. */
function gatherNotices(notices: readonly NoticeView[]): AlertMoment[] {
  const gathered = new Map<string, AlertMoment & { kind: "told" }>();
  for (const { kind, recipient, status, tries, error, createdAt } of notices) {
    const key = JSON.stringify([kind, status, tries, error, createdAt]);
    const moment = gathered.get(key);
    if (moment !== undefined) moment.recipients.push(recipient);
    else gathered.set(key, { kind: "told", of: kind, status, tries, error, recipients: [recipient], at: createdAt });
  }
  return [...gathered.values()];
}

const actKinds = {
  "alert.acknowledged": "acknowledged",
  "alert.unacknowledged": "unacknowledged",
  "alert.woken": "woken",
} as const;

function isAct(action: string): action is keyof typeof actKinds {
  return action in actKinds;
}

async function readActs(db: Database, alertId: string): Promise<AlertMoment[]> {
  const events = await db.auditEvent.findMany({
    where: { subjectType: "alert", subjectId: alertId },
    orderBy: { at: "desc" },
    take: shownAtMost,
    select: { at: true, action: true, actorLabel: true, details: true },
  });
  return events.flatMap(({ at, action, actorLabel, details }): AlertMoment[] => {
    if (isAct(action)) return [{ kind: actKinds[action], at, by: actorLabel }];
    const snoozed = action === "alert.snoozed" ? snoozeSchema.safeParse(details) : null;
    return snoozed?.success ? [{ kind: "snoozed", at, by: actorLabel, choice: snoozed.data.snooze }] : [];
  });
}

const tellings = { "alert.opened": "opened", "alert.escalated": "escalated", "alert.recovered": "recovered" } as const;

type DeliveryRow = {
  at: Date;
  type: keyof typeof tellings;
  status: Delivery["status"];
  url: string;
  description: string;
};

async function readWebhooks(db: Database, { id, openedAt }: AlertView): Promise<AlertMoment[]> {
  const rows = await db.$queryRaw<DeliveryRow[]>`
    SELECT d.created_at AS at, e.type, d.status::text AS status, w.url, w.description
    FROM events e
      JOIN webhook_deliveries d ON d.tenant_id = e.tenant_id AND d.event_id = e.id
      JOIN webhook_endpoints w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_endpoint_id
    WHERE e.tenant_id = current_tenant_id() AND e.at >= ${openedAt}::timestamptz - interval '1 minute'
      AND e.type = ANY (${Object.keys(tellings)}::text[]) AND e.data ->> 'alertId' = ${id}
    ORDER BY d.created_at DESC LIMIT ${shownAtMost}`;
  return rows.map(({ at, type, status, url, description }) => {
    return { kind: "webhook", at, of: tellings[type], status, endpoint: description || new URL(url).host };
  });
}
