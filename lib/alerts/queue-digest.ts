import { addSeconds } from "@/lib/clock";
import { environment } from "@/lib/env";
import { countMailboxes, dayWord, mailboxesWord, nameAlert } from "./alert-words";
import { type ComposedMessage, escapeHtml, htmlPage, link, type NoticeFrame } from "./compose-notice";
import { compareSubjects, endKinds } from "./condition";
import { countHalves } from "./count-halves";
import { findRecipients } from "./find-recipients";
import { queueMessage } from "./queue-notices";
import { readKnownAlerts } from "./read-known-alerts";
import { alertKinds } from "./schema";
import { inTurn, type Turn } from "./take-turn";
import { makeFrame } from "./tell-findings";

const daySeconds = 86_400;

/**
 * Makes the tenant's digest when its hour has come in its time zone and this day has none yet. The day is written in the
 * transaction that makes the messages, so that there is one a day whatever number of processes ask.
 */
export async function queueDigest(turn: Turn, now: Date): Promise<void> {
  const { tenantId, settings, digestDay } = turn;
  const local = localTime(now, turn.timeZone);
  const isDue = settings.digestEnabled && local.hour >= settings.digestHour && Number(digestDay) < local.day.getTime();
  if (!isDue || environment().alertMail === null) return;
  const digest = await readDigest(turn, now);
  const isWell = digest.open.length === 0 && digest.recovered.length === 0 && digest.ending.length === 0;
  const message = isWell && !settings.digestWhenWell ? null : composeDigest(digest, makeFrame(turn), now);
  await inTurn(turn, async (db) => {
    const recipients = message === null ? [] : await findRecipients(db, settings);
    for (const recipient of recipients)
      if (message !== null) await queueMessage(db, { tenantId, kind: "digest", recipient, alertIds: [] }, message, now);
    await db.alertEvaluation.update({ where: { tenantId }, data: { digestDay: local.day } });
  });
}

/** The day and the hour of a moment in a time zone; the day as a date of its own, at midnight UTC. */
export function localTime(moment: Date, timeZone: string): { day: Date; hour: number } {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" } as const;
  const parts = new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).formatToParts(moment);
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
  return { day: new Date(`${part("year")}-${part("month")}-${part("day")}T00:00:00Z`), hour: Number(part("hour")) };
}

type Line = { title: string; mailboxes: number; at: Date; url: string };
type Digest = {
  open: Line[];
  ending: Line[];
  recovered: Line[];
  states: { state: string; count: number }[];
};

async function readDigest(turn: Turn, now: Date): Promise<Digest> {
  const alerts = await readKnownAlerts(turn, alertKinds, addSeconds(now, -daySeconds));
  const lines = alerts.flatMap((alert) => {
    const isOver = alert.resolvedAt !== null;
    if (isOver && alert.resolution !== "recovered") return [];
    const isOfNow = !isOver && alert.subjects.length > 0;
    const subjects = isOfNow ? alert.subjects : [...alert.subjects, ...alert.leavers];
    const told = { ...alert, subjects: subjects.toSorted(compareSubjects) };
    const { where, what } = nameAlert(told);
    const line = {
      title: `${where}: ${what}`,
      mailboxes: countMailboxes(told),
      at: alert.resolvedAt ?? alert.openedAt,
    };
    return [{ ...line, url: `/alerts/${alert.id}`, isOver, isEnd: endKinds.includes(alert.kind) }];
  });
  return {
    open: lines.filter(({ isOver, isEnd }) => !isOver && !isEnd),
    ending: lines.filter(({ isOver, isEnd }) => !isOver && isEnd),
    recovered: lines.filter(({ isOver }) => isOver),
    states: await countHalves(turn),
  };
}

/** What is open, what ends within 60 days, what recovered since yesterday, and how the halves stand. */
function composeDigest(digest: Digest, { tenantName, timeZone, adminUrl }: NoticeFrame, now: Date): ComposedMessage {
  const { open, ending, recovered, states } = digest;
  const parts = [
    { title: "Open", lines: open },
    { title: "Ends within 60 days", lines: ending },
    { title: "Recovered since yesterday", lines: recovered },
  ].filter(({ lines }) => lines.length > 0);
  const counts = states.map(({ state, count }) => `${count} ${stateWords[state] ?? state}`).join(", ");
  const halves = counts === "" ? "There are no System Emails yet." : `Remote Mailboxes and Outgoing (SMTP): ${counts}.`;
  const lead =
    open.length === 0 ? "Nothing is open." : `${open.length} open ${open.length === 1 ? "alert" : "alerts"}.`;
  const name = (line: Line) => `${line.title} (${mailboxesWord(line.mailboxes)}, ${dayWord(line.at, timeZone)})`;
  const settings = `${adminUrl}/alerts/settings`;
  const foot = `Mailgrant sends this once a day for ${tenantName}. When, and to whom: `;
  return {
    subject: `[${tenantName}] Mailgrant on ${dayWord(now, timeZone)}: ${open.length === 0 ? "nothing open" : lead.replace(".", "")}`,
    text: `${[
      `${lead} ${halves}`,
      ...parts.map(({ title, lines }) =>
        [title, ...lines.map((line) => `- ${name(line)}\n  ${adminUrl}${line.url}`)].join("\n"),
      ),
      `All of it: ${adminUrl}/alerts`,
    ].join("\n\n")}\n\n-- \n${foot}${settings}\n`,
    html: htmlPage(
      [
        `<p>${escapeHtml(`${lead} ${halves}`)}</p>`,
        ...parts.map(({ title, lines }) => {
          const items = lines.map((line) => `<li>${link(`${adminUrl}${line.url}`, name(line))}</li>`);
          return `<h2 style="font-size:16px;margin:24px 0 8px">${title}</h2><ul>${items.join("")}</ul>`;
        }),
      ].join("\n"),
      `${escapeHtml(foot)}${link(settings, "alert settings")}`,
    ),
  };
}

const stateWords: Readonly<Record<string, string>> = {
  healthy: "healthy",
  degraded: "degraded",
  broken: "broken",
  needs_reauthorization: "to be authorized again",
  not_verified: "not verified",
  disabled: "disabled",
};
