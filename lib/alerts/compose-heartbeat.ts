import { type ComposedMessage, escapeHtml, htmlPage, momentWord } from "./compose-notice";

/** The message to the operator that jobs have stopped, or run again. It knows no tenant. */
export function composeHeartbeat(
  what: "stopped" | "back",
  jobs: readonly { name: string; lastRunAt: Date }[],
  publicUrl: string,
): ComposedMessage {
  const isStopped = what === "stopped";
  const lines = jobs.map(({ name, lastRunAt }) =>
    isStopped ? `${name}: last ran ${momentWord(lastRunAt, "UTC")}` : `${name}: runs again`,
  );
  const why = isStopped
    ? "What Mailgrant does by itself has not run for ten minutes, or not to its end. Tokens are handed out while they last; then mailboxes stop, and nobody is told of it."
    : "What had stopped runs again. What fell due meanwhile is being caught up with.";
  const steps = isStopped
    ? [
        "Is the jobs process running? It is part of `npm start`; with MAILGRANT_ROLE=web somebody has to run one with MAILGRANT_ROLE=jobs.",
        "Does its log have errors? The lines “job failed” and “evaluating alerts failed” say of what, of which tenant, and why.",
        "Does it reach the database?",
      ]
    : [];
  const names = jobs.map(({ name }) => name).join(", ");
  const foot = `Sent by the web process of ${publicUrl} to its operator (ALERT_EMAIL_TO).`;
  return {
    subject: `[Mailgrant] ${isStopped ? "Stopped" : "Running again"}: ${names}`,
    text: `${[why, lines.join("\n"), ...steps.map((step, index) => `${index + 1}. ${step}`)].join("\n\n")}\n\n-- \n${foot}\n`,
    html: htmlPage(
      [
        `<p>${escapeHtml(why)}</p>`,
        `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`,
        steps.length === 0 ? "" : `<ol>${steps.map((step) => `<li>${escapeHtml(step)}</li>`).join("")}</ol>`,
      ].join("\n"),
      escapeHtml(foot),
    ),
  };
}
