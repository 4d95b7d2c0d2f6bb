import { countMailboxes, mailboxesWord, nameAlert, type Told } from "./alert-words";
import { chooseAlertStep } from "./choose-alert-step";
import type { Resolution } from "./condition";
import type { Notice } from "./step";

/** An alert as a message tells it. */
export type NoticedAlert = Told & {
  id: string;
  openedAt: Date;
  resolution: Resolution | null;
  /** Of one that is superseded: how many of its System Emails another alert tells of now. */
  elsewhereCount: number;
  /** Of one that opens: what the alerts were called whose place it takes. */
  replaced: string[];
};

/** For whom a message is made, and where its links lead. */
export type NoticeFrame = { tenantName: string; timeZone: string; adminUrl: string };

export type ComposedMessage = { subject: string; text: string; html: string };

const shownMailboxes = 20;

/** What a message of several alerts begins with, and what one of one alert says before its name. */
const leads: Record<Notice["kind"], { one: string; many: string; why: string }> = {
  opened: { one: "", many: "new alerts", why: "This needs a hand." },
  updated: { one: "Update: ", many: "alerts have changed", why: "It is open still, and has changed." },
  escalated: {
    one: "Nobody has acted: ",
    many: "alerts on which nobody has acted",
    why: "This has been open for a day and nobody has acknowledged or snoozed it, so everybody is told again.",
  },
  recovered: { one: "Recovered: ", many: "alerts have ended", why: "There is nothing left to do." },
};
const notAllWell = "What this was about has ended, but not everything is well.";

/** One message about one or more alerts of the same kind of news. Holds no secret: it goes by plain e-mail. */
export function composeNotice(
  kind: Notice["kind"],
  alerts: readonly NoticedAlert[],
  { tenantName, timeZone, adminUrl }: NoticeFrame,
): ComposedMessage {
  const [first] = alerts;
  const { one, many, ...lead } = leads[kind];
  const why = alerts.some(({ elsewhereCount }) => elsewhereCount > 0) ? notAllWell : lead.why;
  const count = countMailboxes({ subjects: alerts.flatMap(({ subjects }) => subjects) });
  const about = count === 0 ? "" : ` (${mailboxesWord(count)})`;
  const subject =
    first !== undefined && alerts.length === 1
      ? `[${tenantName}] ${first.resolution === null || first.resolution === "recovered" ? one : "Closed: "}${nameTitle(first)}${about}`
      : `[${tenantName}] ${alerts.length} ${many}${about}`;
  const blocks = alerts.map((alert) => toBlock(kind, alert, { timeZone, adminUrl }));
  const settings = `${adminUrl}/alerts/settings`;
  const foot = `Mailgrant sends this for ${tenantName}. Who gets it, and of what: `;
  return {
    subject: subject.replace(/\s+/g, " ").slice(0, 200),
    text: `${[why, ...blocks.map(toText)].join("\n\n")}\n\n-- \n${foot}${settings}\n`,
    html: toHtml(why, blocks, { foot, settings }),
  };
}

type Block = {
  title: string;
  lines: string[];
  mailboxes: string[];
  step: { label: string; url: string } | null;
  url: string;
};

function toBlock(kind: Notice["kind"], alert: NoticedAlert, frame: { timeZone: string; adminUrl: string }): Block {
  const { subjects, facts, openedAt } = alert;
  const step = chooseAlertStep(alert);
  const isOver = kind === "recovered";
  const addresses = [...new Set(subjects.map(({ address }) => address))];
  const more = addresses.length - shownMailboxes;
  return {
    title: nameTitle(alert),
    lines: [
      `${isOver ? "It began" : "Since"} ${momentWord(openedAt, frame.timeZone)}.`,
      ...(alert.resolution === "closed" ? ["It was closed because nobody uses what it was about any more."] : []),
      ...tellOthers(alert),
      ...(facts.detail === undefined || isOver ? [] : [facts.detail]),
      ...(isOver ? [] : [`Next: ${step.sentence}`]),
    ],
    mailboxes: [...addresses.slice(0, shownMailboxes), ...(more > 0 ? [`and ${more} more`] : [])],
    step: isOver ? null : { label: step.label, url: `${frame.adminUrl}${step.path}` },
    url: `${frame.adminUrl}/alerts/${alert.id}`,
  };
}

/** What it has to do with alerts that came before or after it. */
function tellOthers({ elsewhereCount, replaced }: NoticedAlert): string[] {
  const still =
    elsewhereCount === 0 ? [] : [`${mailboxesWord(elsewhereCount)} of it: not well yet, which another alert tells.`];
  return [...replaced.map((title) => `It takes the place of “${title}”, which is closed.`), ...still];
}

/** What an alert is called in a line. */
export function nameTitle(alert: Told): string {
  const { where, what } = nameAlert(alert);
  return `${where}: ${what}`;
}

/** A moment with its time zone, as people of the tenant read it. */
export function momentWord(moment: Date, timeZone: string): string {
  const words = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return `${new Intl.DateTimeFormat("en-GB", words).format(moment)} (${timeZone})`;
}

function toText({ title, lines, mailboxes, step, url }: Block): string {
  return [
    title,
    ...lines,
    ...(mailboxes.length > 0 ? [`System Emails: ${mailboxes.join(", ")}`] : []),
    ...(step === null ? [] : [`${step.label}: ${step.url}`]),
    `The alert: ${url}`,
  ].join("\n");
}

function toHtml(why: string, blocks: readonly Block[], { foot, settings }: { foot: string; settings: string }): string {
  const parts = blocks.map(({ title, lines, mailboxes, step, url }) =>
    [
      `<h2 style="font-size:16px;margin:24px 0 8px">${escapeHtml(title)}</h2>`,
      ...lines.map((line) => `<p style="margin:4px 0">${escapeHtml(line)}</p>`),
      ...(mailboxes.length > 0
        ? [`<p style="margin:4px 0">System Emails: ${escapeHtml(mailboxes.join(", "))}</p>`]
        : []),
      `<p style="margin:8px 0">${step === null ? "" : `${link(step.url, step.label)} · `}${link(url, "The alert")}</p>`,
    ].join("\n"),
  );
  return htmlPage(
    [`<p>${escapeHtml(why)}</p>`, ...parts].join("\n"),
    `${escapeHtml(foot)}${link(settings, "alert settings")}`,
  );
}

/** A whole message around its body; without pictures, scripts and styles from elsewhere. */
export function htmlPage(body: string, foot: string): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mailgrant</title></head>',
    '<body style="font:14px/1.5 sans-serif;max-width:640px">',
    body,
    `<p style="margin-top:32px;font-size:12px;color:#555">${foot}</p>`,
    "</body></html>",
  ].join("\n");
}

/** A link whose address is shown by its label. */
export function link(url: string, label: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
}

/** Text as HTML has it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
