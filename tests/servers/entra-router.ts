import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type EntraDirectory, routerParameters } from "./entra-directory";
import { entraErrorBody, unknownDirectory } from "./entra-errors";
import { serveInteraction } from "./entra-interaction";
import { answerMailServer } from "./entra-mail-server-endpoint";
import { errorPage } from "./entra-pages";
import { servePortal } from "./entra-portal-requests";
import { type EntraState, findDirectory, findUser } from "./entra-state";
import { readBody, readForm, sendJson, sendPage } from "./http-messages";

const aliases = new Set(["common", "organizations"]);

/** Sends a request to the portal, the mail servers' endpoint, or the directory that its path names. */
export async function routeEntraRequest(
  state: EntraState,
  directories: readonly EntraDirectory[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", state.baseUrl);
  const [, first = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
  if (first === "favicon.ico") return void response.writeHead(404).end();
  if (first === "" || first === "portal") return servePortal(state, directories, url, request, response);
  if (first === "mail-server") return answerMailServer(state, directories, rest[1], request, response);

  const isAlias = aliases.has(first.toLowerCase());
  const home = isAlias ? directoryBehindAlias(state, directories, url) : namedDirectory(state, directories, first);
  const path = `/${rest.join("/")}`;
  if (!home) return refuseUnknownDirectory(response, first, path);
  if (rest[0] === "interaction") return serveInteraction(state, home, request, response);
  if (path === "/oauth2/v2.0/authorize") adaptAuthorizationRequest(url, isAlias);
  if (path === "/oauth2/v2.0/token") {
    if (isAlias) return forwardTokenRequest(state, directories, request, response);
    return serveTokenRequest(state, home, `${path}${url.search}`, request, response);
  }
  return serveInDirectory(home, `${path.replace(/^\/v2\.0(?=\/\.well-known\/)/, "")}${url.search}`, request, response);
}

/** Hands a request to a directory's provider, which learns from `originalUrl` where it is mounted. */
function serveInDirectory(
  home: EntraDirectory,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.url = target;
  Object.assign(request, { originalUrl: `/${home.directory.id}${target}` });
  return home.serve(request, response);
}

const tokenQueues = new WeakMap<EntraDirectory, Promise<void>>();

/**
 * Serves the token endpoint: pause and delay first, then one request at a time in each directory. Without the queue,
 * two requests that arrive together could both read a refresh token before either has marked it as used.
 */
async function serveTokenRequest(
  state: EntraState,
  home: EntraDirectory,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (state.tokenDelayMs > 0) await sleep(state.tokenDelayMs);
  await state.tokenHold;
  const failure = state.tokenFailure;
  if (failure) {
    const form = await readForm(request);
    const clientId = form.get("client_id") ?? "";
    state.tokenRequests.record({ grantType: form.get("grant_type") ?? "", clientId, outcome: failure.error });
    return sendJson(response, failure.status, entraErrorBody(failure));
  }
  const before = tokenQueues.get(home) ?? Promise.resolve();
  const turn = before.then(() => serveInDirectory(home, target, request, response));
  tokenQueues.set(
    home,
    turn.catch(() => undefined),
  );
  return turn;
}

/** The token endpoint of `common` works for every directory's codes and refresh tokens: it asks the one that issued them. */
async function forwardTokenRequest(
  state: EntraState,
  directories: readonly EntraDirectory[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const form = new URLSearchParams(body);
  const issued = form.get("code") ?? form.get("refresh_token") ?? "";
  const home = directories.find(({ store }) => store.hasIssued(issued)) ?? directories[0];
  const headers = new Headers({ "content-type": "application/x-www-form-urlencoded" });
  if (request.headers.authorization) headers.set("authorization", request.headers.authorization);
  const endpoint = `${state.baseUrl}/${home?.directory.id}/oauth2/v2.0/token`;
  const answer = await fetch(endpoint, { method: "POST", body, headers });
  sendJson(response, answer.status, await answer.json());
}

function namedDirectory(
  state: EntraState,
  directories: readonly EntraDirectory[],
  name: string,
): EntraDirectory | undefined {
  const found = findDirectory(state, name);
  return directories.find(({ directory }) => directory === found);
}

/** Behind `common` is the directory of whoever is expected to sign in, or else the first one. */
function directoryBehindAlias(
  state: EntraState,
  directories: readonly EntraDirectory[],
  url: URL,
): EntraDirectory | undefined {
  const expected = findUser(state, url.searchParams.get("login_hint") ?? "");
  return directories.find(({ directory }) => directory.id === expected?.directoryId) ?? directories[0];
}

/**
 * Core 1.0, section 11, gives `offline_access` only with `prompt=consent`, and oidc-provider drops it otherwise; Entra
 * does not ask for that. So the prompt is added, and the consent page skips itself when everything was granted before.
 */
function adaptAuthorizationRequest(url: URL, isAlias: boolean): void {
  const query = url.searchParams;
  for (const parameter of Object.values(routerParameters)) query.delete(parameter);
  if (isAlias) query.set(routerParameters.alias, "yes");
  const prompts = new Set((query.get("prompt") ?? "").split(" ").filter(Boolean));
  if (prompts.has("consent")) query.set(routerParameters.consentAsked, "yes");
  if (prompts.has("none") || !(query.get("scope") ?? "").split(" ").includes("offline_access")) return;
  query.set("prompt", [...prompts.add("consent")].join(" "));
}

function refuseUnknownDirectory(response: ServerResponse, name: string, path: string): void {
  const refusal = unknownDirectory(name);
  const isForBrowsers = path.endsWith("/authorize");
  if (isForBrowsers) sendPage(response, refusal.status, errorPage(`AADSTS${refusal.code}: ${refusal.message}`));
  else sendJson(response, refusal.status, entraErrorBody(refusal));
}
