import type { ImapFlow, ListResponse } from "imapflow";

import { connectedToNothing, isTemporaryImapReply, readRefusal } from "@/lib/mail/imap-session";
import { MailError } from "@/lib/mail/mail-error";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { VerificationReport } from "@/lib/mail/schema";

export type ImapFindings = Pick<VerificationReport, "folders" | "messageCount">;

/**
 * Opens `folder` for reading only (EXAMINE) and makes sure that `archiveFolder` exists. Writes the folders and the
 * number of messages into `found` as soon as it knows them. Throws `folder_missing`, `mailbox_refused` or
 * `server_unavailable`.
 */
export async function openImapFolder(
  client: ImapFlow,
  request: { target: string; username: string; folder: string; archiveFolder?: string },
  notes: StageNotes,
  found: ImapFindings,
): Promise<void> {
  const { target, username, folder, archiveFolder } = request;
  try {
    const folders = await client.list();
    found.folders = folders.map(({ path, specialUse }) => (specialUse ? { path, specialUse } : { path }));
    const prefix = client.namespace?.prefix ?? "";
    const path = requireFolder(folders, prefix, folder, target);
    const { exists } = await client.mailboxOpen(path, { readOnly: true });
    found.messageCount = exists;
    if (archiveFolder !== undefined) requireFolder(folders, prefix, archiveFolder, target);
    notes.summary = `${path} has ${exists} ${exists === 1 ? "message" : "messages"}`;
  } catch (error) {
    const refusal = readRefusal(error);
    if (refusal.responseStatus === undefined) throw error;
    const reply = refusal.response || "";
    notes.replies.push(reply);
    if (isTemporaryImapReply(reply)) {
      throw new MailError("server_unavailable", `${target} cannot open the folder ${folder} right now.`, { reply });
    }
    if (refusal.serverResponseCode === "NONEXISTENT") throw missFolder(target, folder, found.folders ?? []);
    throw refuseMailbox(target, username, reply);
  }
}

/** The failure of a mailbox that does not open although the sign-in passed. */
export function refuseMailbox(target: string, username: string, reply: string): MailError {
  const cause = connectedToNothing.test(reply)
    ? " The one who signed in has no right to it, it has no licence, or the address is not its primary one."
    : "";
  return new MailError(
    "mailbox_refused",
    `${target} accepted the sign-in but did not open the mailbox ${username}.${cause}`,
    {
      reply,
    },
  );
}

function requireFolder(folders: readonly ListResponse[], prefix: string, wanted: string, target: string): string {
  const isInbox = wanted.toUpperCase() === "INBOX";
  const match = folders.find(({ path }) =>
    isInbox ? path.toUpperCase() === "INBOX" : path === wanted || path === `${prefix}${wanted}`,
  );
  if (match) return match.path;
  throw missFolder(target, wanted, folders);
}

function missFolder(target: string, wanted: string, folders: readonly { path: string }[]): MailError {
  const names = folders.slice(0, 30).map(({ path }) => path);
  return new MailError(
    "folder_missing",
    `There is no folder ${wanted} in the mailbox at ${target}. There are: ${names.join(", ") || "none"}.`,
    { folder: wanted, folders: names.join(", ") },
  );
}
