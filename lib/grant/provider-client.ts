import { createGuardedFetch, type GuardedFetch } from "@/lib/egress/guarded-fetch";
import { environment } from "@/lib/env";
import type { ProviderClient } from "@/lib/oauth/provider-client";
import type { ProviderName } from "@/lib/providers/presets";
import { inSpan } from "@/lib/tracing/in-span";

/** How long one call to a provider may take, in milliseconds. */
export const providerDeadlineMs = 15_000;

type StoredConfig = {
  provider: ProviderName;
  clientId: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  issuer: string | null;
  userInfoEndpoint: string | null;
  revocationEndpoint: string | null;
  scopes: string[];
  emailAttribute: string;
};

/** An IdP Config as lib/oauth takes it. */
export function toProviderClient(config: StoredConfig): ProviderClient {
  return {
    provider: config.provider,
    clientId: config.clientId,
    authorizationEndpoint: config.authorizationEndpoint,
    tokenEndpoint: config.tokenEndpoint,
    issuer: config.issuer ?? undefined,
    userInfoEndpoint: config.userInfoEndpoint ?? undefined,
    revocationEndpoint: config.revocationEndpoint ?? undefined,
    scopes: config.scopes,
    emailAttribute: config.emailAttribute,
  };
}

/** The one way from here to a provider: under the operator's egress policy, with a size cap and a deadline. */
export function providerFetch(): GuardedFetch {
  guardedFetch ??= traceCalls(
    createGuardedFetch({
      policy: environment().egressPolicy,
      maxResponseBytes: 1_000_000,
      deadlineMs: providerDeadlineMs,
    }),
  );
  return guardedFetch;
}

/** Each call in a span that names the host and nothing more. */
function traceCalls(fetch: GuardedFetch): GuardedFetch {
  return (url, request) => {
    const host = URL.canParse(url) ? new URL(url).host : "";
    return inSpan("call provider", { "server.address": host }, () => fetch(url, request));
  };
}

let guardedFetch: GuardedFetch | undefined;

/** The Callback Endpoint: the one redirect URI of the installation. */
export function callbackEndpoint(): string {
  return `${environment().publicUrl}/api/oauth2/callback`;
}
