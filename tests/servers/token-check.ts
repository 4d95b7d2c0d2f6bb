import type { EntraProvider } from "./entra-provider";
import { readSignedToken } from "./signing-key";

/** Whether a token opens a mailbox: signed by the provider, not expired, with the scope, of its owner or a delegate. */
export function doesTokenOpen(provider: EntraProvider, mailbox: string, token: string, scope: string): boolean {
  const claims = readSignedToken(provider.signingKey, token, new Date());
  if (!claims?.scope.split(" ").includes(scope)) return false;
  const owner = provider.users.find(({ address }) => address === claims.upn);
  const wanted = mailbox.toLowerCase();
  return claims.upn.toLowerCase() === wanted || (owner?.mayOpen ?? []).includes(wanted);
}

/** The user name and the token of an XOAUTH2 response, base64; `undefined` when it is not one. */
export function readXoauth2(response: string): { username: string; token: string } | undefined {
  const [user = "", authorization = "", ...rest] = Buffer.from(response, "base64").toString("utf8").split("\x01");
  const username = /^user=(.+)$/.exec(user)?.[1];
  const token = /^auth=Bearer (.+)$/.exec(authorization)?.[1];
  if (rest.join("") !== "") return undefined;
  return username && token ? { username, token } : undefined;
}

/** What a server says before it refuses an XOAUTH2 login. */
export const xoauth2Challenge = { status: "401", schemes: "bearer", scope: "mail" } as const;
