import { readOnlyFolder } from "./practice-data";

/** Where each protocol listens, on 127.0.0.1 and 127.0.0.2. */
export interface DovecotPorts {
  /** STARTTLS */
  readonly imap: number;
  readonly imaps: number;
  /** STLS */
  readonly pop3: number;
  readonly pop3s: number;
  /** STARTTLS */
  readonly submission: number;
  readonly submissions: number;
  /** No TLS, no authentication: only for the relay. */
  readonly lmtp: number;
}

export interface DovecotConfiguration {
  readonly directory: string;
  readonly user: { readonly name: string; readonly group: string };
  readonly ports: DovecotPorts;
  readonly relayPort: number;
  /** Paths of PEM files that the user can read. */
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly mechanisms: readonly string[];
  readonly hasBasicMailboxes: boolean;
  readonly sharedMailboxes: readonly string[];
  /** 0 for any number. */
  readonly maxConnections: number;
  readonly tellsRights: boolean;
}

/** The OAuth 2.0 settings file of one protocol, and of one shared mailbox within it. */
export function oauthFileName(protocol: OauthProtocol, sharedMailbox?: string): string {
  return sharedMailbox === undefined ? `oauth2-${protocol}.conf` : `oauth2-${protocol}-${sharedMailbox}.conf`;
}

export const oauthProtocols = ["imap", "pop3", "smtp"] as const;
export type OauthProtocol = (typeof oauthProtocols)[number];

/** The text of dovecot.conf for Dovecot 2.3, all within one folder and without root. */
export function dovecotConfiguration(options: DovecotConfiguration): string {
  const { directory, user, ports, tls } = options;
  return `
base_dir = ${directory}/run
state_dir = ${directory}/state
instance_name = mailgrant-practice
default_internal_user = ${user.name}
default_internal_group = ${user.group}
default_login_user = ${user.name}
log_path = ${directory}/dovecot.log
auth_verbose = yes
# Failed logins answer at once, however many there are; anvil's penalty is switched off below for the same reason.
auth_failure_delay = 0
# From 127.0.0.1 to 127.0.0.1 counts as secured, so that the refusal of logins without TLS only shows on 127.0.0.2.
listen = 127.0.0.1, 127.0.0.2
mail_max_userip_connections = ${options.maxConnections}
protocols = imap pop3 lmtp submission
hostname = localhost
postmaster_address = postmaster@localhost
first_valid_uid = 1
mail_location = maildir:${directory}/mail/%d/%n
mailbox_list_index = no
disable_plaintext_auth = yes
auth_mechanisms = ${options.mechanisms.join(" ")}
ssl = required
ssl_cert = <${tls.certificate}
ssl_key = <${tls.key}
ssl_dh =
userdb {
  driver = passwd-file
  args = username_format=%Lu ${directory}/mailboxes
  override_fields = uid=${user.name} gid=${user.group} home=${directory}/mail/%d/%n
}
${options.hasBasicMailboxes ? basicPasswords(directory) : ""}
${protocolBlock("imap", "imap", options)}
${protocolBlock("pop3", "pop3", options)}
${protocolBlock("submission", "smtp", options)}
${protocolBlock("smtp", "smtp", options)}
submission_relay_host = 127.0.0.1
submission_relay_port = ${options.relayPort}
submission_relay_trusted = yes
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
${loginService("imap", ports.imap, ports.imaps)}
${loginService("pop3", ports.pop3, ports.pop3s)}
${loginService("submission", ports.submission, ports.submissions)}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
namespace inbox {
  inbox = yes
${mailboxBlock("Drafts", "\\Drafts")}
${mailboxBlock("Sent", "\\Sent")}
${mailboxBlock("Junk", "\\Junk")}
${mailboxBlock("Processed")}
${mailboxBlock(readOnlyFolder)}
}
plugin {
  acl = vfile:${directory}/access-rights
}
`;
}

/** A delegate's token is looked at first, and only where the name given is a shared mailbox's. */
function protocolBlock(
  name: string,
  oauth: OauthProtocol,
  { directory, sharedMailboxes, tellsRights }: DovecotConfiguration,
): string {
  const plugins = name === "imap" ? `\n  mail_plugins = acl${tellsRights ? " imap_acl" : ""}` : "";
  const shared = sharedMailboxes.map((mailbox) =>
    oauthPasswords(`${directory}/${oauthFileName(oauth, mailbox)}`, `\n    username_filter = ${mailbox}`),
  );
  return `protocol ${name} {${plugins}${[...shared, oauthPasswords(`${directory}/${oauthFileName(oauth)}`, "")].join("")}
}`;
}

function oauthPasswords(file: string, filter: string): string {
  return `
  passdb {
    driver = oauth2
    mechanisms = xoauth2 oauthbearer${filter}
    args = ${file}
  }`;
}

function basicPasswords(directory: string): string {
  return `passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%Lu ${directory}/passwords
}`;
}

function loginService(protocol: "imap" | "pop3" | "submission", plainPort: number, tlsPort: number): string {
  return `service ${protocol}-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener ${protocol} {
    port = ${plainPort}
  }
  inet_listener ${protocol}s {
    port = ${tlsPort}
    ssl = yes
  }
}`;
}

function mailboxBlock(name: string, specialUse?: string): string {
  return `  mailbox ${name} {
    auto = subscribe${specialUse ? `\n    special_use = ${specialUse}` : ""}
  }`;
}
