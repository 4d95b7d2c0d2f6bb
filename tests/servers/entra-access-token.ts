import { createHash } from "node:crypto";
import type { AccessToken, ClientCredentials, JWTStructured } from "oidc-provider";
import { type EntraState, findUserByAccountId, objectIdOf } from "./entra-state";
import { mailScopes } from "./practice-data";

const outlookResource = "https://outlook.office.com";
const graphResource = "https://graph.microsoft.com";
/** More than any mail server allows for clocks that differ. */
const endedSecondsAgo = 7200;

/** The resource that the requested scopes name, or `undefined` when they are OpenID Connect's own alone. */
export function resourceOf(requestedScopes: string): string | undefined {
  return requestedScopes.includes(outlookResource) ? outlookResource : undefined;
}

/** Which mail scopes a client may get, and for whom its tokens are meant. */
export function resourceServerFor(state: EntraState, clientId: string) {
  const fault = state.registrations.get(clientId)?.fault;
  const scopes: string[] = Object.values(mailScopes);
  return {
    scope: scopes.filter((scope) => fault !== "scope-dropped" || scope !== mailScopes.pop3).join(" "),
    audience: fault === "graph-audience" ? graphResource : outlookResource,
    accessTokenTTL: state.accessTokenLifetimeSeconds,
    accessTokenFormat: state.mode,
    ...(state.mode === "jwt" ? { jwt: { sign: { alg: "RS256" as const } } } : {}),
  };
}

/** The claims that Entra puts in an access token for Exchange Online, as far as anybody reads them. */
export function accessTokenClaims(
  state: EntraState,
  directoryId: string,
  token: AccessToken | ClientCredentials,
): Record<string, string> {
  const user = token.kind === "AccessToken" ? findUserByAccountId(state, token.accountId) : undefined;
  if (!user) return { tid: directoryId };
  return {
    tid: directoryId,
    oid: objectIdOf(user),
    upn: user.address,
    unique_name: user.address,
    name: user.name,
    scp: shortScopes(token.scope ?? ""),
    ...fillerClaims(token.jti),
  };
}

/**
 * Dresses a signed token as Entra's. Dovecot's local validation insists on `typ: JWT`, which Entra sends too, where
 * oidc-provider would say `at+jwt`. There is no `azp`, because Dovecot would then look for a key per client.
 */
export function dressAccessToken(
  state: EntraState,
  token: AccessToken | ClientCredentials,
  parts: JWTStructured,
): void {
  parts.header = { ...parts.header, typ: "JWT" };
  const clientId = token.clientId ?? "";
  const fault = state.registrations.get(clientId)?.fault;
  const isRefreshed = token.kind === "AccessToken" && token.gty?.includes("refresh_token") === true;
  const isForGraph = fault === "graph-audience" || (fault === "graph-on-refresh" && isRefreshed);
  const forGraph = isForGraph ? { aud: graphResource, scope: "User.Read", scp: "User.Read" } : {};
  const ended = fault === "expired-token" ? { exp: Math.floor(Date.now() / 1000) - endedSecondsAgo } : {};
  const entra = { ver: "1.0", appid: clientId, appidacr: "1", idtyp: "user" };
  parts.payload = { ...parts.payload, ...entra, ...forGraph, ...ended };
}

function shortScopes(scope: string): string {
  return scope
    .split(" ")
    .map((name) => name.replace(`${outlookResource}/`, ""))
    .join(" ");
}

/** Claims that only Microsoft reads. They are here for their length: Entra's tokens are far longer than most servers expect. */
function fillerClaims(seed: string): Record<string, string> {
  const filler = (name: string) => createHash("sha512").update(`${name} ${seed}`).digest("base64url");
  return { aio: filler("aio"), rh: `1.${filler("rh")}.`, uti: filler("uti").slice(0, 22), xms_ftd: filler("xms_ftd") };
}
