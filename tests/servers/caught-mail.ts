import { once } from "node:events";
import { createServer } from "node:http";
import { portOf } from "./free-ports";
import { escapeHtml, practicePage } from "./practice-page";
import { readMail } from "./read-mail";
import type { RelayedMessage } from "./relay";

/** E-mails of one kind, the newest last. */
export interface CaughtSection {
  readonly heading: string;
  messages(): readonly RelayedMessage[];
}

/** The page on which they are read. */
export interface CaughtMail {
  readonly url: string;
  stop(): Promise<void>;
}

const mostShown = 100;

/** Starts a page on loopback that shows what e-mails were sent, as they would look; they went nowhere else. */
export async function startCaughtMail(port: number, sections: readonly CaughtSection[]): Promise<CaughtMail> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(caughtPage(sections));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://localhost:${portOf(server.address())}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function caughtPage(sections: readonly CaughtSection[]): string {
  const shown = sections.map(({ heading, messages }) => {
    const newest = messages().slice(-mostShown).toReversed();
    const list = newest.map(mailItem).join("") || "<p>None yet.</p>";
    return `<h2>${escapeHtml(heading)}</h2>${list}`;
  });
  return practicePage(
    "Caught e-mails",
    `<p>What was sent here goes nowhere else. The newest are on top. <a href="/">Look again</a></p>${shown.join("")}`,
    "wide",
  );
}

function mailItem(message: RelayedMessage): string {
  const { subject, date, text, html } = readMail(message.text);
  const facts = `From ${message.from} to ${message.to.join(", ")}${date === "" ? "" : `, ${date}`}`;
  // Without scripts and forms, and its links open beside this page.
  const look = escapeHtml(`<base target="_blank">${html}`);
  const body =
    html === ""
      ? `<pre style="white-space: pre-wrap">${escapeHtml(text)}</pre>`
      : `<iframe title="${escapeHtml(subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${look}"
style="width: 100%; height: 280px; border: 1px solid #e1dfdd"></iframe>
<details><summary>As plain text</summary><pre style="white-space: pre-wrap">${escapeHtml(text)}</pre></details>`;
  return `<details><summary>${escapeHtml(subject || "No subject")}</summary><p>${escapeHtml(facts)}</p>${body}</details>`;
}
