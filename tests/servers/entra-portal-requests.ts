import type { IncomingMessage, ServerResponse } from "node:http";
import type { EntraDirectory } from "./entra-directory";
import { errorPage } from "./entra-pages";
import { portalPage } from "./entra-portal";
import { addRedirectUri, revokeGrantsOf } from "./entra-portal-acts";
import type { EntraState } from "./entra-state";
import { readForm, sendPage } from "./http-messages";

const notices: Record<string, string> = {
  registered: "The redirect URI is registered.",
  revoked: "The person's sessions are revoked. Applications must ask them to sign in again.",
};

/** Serves the practice portal: `GET /`, `POST /portal/redirect-uris`, `POST /portal/revoke-sessions`. */
export async function servePortal(
  state: EntraState,
  directories: readonly EntraDirectory[],
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") {
    return sendPage(response, 200, portalPage(state, notices[url.searchParams.get("done") ?? ""]));
  }
  const form = await readForm(request);
  try {
    const done = act(state, directories, url.pathname, form);
    response.writeHead(303, { location: `/?done=${done}` }).end();
  } catch (cause) {
    sendPage(response, 400, errorPage(cause instanceof Error ? cause.message : "That did not work."));
  }
}

function act(
  state: EntraState,
  directories: readonly EntraDirectory[],
  path: string,
  form: URLSearchParams,
): keyof typeof notices {
  if (path === "/portal/redirect-uris") {
    addRedirectUri(state, form.get("clientId") ?? "", form.get("redirectUri") ?? "");
    return "registered";
  }
  if (path === "/portal/revoke-sessions") {
    revokeGrantsOf(state, directories, form.get("address") ?? "");
    return "revoked";
  }
  throw new Error("There is no such page.");
}
