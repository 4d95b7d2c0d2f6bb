import { askImap, isOk } from "@/lib/mail/imap-conversation";
import type { LineChannel } from "@/lib/mail/line-channel";
import { decodeModifiedUtf7 } from "@/lib/mail/modified-utf7";
import type { ImapFolder } from "@/lib/mail/schema";

export type ImapFolders = {
  folders: ImapFolder[];
  /** What stands in front of a person's own folders, such as "INBOX."; empty where nothing does. */
  prefix: string;
};

/**
 * Every folder that can be opened (LIST), INBOX first and the rest by name, with its special use (RFC 6154) where the
 * server tells it. `refuse` makes the failure of a server that says no.
 */
export async function listImapFolders(
  channel: LineChannel,
  capabilityWords: readonly string[],
  refuse: (verdict: string) => Error,
): Promise<ImapFolders> {
  const prefix = capabilityWords.includes("NAMESPACE") ? await readPrefix(channel, refuse) : "";
  const { lines, verdict } = await askImap(channel, 'LIST "" "*"');
  if (!isOk(verdict)) throw refuse(verdict);
  const folders = lines.flatMap(readFolder);
  const inFront = ({ path }: ImapFolder) => (path.toUpperCase() === "INBOX" ? 0 : 1);
  folders.sort((one, other) => inFront(one) - inFront(other) || one.path.localeCompare(other.path));
  return { folders, prefix };
}

/** The prefix of the first personal namespace (RFC 2342). */
async function readPrefix(channel: LineChannel, refuse: (verdict: string) => Error): Promise<string> {
  const { lines, verdict } = await askImap(channel, "NAMESPACE");
  if (!isOk(verdict)) throw refuse(verdict);
  const quoted = lines.map((line) => /^\* NAMESPACE \(\("((?:[^"\\]|\\.)*)"/i.exec(line)?.[1]).find(Boolean);
  return decodeModifiedUtf7(unquote(quoted ?? ""));
}

const folderLine = /^\* LIST \(([^)]*)\) (?:NIL|"(?:[^"\\]|\\.)*") (?:"((?:[^"\\]|\\.)*)"|(\S+))/i;

function readFolder(line: string): ImapFolder[] {
  const [, attributes = "", quoted, atom] = folderLine.exec(line) ?? [];
  const name = quoted === undefined ? atom : unquote(quoted);
  if (name === undefined || name === "") return [];
  const words = attributes.split(/\s+/);
  if (words.some((word) => /^\\(Noselect|NonExistent)$/i.test(word))) return [];
  const specialUse = words.find((word) => /^\\(All|Archive|Drafts|Flagged|Junk|Sent|Trash)$/i.test(word));
  const path = decodeModifiedUtf7(name);
  return [specialUse === undefined ? { path } : { path, specialUse }];
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
