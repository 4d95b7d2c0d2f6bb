import { addSeconds } from "@/lib/clock";
import type { Database } from "@/lib/db/client";
import { environment } from "@/lib/env";
import { countMailboxes, dayWord, findToldSubjects, mailboxesWord, nameAlert } from "./alert-words";
import { type ComposedMessage, escapeHtml, htmlPage, link, type NoticeFrame } from "./compose-notice";
import { endKinds } from "./find-ends";
import { findRecipients, type StoredSettings } from "./find-recipients";
import { queueMessage } from "./queue-notices";
import { alertFactsSchema } from "./schema";

const daySeconds = 86_400;

/**
 * Makes the tenant's digest when its hour has come in its time zone and this day has none yet. Answers the day of the
 * newest one, which the caller writes in the same transaction, so that there is one a day whatever number of processes ask.
 */
export async function queueDigest(
  db: Database,
  about: { tenantId: string; frame: NoticeFrame; settings: StoredSettings; digestDay: Date | null },
  now: Date,
): Promise<Date | null> {
  const { tenantId, frame, settings, digestDay } = about;
  const local = localTime(now, frame.timeZone);
  const isDue = settings.digestEnabled && local.hour >= settings.digestHour && Number(digestDay) < local.day.getTime();
  if (!isDue || environment().alertMail === null) return digestDay;
  const digest = await readDigest(db, now);
  const isWell = digest.open.length === 0 && digest.recovered.length === 0 && digest.ending.length === 0;
  if (!isWell || settings.digestWhenWell) {
    const message = composeDigest(digest, frame, now);
    for (const recipient of await findRecipients(db, settings))
      await queueMessage(db, { tenantId, kind: "digest", recipient, alertIds: [] }, message, now);
  }
  return local.day;
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

async function readDigest(db: Database, now: Date): Promise<Digest> {
  const since = addSeconds(now, -daySeconds);
  const alerts = await db.alert.findMany({
    where: { OR: [{ resolvedAt: null }, { resolvedAt: { gte: since }, resolution: "recovered" }] },
    orderBy: { openedAt: "asc" },
    include: { subjects: { select: { systemEmailId: true, address: true, half: true, leftAt: true } } },
  });
  const lines = alerts.map(({ facts, ...alert }) => {
    const told = { ...alert, facts: alertFactsSchema.parse(facts), subjects: findToldSubjects(alert) };
    const { where, what } = nameAlert(told);
    const isOver = alert.resolvedAt !== null;
    const line = {
      title: `${where}: ${what}`,
      mailboxes: countMailboxes(told),
      at: alert.resolvedAt ?? alert.openedAt,
    };
    return { ...line, url: `/alerts/${alert.id}`, isOver, isEnd: endKinds.includes(alert.kind) };
  });
  const states = await db.$queryRaw<{ state: string; count: number }[]>`
    SELECT state, count(*)::int AS count FROM half_states
    WHERE tenant_id = current_tenant_id() GROUP BY state ORDER BY count(*) DESC`;
  return {
    open: lines.filter(({ isOver, isEnd }) => !isOver && !isEnd),
    ending: lines.filter(({ isOver, isEnd }) => !isOver && isEnd),
    recovered: lines.filter(({ isOver }) => isOver),
    states,
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
