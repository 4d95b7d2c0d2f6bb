import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Certificates } from "./certificates";
import { type DovecotPorts, dovecotConfiguration, oauthFileName, oauthProtocols } from "./dovecot-configuration";
import type { EntraProvider } from "./entra-provider";
import { runUser } from "./owned-process";
import { mailScopes, readOnlyFolder } from "./practice-data";

export interface DovecotOptions {
  /** Whose tokens open the mailboxes, and who has a mailbox. */
  readonly provider: EntraProvider;
  /** Where accepted messages go next; without a relay, AUTH works but MAIL FROM is refused with 421. */
  readonly relayPort?: number;
  /** IMAP listens on this plus 143, IMAPS on plus 993 and so on; free ports where it is left out. */
  readonly portBase?: number;
  /** SASL mechanisms in lower case; `xoauth2` alone, as Exchange Online, where it is left out. */
  readonly mechanisms?: readonly string[];
  /** Mailboxes that open with a password; they add the mechanisms `plain` and `login`. */
  readonly basicMailboxes?: readonly { readonly address: string; readonly password: string }[];
  /** How many connections one user may have from one address at once; any number where it is left out. */
  readonly maxConnections?: number;
  /** Clients are told their rights when they ask (ACL, RFC 4314), which Exchange Online does not do. */
  readonly tellsRights?: boolean;
  /** Certificates made before, so that a product can be started with their authority ahead of Dovecot. */
  readonly certificates?: Certificates;
}

/** Writes everything that Dovecot reads into its folder, and hands the folder to the user that it runs as. */
export function writeDovecotFiles(
  directory: string,
  options: DovecotOptions,
  ports: DovecotPorts,
  certificates: Certificates,
): void {
  const { provider, basicMailboxes = [], mechanisms = ["xoauth2"] } = options;
  const user = runUser("nobody");
  // The server's user must be able to read the key, wherever it was made.
  const tls = { certificate: path.join(directory, "server.pem"), key: path.join(directory, "server.key") };
  copyFileSync(certificates.serverCertificatePath, tls.certificate);
  copyFileSync(certificates.serverKeyPath, tls.key);
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  const sharedMailboxes = provider.sharedMailboxes.map(({ address }) => address);
  const owners = provider.users.filter(({ hasMailbox }) => hasMailbox !== false);
  const addresses = [...owners.map(({ address }) => address), ...sharedMailboxes];
  const keys = path.join(directory, "keys/default/RS256");
  for (const folder of ["run", "state", "mail"]) mkdirSync(path.join(directory, folder));
  mkdirSync(keys, { recursive: true });
  writeFileSync(path.join(keys, provider.signingKey.keyId), provider.signingKey.publicPem);
  write(
    "mailboxes",
    [...addresses, ...basicMailboxes.map(({ address }) => address)].map((name) => `${name}::::::\n`).join(""),
  );
  write("passwords", basicMailboxes.map(({ address, password }) => `${address}:{PLAIN}${password}\n`).join(""));
  for (const protocol of oauthProtocols) {
    const scope = mailScopes[protocol];
    write(
      oauthFileName(protocol),
      provider.accessTokenMode === "jwt" ? localCheck(directory, provider, scope) : ask(provider, scope),
    );
    for (const mailbox of sharedMailboxes) write(oauthFileName(protocol, mailbox), ask(provider, scope, mailbox));
  }
  write("access-rights", `${readOnlyFolder} owner lr\n`);
  write(
    "dovecot.conf",
    dovecotConfiguration({
      directory,
      user,
      ports,
      relayPort: options.relayPort ?? 1,
      tls,
      mechanisms: [...mechanisms, ...(basicMailboxes.length > 0 ? ["plain", "login"] : [])],
      hasBasicMailboxes: basicMailboxes.length > 0,
      sharedMailboxes,
      maxConnections: options.maxConnections ?? 0,
      tellsRights: options.tellsRights ?? false,
    }),
  );
  execFileSync("chown", ["-R", `${user.name}:${user.group}`, directory]);
}

/** Dovecot checks the signature, the expiry, the issuer, the user and the scope of a JWT itself. */
function localCheck(directory: string, provider: EntraProvider, scope: string): string {
  const issuers = provider.directoryIds.map((id) => `${provider.baseUrl}/${id}/v2.0`);
  return `introspection_mode = local
local_validation_key_dict = fs:posix:prefix=${directory}/keys/
issuers = ${issuers.join(" ")}
${tokenOwner(scope)}`;
}

/** Dovecot asks the provider whose token it was shown. */
function ask(provider: EntraProvider, scope: string, sharedMailbox?: string): string {
  const suffix = sharedMailbox === undefined ? "" : `/${sharedMailbox}`;
  return `introspection_mode = post
introspection_url = ${provider.baseUrl}/mail-server/introspect${suffix}
force_introspection = yes
active_attribute = active
active_value = true
timeout_msecs = 3000
max_parallel_connections = 5
${tokenOwner(scope)}`;
}

function tokenOwner(scope: string): string {
  return `username_attribute = upn
username_format = %Lu
scope = ${scope}
`;
}
