import { callTable } from "@/lib/db/call-function";
import type {
  AfterFetchAction,
  ConnectionSecurity,
  GrantStatus,
  HalfStatus,
  IncomingAuthentication,
  IncomingProtocol,
  MailboxType,
  OutgoingAuthentication,
} from "@/lib/db/generated/enums";
import { environment } from "@/lib/env";
import type { WorkerContext } from "./authenticate-worker";

type MailboxFields = {
  /** Whether everything that is wanted may be handed out at once; then, and only then, it is recorded as handed out. */
  isReady: boolean;
  /** The half is enabled, and of the protocol that is asked for. */
  isIncomingWanted: boolean;
  isOutgoingWanted: boolean;
  /** Its sign-in is there, and its token lasts. */
  isIncomingReady: boolean;
  isOutgoingReady: boolean;
  id: string;
  address: string;
  mailboxType: MailboxType;
  configVersion: number;
  protocol: IncomingProtocol;
  folder: string;
  fetchEveryMinutes: number;
  maxPerFetch: number;
  afterFetchAction: AfterFetchAction;
  archiveFolder: string | null;
};

type HalfFields = {
  status: HalfStatus;
  host: string;
  port: number;
  security: ConnectionSecurity;
  idpConfigId: string | null;
  strictMatching: boolean;
  basicUsername: string | null;
  basicPasswordSealed: string | null;
};

type ConfigFields = { idpConfigName: string; idpConfigEnabled: boolean; idpConfigSignature: string };

type GrantFields = {
  grantId: string;
  grantVersion: number;
  grantStatus: GrantStatus;
  grantIdpConfigId: string;
  grantSignature: string;
  grantAddress: string;
  grantOwner: string;
  grantStrictMatching: boolean;
  grantFailure: string | null;
  /** With spaces between, as RFC 6749 §3.3 writes them. */
  grantScopes: string;
  tokenSealed: string;
  tokenExpiresAtMs: number;
};

type Prefixed<Prefix extends string, Fields> = {
  [Name in keyof Fields & string as `${Prefix}${Capitalize<Name>}`]: Fields[Name];
};
type Nullable<Fields> = { [Name in keyof Fields]: Fields[Name] | null };
type HalfColumns<Prefix extends string, Authentication> = Prefixed<
  Prefix,
  HalfFields & { authentication: Authentication } & Nullable<ConfigFields> & Nullable<GrantFields>
>;

/** What the function read_mailboxes of the migration answers of a mailbox. */
type MailboxRow = MailboxFields &
  HalfColumns<"incoming", IncomingAuthentication> &
  HalfColumns<"outgoing", OutgoingAuthentication>;

export type GrantFacts = {
  id: string;
  version: number;
  status: GrantStatus;
  idpConfigId: string;
  configSignature: string;
  authorizedAddress: string;
  resourceOwner: string;
  strictMatching: boolean;
  failureDetail: string | null;
  scopes: string;
  accessTokenSealed: string;
  expiresAtMs: number;
};

/** One half with the IdP Config that it has chosen and the Grant of its own. */
export type HalfFacts<Authentication> = HalfFields & {
  authentication: Authentication;
  idpConfig: { name: string; enabled: boolean; configSignature: string } | null;
  grant: GrantFacts | null;
};

/** All that a mailbox's credentials are made from. */
export type MailboxFacts = MailboxFields & {
  incoming: HalfFacts<IncomingAuthentication>;
  outgoing: HalfFacts<OutgoingAuthentication>;
};

/** The facts of those of the mailboxes that exist, in one round trip. The ids are those that the key may see. */
export async function readMailboxFacts(
  context: WorkerContext,
  mailboxIds: readonly string[],
  { minValidSeconds, protocol }: { minValidSeconds: number; protocol?: "imap" | "pop3" | "smtp" | undefined },
): Promise<MailboxFacts[]> {
  const rows = await callTable<MailboxRow>("read_mailboxes", [
    context.tenantId,
    mailboxIds,
    context.actor.id,
    context.address,
    context.requestId,
    environment().refresh.marginSeconds,
    minValidSeconds,
    protocol ?? null,
  ]);
  return rows.map(toFacts);
}

function toFacts(row: MailboxRow): MailboxFacts {
  return {
    isReady: row.isReady,
    isIncomingWanted: row.isIncomingWanted,
    isOutgoingWanted: row.isOutgoingWanted,
    isIncomingReady: row.isIncomingReady,
    isOutgoingReady: row.isOutgoingReady,
    id: row.id,
    address: row.address,
    mailboxType: row.mailboxType,
    configVersion: row.configVersion,
    protocol: row.protocol,
    folder: row.folder,
    fetchEveryMinutes: row.fetchEveryMinutes,
    maxPerFetch: row.maxPerFetch,
    afterFetchAction: row.afterFetchAction,
    archiveFolder: row.archiveFolder,
    incoming: {
      status: row.incomingStatus,
      host: row.incomingHost,
      port: row.incomingPort,
      security: row.incomingSecurity,
      authentication: row.incomingAuthentication,
      idpConfigId: row.incomingIdpConfigId,
      strictMatching: row.incomingStrictMatching,
      basicUsername: row.incomingBasicUsername,
      basicPasswordSealed: row.incomingBasicPasswordSealed,
      idpConfig: toConfig(row.incomingIdpConfigName, row.incomingIdpConfigEnabled, row.incomingIdpConfigSignature),
      grant: toGrant(row, "incoming"),
    },
    outgoing: {
      status: row.outgoingStatus,
      host: row.outgoingHost,
      port: row.outgoingPort,
      security: row.outgoingSecurity,
      authentication: row.outgoingAuthentication,
      idpConfigId: row.outgoingIdpConfigId,
      strictMatching: row.outgoingStrictMatching,
      basicUsername: row.outgoingBasicUsername,
      basicPasswordSealed: row.outgoingBasicPasswordSealed,
      idpConfig: toConfig(row.outgoingIdpConfigName, row.outgoingIdpConfigEnabled, row.outgoingIdpConfigSignature),
      grant: toGrant(row, "outgoing"),
    },
  };
}

function toConfig(name: string | null, enabled: boolean | null, configSignature: string | null) {
  if (name === null || enabled === null || configSignature === null) return null;
  return { name, enabled, configSignature };
}

/** The Grant of a half; the columns of one that is not there are null. */
function toGrant(row: MailboxRow, half: "incoming" | "outgoing"): GrantFacts | null {
  const id = row[`${half}GrantId`];
  if (id === null) return null;
  return {
    id,
    version: present(row[`${half}GrantVersion`]),
    status: present(row[`${half}GrantStatus`]),
    idpConfigId: present(row[`${half}GrantIdpConfigId`]),
    configSignature: present(row[`${half}GrantSignature`]),
    authorizedAddress: present(row[`${half}GrantAddress`]),
    resourceOwner: present(row[`${half}GrantOwner`]),
    strictMatching: present(row[`${half}GrantStrictMatching`]),
    failureDetail: row[`${half}GrantFailure`],
    scopes: present(row[`${half}GrantScopes`]),
    accessTokenSealed: present(row[`${half}TokenSealed`]),
    expiresAtMs: present(row[`${half}TokenExpiresAtMs`]),
  };
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error("A Grant lacks one of its columns");
  return value;
}
