import { clientFaults, userFaults } from "./entra-faults";
import { type EntraState, guidFrom } from "./entra-state";
import type { AppRegistration } from "./entra-types";
import { escapeHtml, practicePage } from "./practice-page";

/** The practice portal: what the Microsoft Entra admin center shows, on one page, so that nobody needs an account there. */
export function portalPage(state: EntraState, notice?: string): string {
  const [main, ...others] = [...state.registrations.values()];
  const faulty = others.map((registration) => foldedRegistration(state, registration)).join("");
  return practicePage(
    "App registrations",
    `<p>This page stands in for the Microsoft Entra admin center. Copy the values from here into the helpdesk's IdP
Config, and register the helpdesk's Callback Endpoint as a redirect URI.</p>
${notice ? `<p role="status"><strong>${escapeHtml(notice)}</strong></p>` : ""}
${main ? `<h2>${escapeHtml(main.name)}</h2>${registrationSection(state, main)}` : ""}
<h2>Registrations with a fault to practise</h2>${faulty}
<h2>People</h2>${peopleTable(state)}
${state.portalSections.map((section) => `<h2>${escapeHtml(section.heading)}</h2>${valueTable(section.rows)}`).join("")}
<script>${copyScript}</script>`,
    "wide",
  );
}

function foldedRegistration(state: EntraState, registration: AppRegistration): string {
  const fault = registration.fault ? `<p>${escapeHtml(clientFaults[registration.fault].whatHappens)}</p>` : "";
  return `<details><summary>${escapeHtml(registration.name)}</summary>${fault}${registrationSection(state, registration)}</details>`;
}

function registrationSection(state: EntraState, registration: AppRegistration): string {
  const directories = state.directories.map(({ id, name }, index): [string, string][] => {
    const suffix = index === 0 ? "" : `, ${name}`;
    return [
      [`Directory (tenant) ID${suffix}`, id],
      [`OAuth 2.0 authorization endpoint (v2)${suffix}`, `${state.baseUrl}/${id}/oauth2/v2.0/authorize`],
      [`OAuth 2.0 token endpoint (v2)${suffix}`, `${state.baseUrl}/${id}/oauth2/v2.0/token`],
    ];
  });
  const [first = [], ...rest] = directories;
  const secretId = registration.secretId ?? guidFrom(`secret ${registration.clientId}`);
  const inputId = `redirect-${registration.clientId}`;
  return `<h3>Overview</h3>
${valueTable([["Application (client) ID", registration.clientId], ...first])}
<details><summary>Endpoints of the other directories</summary>${valueTable(rest.flat())}</details>
<h3>Certificates &amp; secrets</h3>
${valueTable([
  ["Value", registration.clientSecret],
  ["Secret ID", secretId],
])}
<h3>Authentication: Redirect URIs, platform Web</h3>
<ul>${registration.redirectUris.map((uri) => `<li><code>${escapeHtml(uri)}</code></li>`).join("") || "<li>None yet</li>"}</ul>
<form method="post" action="/portal/redirect-uris" class="row">
<input type="hidden" name="clientId" value="${escapeHtml(registration.clientId)}">
<label for="${inputId}">Redirect URI (Web) for ${escapeHtml(registration.name)}
<input id="${inputId}" name="redirectUri" type="url" required placeholder="https://helpdesk.example/api/oauth2/callback"></label>
<button>Add redirect URI</button>
</form>`;
}

function peopleTable(state: EntraState): string {
  const directoryName = (id: string) => state.directories.find((directory) => directory.id === id)?.name ?? id;
  const rows = state.users.map((user) => {
    const notes = [
      user.fault ? userFaults[user.fault].title : "",
      ...(user.mayOpen ?? []).map((address) => `May open ${address}`),
    ].filter(Boolean);
    return `<tr><td><code>${escapeHtml(user.address)}</code> ${copyButton("email", user.address)}</td>
<td><code>${escapeHtml(user.password)}</code> ${copyButton("password", user.password)}</td>
<td>${escapeHtml(directoryName(user.directoryId))}</td><td>${escapeHtml(notes.join(", "))}</td>
<td><form method="post" action="/portal/revoke-sessions"><input type="hidden" name="address" value="${escapeHtml(user.address)}">
<button aria-label="Revoke sessions of ${escapeHtml(user.address)}">Revoke sessions</button></form></td></tr>`;
  });
  const shared = state.sharedMailboxes.map(
    ({ address, directoryId }) => `<tr><td><code>${escapeHtml(address)}</code> ${copyButton("email", address)}</td>
<td>No sign-in of its own</td><td>${escapeHtml(directoryName(directoryId))}</td><td>Shared mailbox</td><td></td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Email</th><th scope="col">Password</th><th scope="col">Directory</th>
<th scope="col">Notes</th><th scope="col">Sessions</th></tr></thead><tbody>${[...rows, ...shared].join("")}</tbody></table>`;
}

function valueTable(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(
    ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td><code>${escapeHtml(value)}</code></td>
<td>${copyButton(label, value)}</td></tr>`,
  );
  return `<table><tbody>${lines.join("")}</tbody></table>`;
}

function copyButton(label: string, value: string): string {
  return `<button type="button" data-copy="${escapeHtml(value)}" aria-label="Copy ${escapeHtml(label)}">Copy</button>`;
}

const copyScript = `
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}`;
