import { escapeHtml, practicePage } from "./practice-page";

interface SignIn {
  readonly address: string;
  /** Why the last try failed. */
  readonly problem?: string;
}

/** "Sign in": fields Email and Password. */
export function signInPage({ address, problem }: SignIn): string {
  return practicePage(
    "Sign in",
    `${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ""}
<form method="post">
<label for="address">Email</label>
<input id="address" name="address" type="email" autocomplete="username" required value="${escapeHtml(address)}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="actions"><button class="primary" name="action" value="sign-in">Sign in</button></div>
</form>`,
  );
}

interface ConsentRequest {
  readonly applicationName: string;
  readonly address: string;
  readonly scopes: readonly string[];
}

/** "Permissions requested": the scopes, Accept and Cancel, and consent for everybody in the directory. */
export function consentPage({ applicationName, address, scopes }: ConsentRequest): string {
  const items = scopes.map((scope) => `<li>${escapeHtml(explain(scope))}<br><code>${escapeHtml(scope)}</code></li>`);
  return practicePage(
    "Permissions requested",
    `<p class="who">Signed in as <strong>${escapeHtml(address)}</strong></p>
<p><strong>${escapeHtml(applicationName)}</strong> would like to:</p>
<ul>${items.join("")}</ul>
<form method="post">
<label class="check"><input type="checkbox" name="organization" value="yes"> Consent on behalf of your organization</label>
<div class="actions">
<button name="action" value="cancel">Cancel</button>
<button class="primary" name="action" value="accept">Accept</button>
</div>
</form>`,
  );
}

/** "Need admin approval": the way out leads back to the application, without a grant. */
export function adminApprovalPage({ applicationName, address }: Omit<ConsentRequest, "scopes">): string {
  return practicePage(
    "Need admin approval",
    `<p class="who">Signed in as <strong>${escapeHtml(address)}</strong></p>
<p><strong>${escapeHtml(applicationName)}</strong> needs permissions in your organization that only an administrator can
grant. Ask an administrator to grant them before you can use it.</p>
<form method="post"><div class="actions">
<button class="primary" name="action" value="return">Return to the application without granting consent</button>
</div></form>`,
  );
}

/** A mistake after which the browser must not be sent back to the application. */
export function errorPage(text: string): string {
  return practicePage("Sorry, we could not sign you in", `<p role="alert">${escapeHtml(text)}</p>`);
}

const explanations: Record<string, string> = {
  openid: "Sign you in",
  profile: "View your basic profile",
  email: "View your email address",
  offline_access: "Maintain access to data you have given it access to",
  "IMAP.AccessAsUser.All": "Read and write access to your mail via IMAP",
  "POP.AccessAsUser.All": "Read access to your mail via POP",
  "SMTP.Send": "Send mail as you via SMTP AUTH",
};

function explain(scope: string): string {
  return explanations[scope.replace(/^https:\/\/[^/]+\//, "")] ?? scope;
}
