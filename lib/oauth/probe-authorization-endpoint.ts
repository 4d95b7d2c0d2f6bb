import type { GuardedFetch } from "@/lib/egress/guarded-fetch";
import { type AuthorizationSecrets, buildAuthorizationUrl } from "./build-authorization-url";
import type { ProviderClient } from "./provider-client";
import { type ProviderError, readNetworkError } from "./read-provider-error";

/**
 * How the Authorization Endpoint answered. `knowsCallback` where it sent the browser back to the Callback Endpoint,
 * which it does for a registered one alone. `said` is its answer, a page or an address, at most 20,000 characters of it.
 */
export type AuthorizationProbe =
  | { kind: "answered"; knowsCallback: boolean; status: number; said: string }
  | { kind: "refused"; status: number; said: string }
  | { kind: "unanswered"; error: ProviderError };

/** Asked without a session these are what a provider answers that is content with the request (OpenID Connect Core §3.1.2.6). */
const contentErrors = new Set([
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required",
]);
const saidCap = 20_000;

/**
 * Asks the Authorization Endpoint for an authorization with `prompt=none` (OpenID Connect Core §3.1.2.1), as a browser
 * would in which nobody is signed in. Nobody is asked for consent and nothing can come of it; `secrets` are one-time
 * values that are dropped. Redirects are not followed.
 */
export async function probeAuthorizationEndpoint(question: {
  client: ProviderClient;
  redirectUri: string;
  secrets: AuthorizationSecrets;
  fetch: GuardedFetch;
  deadlineMs: number;
}): Promise<AuthorizationProbe> {
  const { client, redirectUri, secrets, fetch, deadlineMs } = question;
  const url = buildAuthorizationUrl({ client, redirectUri, secrets, loginHint: "" });
  url.searchParams.set("prompt", "none");
  url.searchParams.delete("login_hint");
  try {
    const response = await fetch(url, { headers: { accept: "text/html" }, signal: AbortSignal.timeout(deadlineMs) });
    const location = response.headers.get("location");
    const { status } = response;
    if (location !== null) return judgeRedirect(new URL(location, url), { redirectUri, status });
    const said = (await response.text()).slice(0, saidCap);
    if (status >= 400 || /AADSTS\d{5,}/.test(said)) return { kind: "refused", status, said };
    return { kind: "answered", knowsCallback: false, status, said: "" };
  } catch (thrown) {
    return { kind: "unanswered", error: readNetworkError(thrown, []) };
  }
}

function judgeRedirect(
  target: URL,
  { redirectUri, status }: { redirectUri: string; status: number },
): AuthorizationProbe {
  const isBack = `${target.origin}${target.pathname}` === new URL(redirectUri).href;
  const error = target.searchParams.get("error");
  if (isBack && (error === null || contentErrors.has(error))) {
    return { kind: "answered", knowsCallback: true, status, said: error ?? "" };
  }
  if (isBack) return { kind: "refused", status, said: target.search.slice(1, saidCap) };
  // Google's page of errors, which has what it says in its own address.
  const authError = target.searchParams.get("authError");
  if (authError === null) return { kind: "answered", knowsCallback: false, status, said: "" };
  const said = Buffer.from(authError, "base64")
    .toString("utf8")
    .replaceAll(/[^\x20-\x7e]+/g, " ");
  return { kind: "refused", status, said: said.slice(0, saidCap) };
}
