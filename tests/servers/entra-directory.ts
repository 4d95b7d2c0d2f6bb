import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { accessTokenClaims, dressAccessToken, resourceOf, resourceServerFor } from "./entra-access-token";
import { entraErrorBody, entraTokenError } from "./entra-errors";
import { errorPage } from "./entra-pages";
import { accountIdOf, type EntraState, findUserByAccountId, objectIdOf } from "./entra-state";
import type { PracticeDirectory } from "./entra-types";
import { loadOidcProvider } from "./load-oidc-provider";
import { DirectoryStore } from "./memory-adapter";

/** One directory: an oidc-provider of its own, with its own store. */
export interface EntraDirectory {
  readonly directory: PracticeDirectory;
  readonly provider: Provider;
  readonly store: DirectoryStore;
  /** Serves a request whose path has been made relative to the directory. Resolves when it was answered. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Parameters of ours that travel with an authorization request from the router to the sign-in pages. */
export const routerParameters = { alias: "practice_alias", consentAsked: "practice_consent_asked" } as const;

/**
 * Starts the provider of one directory, with a store of its own or one that has issued things before. It listens to
 * nothing by itself; the router calls `serve`.
 */
export async function createEntraDirectory(
  state: EntraState,
  directory: PracticeDirectory,
  store = new DirectoryStore(),
): Promise<EntraDirectory> {
  const { Provider, interactionPolicy } = await loadOidcProvider();
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  const provider = new Provider(`${state.baseUrl}/${directory.id}/v2.0`, {
    ...configuration(state, directory),
    adapter: (model) => store.adapter(model, state.registrations),
    interactions: { policy, url: (_ctx, interaction) => `/${directory.id}/interaction/${interaction.uid}` },
  });
  reportTokenRequests(state, provider);
  const callback = provider.callback();
  return { directory, provider, store, serve: (request, response) => callback(request, response) };
}

function configuration(state: EntraState, directory: PracticeDirectory): Configuration {
  return {
    jwks: {
      keys: [{ kty: "RSA", ...state.signingKey.privateJwk, use: "sig", alg: "RS256", kid: state.signingKey.keyId }],
    },
    cookies: {
      keys: [randomBytes(16).toString("hex")],
      names: { session: `session_${directory.id.slice(0, 4)}`, interaction: "interaction", resume: "resume" },
    },
    scopes: ["openid", "offline_access", "profile", "email"],
    claims: { openid: ["sub", "oid", "tid", "ver"], profile: ["name", "preferred_username"], email: ["email"] },
    // Entra puts the profile and email claims in the ID token itself.
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    extraParams: Object.values(routerParameters),
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client, code) =>
      code.scopes.has("offline_access") && state.registrations.get(client.clientId)?.fault !== "no-refresh-token",
    ttl: {
      AccessToken: state.accessTokenLifetimeSeconds,
      AuthorizationCode: 600,
      IdToken: 3600,
      RefreshToken: state.refreshTokenLifetimeSeconds,
      Grant: 90 * 86_400,
      Session: 86_400,
      Interaction: 3600,
    },
    findAccount: (_ctx, accountId) => {
      const user = findUserByAccountId(state, accountId);
      if (!user) return undefined;
      const claims = {
        oid: objectIdOf(user),
        tid: directory.id,
        ver: "2.0",
        name: user.name,
        preferred_username: user.address,
      };
      return { accountId, claims: () => ({ sub: accountIdOf(user), email: user.address, ...claims }) };
    },
    extraTokenClaims: (_ctx, token) => accessTokenClaims(state, directory.id, token),
    formats: { customizers: { jwt: (_ctx, token, parts) => dressAccessToken(state, token, parts) } },
    routes: {
      authorization: "/oauth2/v2.0/authorize",
      token: "/oauth2/v2.0/token",
      jwks: "/discovery/v2.0/keys",
      userinfo: "/oidc/userinfo",
      revocation: "/oauth2/v2.0/revoke",
      end_session: "/oauth2/v2.0/logout",
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => oneOf?.[0] ?? resourceOf(requestedScopes(ctx)),
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, _resource, client) => resourceServerFor(state, client.clientId),
      },
    },
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = errorPage(authorizeErrorText(ctx, out.error, out.error_description ?? ""));
    },
  };
}

/** Rewords every refusal of the token endpoint as Entra does, and counts what was answered. */
function reportTokenRequests(state: EntraState, provider: Provider): void {
  const record = (ctx: KoaContextWithOIDC, outcome: string) =>
    state.tokenRequests.record({ grantType: parameter(ctx, "grant_type"), clientId: clientIdOf(ctx), outcome });
  provider.on("grant.success", (ctx) => record(ctx, "issued"));
  provider.on("grant.revoked", () => {
    state.revokedCount += 1;
  });
  provider.on("grant.error", (ctx, error) => {
    const { error: name, error_description: description = "", error_detail: detail = "" } = error;
    const refusal = entraTokenError({ error: name, description, detail, clientId: clientIdOf(ctx) });
    ctx.status = refusal.status;
    ctx.body = entraErrorBody(refusal);
    record(ctx, refusal.error);
  });
  provider.on("server_error", (_ctx, error) => console.error("The practice provider failed:", error));
}

/** The sentence of the error page, for mistakes after which Entra does not redirect back. */
function authorizeErrorText(ctx: KoaContextWithOIDC, error: string, description: string): string {
  const clientId = clientIdOf(ctx);
  if (error === "invalid_redirect_uri") {
    const redirectUri = parameter(ctx, "redirect_uri");
    return `AADSTS50011: The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`;
  }
  if (error === "invalid_client") {
    return `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`;
  }
  return `${error}: ${description}`;
}

function requestedScopes(ctx: KoaContextWithOIDC): string {
  return parameter(ctx, "scope");
}

/** The client as it was recognized, or the id that was sent for one that nobody knows. */
function clientIdOf(ctx: KoaContextWithOIDC): string {
  return ctx.oidc?.client?.clientId ?? parameter(ctx, "client_id");
}

function parameter(ctx: KoaContextWithOIDC, name: string): string {
  const parameters: Record<string, unknown> = { ...ctx.query, ...ctx.oidc?.body, ...ctx.oidc?.params };
  const value = parameters[name];
  return typeof value === "string" ? value : "";
}
