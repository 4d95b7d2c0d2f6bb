import { composeRevision, type FormFields, fingerprint } from "@/lib/revision/revision";

type AccountFields = { address: string; name: string; mailboxType: string; notes: string };
type ServerFields = { status: string; host: string; port: number; security: string; authentication: string };
type RemoteMailboxFields = ServerFields & {
  protocol: string;
  folder: string;
  fetchEveryMinutes: number;
  maxPerFetch: number;
  afterFetchAction: string;
  archiveFolder: string | null;
  basicUsername: string | null;
};
type OutgoingSmtpFields = ServerFields & { headerSpoofing: boolean; basicUsername: string | null };
type Stored = { basicPasswordSealed: string | null; strictMatching: boolean };

/** The fields of the Account tab. */
export function accountFields({ address, name, mailboxType, notes }: AccountFields): FormFields {
  return { address, name, mailboxType, notes };
}

/** The fields of the Remote Mailbox tab, but for the password. */
export function remoteMailboxFields(half: RemoteMailboxFields): FormFields {
  return {
    ...serverFields(half),
    protocol: half.protocol,
    folder: half.folder,
    fetchEveryMinutes: String(half.fetchEveryMinutes),
    maxPerFetch: String(half.maxPerFetch),
    afterFetchAction: half.afterFetchAction,
    archiveFolder: half.archiveFolder ?? "",
    basicUsername: half.basicUsername ?? "",
  };
}

/** The fields of the Outgoing (SMTP) tab, but for the password. */
export function outgoingSmtpFields(half: OutgoingSmtpFields): FormFields {
  return {
    ...serverFields(half),
    headerSpoofing: String(half.headerSpoofing),
    basicUsername: half.basicUsername ?? "",
  };
}

function serverFields({ status, host, port, security, authentication }: ServerFields): FormFields {
  return { status, host, port: String(port), security, authentication };
}

/** A tab's fields as they are stored, with what changes with the password. */
export function storedFields(fields: FormFields, { basicPasswordSealed }: Pick<Stored, "basicPasswordSealed">) {
  return { ...fields, basicPassword: fingerprint(basicPasswordSealed) };
}

/** A tab's fields as they were typed. An empty password keeps the saved one, so it undoes nothing. */
export function typedFields(fields: FormFields, basicPassword: string): FormFields {
  return basicPassword === "" ? fields : { ...fields, basicPassword: "typed" };
}

/** The Revisions of the tabs' forms; those of the halves also serve the Info tab of their OAuth2 dialogs. */
export function composeRevisions({
  remoteMailbox,
  outgoingSmtp,
  ...account
}: AccountFields & { remoteMailbox: RemoteMailboxFields & Stored; outgoingSmtp: OutgoingSmtpFields & Stored }) {
  const revise = (fields: FormFields, half: Stored) =>
    composeRevision({ ...storedFields(fields, half), strictMatching: String(half.strictMatching) });
  return {
    account: composeRevision(accountFields(account)),
    remoteMailbox: revise(remoteMailboxFields(remoteMailbox), remoteMailbox),
    outgoingSmtp: revise(outgoingSmtpFields(outgoingSmtp), outgoingSmtp),
  };
}
