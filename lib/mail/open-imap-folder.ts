import { type Change, checkWriteAccess } from "@/lib/mail/check-write-access";
import { askImap, isOk, quoteImap, responseCode } from "@/lib/mail/imap-conversation";
import type { LineChannel } from "@/lib/mail/line-channel";
import { MailError } from "@/lib/mail/mail-error";
import { encodeModifiedUtf7 } from "@/lib/mail/modified-utf7";
import type { StageNotes } from "@/lib/mail/run-stages";
import type { ImapFolder } from "@/lib/mail/schema";
import { connectedToNothing, isTemporaryImapReply } from "@/lib/mail/sign-in-imap";

/** A signed-in IMAP connection with what is known of its mailbox. */
export type ImapMailbox = {
  channel: LineChannel;
  username: string;
  capabilityWords: readonly string[];
  folders: readonly ImapFolder[];
  prefix: string;
};

/**
 * Opens `folder` for reading only (EXAMINE) and gives the number of messages in it. Throws `folder_missing`,
 * `mailbox_refused` or `server_unavailable`.
 */
export async function openImapFolder(
  mailbox: ImapMailbox,
  folder: string,
  notes: StageNotes,
): Promise<{ path: string; messageCount: number }> {
  const { channel } = mailbox;
  const path = requireFolder(mailbox, folder);
  const { lines, verdict } = await askImap(channel, `EXAMINE ${quoteImap(encodeModifiedUtf7(path))}`);
  if (!isOk(verdict)) throw refuseFolder(mailbox, path, notes)(verdict);
  const exists = lines.map((line) => /^\* (\d{1,10}) EXISTS\b/i.exec(line)?.[1]).findLast(Boolean);
  return { path, messageCount: Number(exists ?? 0) };
}

/**
 * Makes sure that a folder is there and may be changed as the Mail Worker will change it; gives its name on the
 * server. Throws `folder_missing`, and `folder_read_only` or `archive_read_only` by what is to be changed.
 */
export async function requireWriteAccess(
  mailbox: ImapMailbox,
  folder: string,
  change: Change,
  notes: StageNotes,
): Promise<string> {
  const { channel, username, capabilityWords } = mailbox;
  const path = requireFolder(mailbox, folder);
  const refuse = refuseFolder(mailbox, path, notes);
  const { isAllowed, reply } = await checkWriteAccess(channel, { path, change, capabilityWords }, refuse);
  notes.replies.push(reply);
  if (isAllowed) return path;
  const facts = { folder: path, reply };
  throw change === "insert"
    ? new MailError(
        "archive_read_only",
        `${username} may read the folder ${path} at ${channel.target} and not put messages into it, so nothing could be archived.`,
        facts,
      )
    : new MailError(
        "folder_read_only",
        `${username} may read the folder ${path} at ${channel.target} and not take messages away from it, so they could be neither archived nor deleted.`,
        facts,
      );
}

/** Makes the failure of a mailbox or folder that does not open although the sign-in passed. */
export function refuseMailbox({ channel: { target }, username }: Pick<ImapMailbox, "channel" | "username">) {
  return (verdict: string): MailError => {
    const cause = connectedToNothing.test(verdict)
      ? " The one who signed in has no right to it, it has no licence, or the address is not its primary one."
      : "";
    const message = `${target} accepted the sign-in but did not open the mailbox ${username}.${cause}`;
    return isTemporaryImapReply(verdict)
      ? new MailError("server_unavailable", `${target} cannot open the mailbox right now.`, { reply: verdict })
      : new MailError("mailbox_refused", message, { reply: verdict });
  };
}

function refuseFolder(mailbox: ImapMailbox, path: string, notes: StageNotes) {
  return (verdict: string): MailError => {
    notes.replies.push(verdict);
    const isMissing = ["NONEXISTENT", "TRYCREATE"].includes(responseCode(verdict) ?? "");
    return isMissing ? missFolder(mailbox, path) : refuseMailbox(mailbox)(verdict);
  };
}

function requireFolder(mailbox: ImapMailbox, wanted: string): string {
  const { folders, prefix } = mailbox;
  const isInbox = wanted.toUpperCase() === "INBOX";
  const match = folders.find(({ path }) =>
    isInbox ? path.toUpperCase() === "INBOX" : path === wanted || path === `${prefix}${wanted}`,
  );
  if (match) return match.path;
  throw missFolder(mailbox, wanted);
}

function missFolder({ channel: { target }, folders }: ImapMailbox, wanted: string): MailError {
  const names = folders.slice(0, 30).map(({ path }) => path);
  return new MailError(
    "folder_missing",
    `There is no folder ${wanted} in the mailbox at ${target}. There are: ${names.join(", ") || "none"}.`,
    { folder: wanted, folders: names.join(", ") },
  );
}
