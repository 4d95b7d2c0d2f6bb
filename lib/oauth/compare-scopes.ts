/** What was asked for and not granted, and what was granted though nobody asked for it; each as it was written. */
export type ScopeComparison = { missing: string[]; superfluous: string[] };

/**
 * Compares granted scopes with asked ones. Those of OpenID Connect and `offline_access` count on neither side, because
 * providers leave them out of their answers or name them otherwise.
 */
export function compareScopes(asked: readonly string[], granted: readonly string[]): ScopeComparison {
  return { missing: without(asked, granted), superfluous: without(granted, asked) };
}

function without(scopes: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map(normalizeScope));
  return scopes.filter((scope) => !unreportedScopes.has(nameOf(scope)) && !known.has(normalizeScope(scope)));
}

/** Scopes about the sign-in and not about a resource; Google even answers with other names for them. */
const unreportedScopes = new Set(["openid", "profile", "email", "address", "phone", "offline_access"]);

function nameOf(scope: string): string {
  return scope.toLowerCase().replace("https://www.googleapis.com/auth/userinfo.", "");
}

/** Exchange Online has two names, and Entra answers with either of them. */
function normalizeScope(scope: string): string {
  return scope.toLowerCase().replace("https://outlook.office365.com/", "https://outlook.office.com/");
}
