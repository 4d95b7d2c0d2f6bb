import type { IncomingMessage, ServerResponse } from "node:http";
import type { EntraDirectory } from "./entra-directory";
import { type EntraState, findUser, findUserByAccountId } from "./entra-state";
import type { TokenOwner } from "./entra-types";
import { readForm, sendJson } from "./http-messages";
import { readSignedToken } from "./signing-key";

/**
 * `POST /mail-server/introspect[/{shared mailbox}]`: tells the mail server whose token it was shown. For a shared
 * mailbox the token of a delegate counts as the mailbox's own, because Dovecot compares the name that the client gave
 * with the name of this answer. (Entra has no such endpoint; Exchange knows its delegates itself.)
 */
export async function answerMailServer(
  state: EntraState,
  directories: readonly EntraDirectory[],
  sharedMailbox: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = (await readForm(request)).get("token") ?? "";
  if (state.isHiddenFromMailServers) return sendJson(response, 503, { error: "temporarily_unavailable" });
  const owner = await readTokenOwner(state, directories, token);
  if (!owner) return sendJson(response, 200, { active: false });
  const mayOpen = findUser(state, owner.address)?.mayOpen ?? [];
  if (sharedMailbox !== undefined && !mayOpen.includes(sharedMailbox))
    return sendJson(response, 200, { active: false });
  sendJson(response, 200, { active: true, upn: sharedMailbox ?? owner.address, scope: owner.scopes.join(" ") });
}

async function readTokenOwner(
  state: EntraState,
  directories: readonly EntraDirectory[],
  token: string,
): Promise<TokenOwner | undefined> {
  if (state.mode === "jwt") {
    const claims = readSignedToken(state.signingKey, token, new Date());
    return claims && { address: claims.upn, directoryId: claims.tid, scopes: claims.scope.split(" ") };
  }
  for (const { directory, provider } of directories) {
    const found = await provider.AccessToken.find(token);
    const user = found && findUserByAccountId(state, found.accountId);
    if (!user) continue;
    const isForGraph = state.registrations.get(found.clientId ?? "")?.fault === "graph-audience";
    return { address: user.address, directoryId: directory.id, scopes: isForGraph ? [] : [...found.scopes] };
  }
  return undefined;
}
