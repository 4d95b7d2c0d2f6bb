import type { Database } from "@/lib/db/client";
import type { AlertNoticeKind } from "@/lib/db/generated/enums";
import { environment } from "@/lib/env";
import { countMailboxes } from "./alert-words";
import { type ComposedMessage, composeNotice, type NoticedAlert, type NoticeFrame } from "./compose-notice";
import { findAdmins, findRecipients, type StoredSettings } from "./find-recipients";
import type { Notice } from "./step";

/** News of an alert, as one evaluation has it. */
export type News = { notice: Notice; alert: NoticedAlert };

/**
 * Makes the messages of one evaluation, in its transaction, so that none is lost and none is made twice: one a
 * recipient and kind of news, however many alerts it tells of. Nothing is made where the installation sends no e-mail.
 */
export async function queueNotices(
  db: Database,
  { tenantId, frame, settings }: { tenantId: string; frame: NoticeFrame; settings: StoredSettings },
  news: readonly News[],
  now: Date,
): Promise<void> {
  if (news.length === 0 || environment().alertMail === null) return;
  const recipients = await findRecipients(db, settings);
  const everybody = [...new Set([...recipients, ...(await findAdmins(db))])];
  // What stops the most comes first.
  const inOrder = news.toSorted((one, other) => countMailboxes(other.alert) - countMailboxes(one.alert));
  for (const kind of ["opened", "updated", "escalated", "recovered"] as const) {
    const mine = inOrder.filter(({ notice, alert }) => notice.kind === kind && !isToldElsewhere(alert));
    if (mine.length === 0) continue;
    const told = kind === "recovered" ? await findTold(db, mine) : null;
    const spoken = mine.filter(({ alert }) => told !== null || !settings.mutedKinds.includes(alert.kind));
    const addressees =
      told === null ? (kind === "escalated" ? everybody : recipients) : [...new Set([...told.values()].flat())];
    for (const recipient of addressees) {
      const alerts = spoken.map(({ alert }) => alert).filter(({ id }) => told?.get(id)?.includes(recipient) !== false);
      if (alerts.length === 0) continue;
      const ids = alerts.map(({ id }) => id);
      await queueMessage(db, { tenantId, kind, recipient, alertIds: ids }, composeNotice(kind, alerts, frame), now);
    }
  }
}

/** Whether all that is to be said of an alert's end is said by the one that took its place. */
function isToldElsewhere({ resolution, elsewhereCount }: NoticedAlert): boolean {
  return resolution === "superseded" && elsewhereCount === 0;
}

/** Makes one message to one recipient, to be sent as soon as the transaction is over. */
export async function queueMessage(
  db: Database,
  about: { tenantId: string; kind: AlertNoticeKind; recipient: string; alertIds: string[] },
  { subject, text, html }: ComposedMessage,
  now: Date,
): Promise<void> {
  await db.alertNotice.create({ data: { ...about, subject, text, html, dueAt: now, createdAt: now } });
}

/** To whom it was told, by alert, that it is open. */
async function findTold(db: Database, news: readonly News[]): Promise<Map<string, string[]>> {
  const ids = news.map(({ alert }) => alert.id);
  const notices = await db.alertNotice.findMany({
    where: { alertIds: { hasSome: ids }, kind: { in: ["opened", "updated", "escalated"] } },
    select: { alertIds: true, recipient: true },
  });
  return new Map(
    ids.map((id) => [
      id,
      [...new Set(notices.filter(({ alertIds }) => alertIds.includes(id)).map(({ recipient }) => recipient))],
    ]),
  );
}
