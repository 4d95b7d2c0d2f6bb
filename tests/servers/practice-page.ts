/** A whole HTML page of the practice provider. `body` is HTML; every value in it must have been escaped. */
export function practicePage(title: string, body: string, width: "narrow" | "wide" = "narrow"): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Practice provider</title>
<style>${styles}</style>
</head>
<body class="${width}">
<header>Practice provider <span>stands in for Microsoft Entra; nothing here leaves this machine</span></header>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`;
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const styles = `
  * { box-sizing: border-box; }
  body { margin: 0; background: #f3f2f1; color: #1b1a19; font: 15px/1.5 "Segoe UI", system-ui, sans-serif; }
  header { background: #1f3a5f; color: #fff; padding: 10px 24px; font-weight: 600; }
  header span { font-weight: 400; opacity: .85; margin-left: 8px; }
  main { background: #fff; margin: 32px auto; padding: 32px; box-shadow: 0 2px 6px rgb(0 0 0 / .2); }
  .narrow main { max-width: 440px; }
  .wide main { max-width: 1040px; }
  h1 { font-size: 24px; line-height: 1.25; margin: 0 0 16px; font-weight: 600; }
  h2 { font-size: 19px; margin: 32px 0 8px; font-weight: 600; }
  h3 { font-size: 16px; margin: 16px 0 4px; font-weight: 600; }
  label { display: block; margin: 12px 0 4px; }
  label.check { display: flex; gap: 8px; align-items: flex-start; }
  input:not([type=checkbox]) { width: 100%; padding: 8px; font: inherit; border: 1px solid #605e5c; }
  button { font: inherit; padding: 6px 20px; border: 1px solid #605e5c; background: #fff; cursor: pointer; }
  button.primary { background: #0f5ea8; border-color: #0f5ea8; color: #fff; }
  button:focus-visible, input:focus-visible, summary:focus-visible { outline: 3px solid #0f5ea8; outline-offset: 2px; }
  .actions { display: flex; gap: 8px; justify-content: flex-end; margin-top: 24px; }
  [role=alert] { color: #a4262c; }
  .who { color: #3b3a39; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #e1dfdd; }
  th { font-weight: 600; white-space: nowrap; }
  code { font-family: Consolas, monospace; overflow-wrap: anywhere; }
  details { border-top: 1px solid #e1dfdd; padding: 8px 0; }
  summary { cursor: pointer; font-weight: 600; }
  td button { padding: 2px 10px; }
  .row { display: flex; gap: 8px; align-items: end; }
  .row label { flex: 1; }
`;
