import type { Failure } from "@/lib/errors";
import type { ChangeMailbox, ManagedMailbox } from "@/lib/mail-worker/manage-mailbox-contract";
import { fail, type Result, succeed } from "@/lib/result";
import { fillPresetServer } from "@/lib/system-email/fill-preset-server";
import {
  type AccountInput,
  accountSchema,
  type OutgoingSmtpInput,
  outgoingSmtpSchema,
  type RemoteMailboxInput,
  remoteMailboxSchema,
} from "@/lib/system-email/schema";
import { parseFields } from "./parse-fields";

/** The parts of a mailbox that a change touches, each whole, as the forms' use cases take them. */
export type MailboxParts = {
  account: AccountInput | null;
  incoming: RemoteMailboxInput | null;
  outgoing: OutgoingSmtpInput | null;
};

/**
 * Lays a change over the mailbox as it is and judges each part that it touches by the schema of its form, so that the
 * API refuses what the forms refuse. Every mistake is told at once, by the name that the API has for the field.
 */
export function layOverMailbox(
  stored: ManagedMailbox,
  change: ChangeMailbox,
): Result<MailboxParts, Failure<"invalid_request">> {
  const isAccountTouched = [change.address, change.name, change.type, change.notes].some(
    (value) => value !== undefined,
  );
  const account = isAccountTouched ? parseFields(accountSchema, accountFields(stored, change), accountNames) : null;
  const authentication = change.incoming?.authentication ?? stored.incoming.authentication;
  const incoming = change.incoming
    ? parseFields(remoteMailboxSchema, incomingFields(stored.incoming, change.incoming), incomingNames)
    : null;
  const outgoing = change.outgoing
    ? parseFields(outgoingSmtpSchema, outgoingFields(stored.outgoing, change.outgoing, authentication), outgoingNames)
    : null;
  const failures = [account, incoming, outgoing].flatMap((part) => (part?.ok === false ? [part.failure] : []));
  if (failures.length > 0) {
    return fail({
      code: "invalid_request",
      message: failures.map(({ message }) => message).join("; "),
      mistakes: failures.flatMap(({ mistakes = [] }) => mistakes),
    });
  }
  return succeed({ account: valueIn(account), incoming: valueIn(incoming), outgoing: valueIn(outgoing) });
}

function valueIn<Value>(part: Result<Value, unknown> | null): Value | null {
  return part?.ok ? part.value : null;
}

function accountFields(stored: ManagedMailbox, { address, name, type, notes }: ChangeMailbox) {
  return {
    address: address ?? stored.address,
    name: name ?? stored.name,
    mailboxType: type ?? stored.type,
    notes: notes ?? stored.notes,
  };
}

function incomingFields(stored: ManagedMailbox["incoming"], change: NonNullable<ChangeMailbox["incoming"]>) {
  const { fetch = {}, idpConfigId: _linked, strictMatching: _matching, username, password, ...server } = change;
  const protocol = server.protocol ?? stored.protocol;
  const fields = {
    status: stored.status,
    host: stored.host,
    port: stored.port,
    security: stored.security,
    folder: stored.folder,
    authentication: stored.authentication,
    ...withoutGaps(server),
    protocol,
    fetchEveryMinutes: fetch.everyMinutes ?? stored.fetch.everyMinutes,
    maxPerFetch: fetch.maxPerFetch ?? stored.fetch.maxPerFetch,
    afterFetchAction: fetch.afterFetch?.action ?? stored.fetch.afterFetch.action,
    archiveFolder: fetch.afterFetch?.folder ?? stored.fetch.afterFetch.folder ?? "",
    basicUsername: username ?? stored.username ?? "",
    basicPassword: password ?? "",
  };
  return { ...Object(fillPresetServer(fields, () => protocol)), ...chosenServer(server) };
}

function outgoingFields(
  stored: ManagedMailbox["outgoing"],
  change: NonNullable<ChangeMailbox["outgoing"]>,
  remoteAuthentication: ManagedMailbox["incoming"]["authentication"],
) {
  const { idpConfigId: _linked, strictMatching: _matching, username, password, headerSpoofing, ...server } = change;
  const fields = {
    status: stored.status,
    host: stored.host,
    port: stored.port,
    security: stored.security,
    authentication: stored.authentication,
    ...withoutGaps(server),
    remoteAuthentication,
    // The form's checkbox sends a word.
    headerSpoofing: String(headerSpoofing ?? stored.headerSpoofing),
    basicUsername: username ?? stored.username ?? "",
    basicPassword: password ?? "",
  };
  return { ...Object(fillPresetServer(fields, () => "smtp")), ...chosenServer(server) };
}

/** What a request says of the server counts for more than the provider's preset. */
function chosenServer({ port, security }: { port?: number | undefined; security?: string | undefined }) {
  return withoutGaps({ port, security });
}

/** A field that is named but undefined would hide what is stored. */
function withoutGaps<Fields extends object>(fields: Fields): Partial<Fields> {
  const kept: Partial<Fields> = { ...fields };
  for (const name of Object.keys(fields)) {
    if (Reflect.get(kept, name) === undefined) Reflect.deleteProperty(kept, name);
  }
  return kept;
}

const accountNames = { mailboxType: "type" };
const incomingNames = {
  "": "incoming",
  fetchEveryMinutes: "fetch.everyMinutes",
  maxPerFetch: "fetch.maxPerFetch",
  afterFetchAction: "fetch.afterFetch.action",
  archiveFolder: "fetch.afterFetch.folder",
  basicUsername: "username",
  basicPassword: "password",
};
const outgoingNames = { "": "outgoing", basicUsername: "username", basicPassword: "password" };
