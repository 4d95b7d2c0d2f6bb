import { z } from "zod";

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
const detailsSchema = z.record(z.string(), valueSchema).catch({});

/** The details of an audit event, as they were recorded: plain values by name. */
export type AuditDetails = z.infer<typeof detailsSchema>;

/** Reads the details of an audit event; what is not plain values becomes no details. */
export function parseAuditDetails(details: unknown): AuditDetails {
  return detailsSchema.parse(details);
}

/** What the details say beyond the sentence, as label and value in plain words, without what is empty. */
export function listAuditDetails(details: AuditDetails): { label: string; value: string; isMono: boolean }[] {
  return inOrder(details).flatMap(([name, value]) => {
    const word = detailWord(value);
    return toldElsewhere.has(name) || word === "" || (saidWhenYes.has(name) && value === false)
      ? []
      : [{ label: labelOf(name), value: word, isMono: mono.has(name) }];
  });
}

/** A recorded value in words: `oauth2_microsoft` is "OAuth2 - Microsoft", true is "yes", nothing is "". */
export function detailWord(value: AuditDetails[string] | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return new Intl.NumberFormat("en-GB", { useGrouping: false }).format(value);
  if (Array.isArray(value)) return value.join(" ");
  return words[value] ?? value;
}

// In the sentence, or under it.
const toldElsewhere = new Set([
  "half",
  "role",
  "isHealthy",
  "reason",
  "addressWas",
  "to",
  "eventType",
  "snooze",
  "timeZone",
]);

// Worth a word only when it is so.
const saidWhenYes = new Set(["passwordReplaced", "secretAdded"]);

const mono = new Set([
  "prefix",
  "clientId",
  "directoryId",
  "authorizationEndpoint",
  "tokenEndpoint",
  "scopes",
  "host",
  "networks",
  "networksBefore",
]);

const labels: Record<string, string> = {
  owner: "Owner",
  timeZoneBefore: "Time zone before",
  endedSessions: "Other sessions ended",
  mailboxType: "Mailbox",
  status: "Status",
  enabled: "Enabled",
  to: "To",
  provider: "Provider",
  idpConfig: "IdP Config",
  linkBy: "Link made by",
  madeAt: "Link made at",
  strictMatching: "Strict Matching",
  resourceOwner: "Resource Owner",
  protocol: "Protocol",
  host: "Hostname",
  port: "Port",
  security: "Security",
  folder: "Mail folder",
  authentication: "Authentication",
  headerSpoofing: "Header Spoofing",
  passwordReplaced: "Password replaced",
  clientId: "Client ID",
  directoryId: "Directory (tenant) ID",
  authorizationEndpoint: "Authorization Endpoint",
  tokenEndpoint: "Token Endpoint",
  prefix: "Key starts with",
  scopes: "Scopes",
  mailboxes: "System Emails",
  networks: "Networks",
  networksBefore: "Networks before",
  expiresOn: "Expires on",
  expiresOnBefore: "Expiry before",
  addedOn: "Added on",
  eventTypes: "Events",
  secretAdded: "Client Secret added",
  acknowledgedBy: "Acknowledged by",
  recipients: "Recipients",
  mutedKinds: "Not told of",
  digestHour: "Digest at the hour",
  invalidatedGrants: "Authorizations invalidated",
  atProvider: "At the provider",
  grantsStillAliveAtProvider: "Not revoked at the provider",
  code: "Code",
  failure: "Code",
};

const words: Record<string, string> = {
  "1d": "a day",
  "1h": "an hour",
  "1w": "a week",
  "4h": "four hours",
  admin: "Admin",
  basic: "Basic",
  disabled: "Disabled",
  enabled: "Enabled",
  failed: "could not be revoked; remove it there",
  google: "Google",
  imap: "IMAP",
  microsoft: "Microsoft",
  none: "none",
  not_offered: "offers no revocation; remove it there",
  oauth2_google: "OAuth2 - Google",
  oauth2_microsoft: "OAuth2 - Microsoft",
  oauth2_other: "OAuth2 - Other",
  other: "Other",
  owner: "Owner",
  pop3: "POP3",
  revoked: "revoked",
  same_as_remote_mailbox: "Same as Remote Mailbox",
  smtp: "SMTP",
  starttls: "STARTTLS",
  tls: "TLS",
  viewer: "Viewer",
};

// The database does not keep the order in which details were recorded, so the labels' own order stands.
function inOrder(details: AuditDetails) {
  const known = Object.keys(labels);
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(details).sort(([one], [other]) => place(one) - place(other));
}

function labelOf(name: string): string {
  const spaced = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return labels[name] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
